"""Save: the experiment, the model with its weights, and the code that builds it."""

import importlib.util
import io
import threading
import zipfile
from collections.abc import Callable

import numpy as np
import streamlit as st

from nnviz.core.code.keras_code import keras_script
from nnviz.core.code.notebook import keras_notebook
from nnviz.core.errors import NnvizError
from nnviz.core.files.codec import to_json
from nnviz.core.spec.experiment import Experiment
from nnviz.data import signature
from nnviz.data.experiments import training_arrays
from nnviz.engine import get_engine
from nnviz.engine.environment import chosen_backend
from nnviz.ui.control import Control
from nnviz.ui.share import words
from nnviz.ui.share.answers_download import answers_button
from nnviz.ui.widgets.plain_text import plain

_WRITING = "nnviz_writing_onnx"
_LONGEST_S = 60.0
"""As long as the engine takes at most."""


def panel(experiment: Experiment, token: str | None) -> None:
    """Draw the downloads.

    Args:
        experiment: What is saved.
        token: The run whose weights are saved; None while none is possible.
    """
    st.markdown(words.SAVE)
    with st.container(horizontal=True, gap="small"):
        download(
            words.EXPERIMENT, to_json(experiment), "nnviz-experiment.json", "application/json",
            "download_json",
        )  # fmt: skip
        answers_button(experiment)
        if token is None:
            return
        download(
            words.KERAS_MODEL, lambda: _model(token, "keras"), "model.keras", "application/zip",
            "download_keras",
        )  # fmt: skip
        if not (hindrance := onnx_hindrance()):
            _onnx_button(token)
    if hindrance:
        st.caption(hindrance)


def code_panel(experiment: Experiment) -> None:
    """Draw the experiment as a Keras script."""
    epochs = experiment.training.stop.epochs or 100
    try:
        script = keras_script(experiment, signature(experiment.data), epochs)
    except NnvizError as error:
        st.info(plain(words.no_script(error)))
        return
    st.caption(words.CODE)
    with st.container(horizontal=True, gap="small"):
        download(
            words.SCRIPT, lambda: _archive(experiment, {"train.py": script}),
            "nnviz-keras.zip", "application/zip", "download_code",
        )  # fmt: skip
        download(
            words.NOTEBOOK,
            lambda: _archive(experiment, {"train.ipynb": keras_notebook(script)}),
            "nnviz-notebook.zip", "application/zip", "download_notebook",
        )  # fmt: skip
    st.code(script, language="python", height=420)


def onnx_hindrance() -> str:
    """Say why no network can be written as ONNX here; empty where they can."""
    if any(importlib.util.find_spec(name) is None for name in ("tf2onnx", "onnx")):
        return words.ONNX_MISSING
    if chosen_backend() != "tensorflow":
        return words.ONNX_BACKEND
    return ""


def download(
    text: Control, data: str | Callable[[], bytes], name: str, mime: str, key: str
) -> None:
    """Draw a button that saves a file; what takes time is made when it is clicked."""
    st.download_button(
        text.label, data, file_name=name, mime=mime, icon=":material/download:",
        on_click="ignore", key=key, help=text.help,
    )  # fmt: skip


def _model(token: str, form: str) -> bytes:
    return get_engine().export(token, form)


class Writing:
    """One file that is written while the page waits for what becomes of it.

    Streamlit makes a file beside the page's script and says only that it failed.

    Attributes:
        refused: Why there is none, as a sentence; empty while there is no reason.
    """

    def __init__(self) -> None:
        self.refused = ""
        self._ended = threading.Event()

    def write(self, make: Callable[[], bytes]) -> bytes:
        """Return the file, or note why there is none.

        Raises:
            NnvizError: There is none.
        """
        self.refused = ""
        try:
            return make()
        except NnvizError as error:
            self.refused = words.no_onnx(error)
            raise
        finally:
            self._ended.set()

    def wait(self) -> None:
        """Wait until the file that was asked for is there, or why there is none."""
        self._ended.wait(_LONGEST_S)
        self._ended.clear()


@st.fragment
def _onnx_button(token: str) -> None:
    """Draw the button for ONNX, and why there is no such file once that is known."""
    writing = st.session_state.setdefault(f"{_WRITING}_{token}", Writing())
    asked = st.download_button(
        words.ONNX.label, lambda: writing.write(lambda: _model(token, "onnx")),
        file_name="model.onnx", mime="application/octet-stream", icon=":material/download:",
        key="download_onnx", help=words.ONNX.help,
    )  # fmt: skip
    if asked:
        writing.wait()
    if writing.refused:
        st.caption(writing.refused)


def _archive(experiment: Experiment, texts: dict[str, str]) -> bytes:
    """Return a ZIP file with texts and the arrays that they read."""
    data = io.BytesIO()
    np.savez_compressed(data, allow_pickle=False, **training_arrays(experiment))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as members:
        for name, text in texts.items():
            members.writestr(name, text)
        members.writestr("data.npz", data.getvalue())
    return archive.getvalue()
