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
from nnviz.ui.share.answers_download import answers_button

_WRITING = "nnviz_writing_onnx"
_LONGEST_S = 60.0
"""As long as the engine takes at most."""


def panel(experiment: Experiment, token: str | None) -> None:
    """Draw the downloads.

    Args:
        experiment: What is saved.
        token: The run whose weights are saved; None while none is possible.
    """
    st.markdown("**Save**")
    with st.container(horizontal=True, gap="small"):
        download(
            "Experiment", to_json(experiment), "nnviz-experiment.json", "application/json",
            "download_json", "Data, network and settings as JSON, without weights.",
        )  # fmt: skip
        answers_button(experiment)
        if token is None:
            return
        download(
            "Keras model", lambda: _model(token, "keras"), "model.keras", "application/zip",
            "download_keras", "The network with the weights it has now, as a .keras file. "
            "nnviz opens it again with everything that belongs to it.",
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
        st.info(f"There is no script for this network yet. {error}")
        return
    st.caption(
        "This code builds, trains and evaluates the same network with Keras alone. "
        "It reads data.npz, which is in the download."
    )
    with st.container(horizontal=True, gap="small"):
        download(
            "Script and data", lambda: _archive(experiment, {"train.py": script}),
            "nnviz-keras.zip", "application/zip", "download_code",
            "A ZIP file with the script and the data that it reads.",
        )  # fmt: skip
        download(
            "Notebook and data",
            lambda: _archive(experiment, {"train.ipynb": keras_notebook(script)}),
            "nnviz-notebook.zip", "application/zip", "download_notebook",
            "A ZIP file with a Jupyter notebook of the same code, and the data that it reads.",
        )  # fmt: skip
    st.code(script, language="python", height=420)


def onnx_hindrance() -> str:
    """Say why no network can be written as ONNX here; empty where they can."""
    if any(importlib.util.find_spec(name) is None for name in ("tf2onnx", "onnx")):
        return 'ONNX needs the package tf2onnx: `pip install -e ".[onnx]"`.'
    if chosen_backend() != "tensorflow":
        return "ONNX files are written from TensorFlow only; this server computes with JAX."
    return ""


def download(
    label: str, data: str | Callable[[], bytes], name: str, mime: str, key: str, words: str
) -> None:
    """Draw a button that saves a file; what takes time is made when it is clicked."""
    st.download_button(
        label, data, file_name=name, mime=mime, icon=":material/download:", on_click="ignore",
        key=key, help=words,
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
            self.refused = f"There is no ONNX file of this network. {error}"
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
        "ONNX", lambda: writing.write(lambda: _model(token, "onnx")), file_name="model.onnx",
        mime="application/octet-stream", icon=":material/download:", key="download_onnx",
        help="The network with its weights, for programs other than Keras.",
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
