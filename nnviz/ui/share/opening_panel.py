"""Open: an experiment, a model file or Keras code, as a network of the visitor's."""

from pathlib import PurePath

import streamlit as st

from nnviz.core.errors import NnvizError
from nnviz.core.files.codec import MAX_JSON, from_json
from nnviz.core.files.file_forms import NETWORKS, is_experiment
from nnviz.core.opening.opened import Opened
from nnviz.data import signature
from nnviz.data.experiments import checked
from nnviz.data.opened import experiment_of, why_not
from nnviz.engine.opening import MAX_FILE, OpenedFile, open_model
from nnviz.figures.kit.wording import count_text
from nnviz.ui.share import opened_networks, words
from nnviz.ui.state import running, session
from nnviz.ui.state.session import experiment, notify, put

_UPLOAD, _CODE = "open_file", "open_code"


def panel() -> None:
    """Draw what takes a network into the app."""
    st.markdown(words.OPEN)
    st.file_uploader(
        words.OPEN_FILE.label,
        type=[ending.removeprefix(".") for ending in NETWORKS],
        key=_UPLOAD,
        on_change=_open_file,
        max_upload_size=20,
        help=words.OPEN_FILE.help,
    )
    st.text_area(
        words.OPEN_CODE_FIELD.label,
        key=_CODE,
        height=80,
        placeholder=words.CODE_EXAMPLE,
        help=words.OPEN_CODE_FIELD.help,
    )
    st.button(
        words.OPEN_CODE.label, key="open_code_button", icon=":material/code:", on_click=_open_code,
        help=words.OPEN_CODE.help,
    )  # fmt: skip


def open_bytes(data: bytes, name: str) -> bool:
    """Make what these bytes hold the visitor's experiment, or say why not.

    Args:
        data: A file, or code as text.
        name: What it is called on the page.

    Returns:
        Whether that is seen on the Playground: False for what can only be looked at, under
        Architectures.
    """
    try:
        if not is_experiment(data, name):
            shown = signature(experiment().data).input_shape
            return _show(open_model(data, shown), name)
        put(checked(from_json(data[: MAX_JSON + 1])), started_as="", fresh=True)
    except (NnvizError, UnicodeDecodeError) as error:
        why = words.NOT_TEXT if isinstance(error, UnicodeDecodeError) else str(error)
        notify(words.refused("file" if "." in name else "code", why))
    return True


def _show(file: OpenedFile, name: str) -> bool:
    """Train an opened network, or, False, only look at it."""
    opened = file.opened
    place = opened_networks.keep(opened, PurePath(name).stem)
    found = file.experiment or experiment_of(opened, experiment())
    if found is None:
        opened_networks.show(place)
        notify(words.only_to_look_at(name, why_not(opened), _left_out(opened)), "info")
        return False
    put(found, started_as="", fresh=True)
    if session.experiment().network != found.network:
        return True  # The notice says why.
    if file.weights:
        running.begin_with(file.weights)
    layers = len(opened.network.layers)
    notify(words.opened(name, layers, _weights(file), _left_out(opened)), "info")
    return True


def _weights(file: OpenedFile) -> str:
    """Return how many weights a file has, in words; empty where it has none."""
    count = sum(array.size for arrays in file.weights.values() for array in arrays)
    return count_text(count) if count else ""


def _left_out(opened: Opened) -> str:
    return words.left_out("; ".join(opened.notes)) if opened.notes else ""


def _open_file() -> None:
    upload = st.session_state.get(_UPLOAD)
    if upload is not None:
        open_bytes(upload.read(MAX_FILE + 1), upload.name[:60])


def _open_code() -> None:
    code = st.session_state.get(_CODE) or ""
    if not code.strip():
        notify(words.PASTE_FIRST)
        return
    open_bytes(code.encode(errors="replace"), words.THE_CODE)
