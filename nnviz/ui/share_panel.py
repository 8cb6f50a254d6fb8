"""Share and keep: link, file, Keras code, and hiding controls for a class."""

import io
import zipfile
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from nnviz.core.codec import MAX_JSON, from_json, to_json, to_link
from nnviz.core.errors import NnvizError
from nnviz.core.experiment import Experiment
from nnviz.core.keras_code import keras_script
from nnviz.data import signature
from nnviz.data.experiments import checked, training_arrays
from nnviz.ui.answers_download import answers_button
from nnviz.ui.session import LINK_PARAMETER, notify, put
from nnviz.ui.visibility import GROUPS, HIDE_PARAMETER, hidden_groups

_UPLOAD = "open_file"


def panel(experiment: Experiment) -> None:
    """Draw everything that takes an experiment out of the app or into it."""
    st.markdown("**Share**")
    st.caption("The address in your browser always holds this experiment. Copy it, or this:")
    hidden = st.multiselect(
        "Hide for a class",
        list(GROUPS),
        default=sorted(hidden_groups()),
        format_func=GROUPS.__getitem__,
        key="hide",
        help="Controls that the people who open the link shall not see.",
    )
    st.code(_address(experiment, hidden), language=None, wrap_lines=True, height=90)
    st.markdown("**Keep**")
    st.download_button(
        "Download as JSON",
        to_json(experiment),
        file_name="nnviz-experiment.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
        key="download_json",
    )
    answers_button(experiment)
    st.file_uploader(
        "Open a JSON file",
        type=["json"],
        key=_UPLOAD,
        on_change=_open_file,
        max_upload_size=1,
    )


def code_panel(experiment: Experiment) -> None:
    """Draw the experiment as a Keras script."""
    epochs = experiment.training.stop.epochs or 100
    try:
        script = keras_script(experiment, signature(experiment.data), epochs)
    except NnvizError as error:
        st.info(f"There is no script for this network yet. {error}")
        return
    st.caption(
        "This script builds, trains and evaluates the same network with Keras alone. "
        "It reads data.npz, which is in the download."
    )
    st.download_button(
        "Download script and data",
        lambda: _archive(experiment, script),
        file_name="nnviz-keras.zip",
        mime="application/zip",
        icon=":material/download:",
        on_click="ignore",
        key="download_code",
    )
    st.code(script, language="python", height=420)


def _address(experiment: Experiment, hidden: list[str]) -> str:
    base = (st.context.url or "").split("?", maxsplit=1)[0]
    query = {LINK_PARAMETER: to_link(experiment)}
    if hidden:
        query[HIDE_PARAMETER] = ",".join(hidden)
    return f"{base}?{urlencode(query, safe=',')}"


def _open_file() -> None:
    upload = st.session_state.get(_UPLOAD)
    if upload is None:
        return
    try:
        put(checked(from_json(upload.read(MAX_JSON + 1))), started_as="", fresh=True)
    except NnvizError as error:
        notify(f"This file cannot be opened. {error}")


def _archive(experiment: Experiment, script: str) -> bytes:
    """Return a ZIP file with the script and the arrays that it reads."""
    data = io.BytesIO()
    np.savez_compressed(data, allow_pickle=False, **training_arrays(experiment))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr("train.py", script)
        members.writestr("data.npz", data.getvalue())
    return archive.getvalue()
