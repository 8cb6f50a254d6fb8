"""The visitor's own data: a dialog that opens a file, shows what is in it, and puts it to use."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import streamlit as st

from nnviz.core.errors import NnvizError
from nnviz.core.files.file_forms import TABLES
from nnviz.core.files.names import clean_name
from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.experiment import DataSpec, Experiment
from nnviz.data import load, signature
from nnviz.data.uploads.kinds import OWN, opened
from nnviz.data.uploads.store import store
from nnviz.engine import reading
from nnviz.figures.data.data_preview import data_preview
from nnviz.live import component
from nnviz.ui.custom_data import words
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.drawing import drawn
from nnviz.ui.state.session import experiment, put, waiting
from nnviz.ui.widgets.plain_text import plain

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_OPEN = "nnviz_own_open"
_DRAFT = "nnviz_own_draft"
_PROBLEM = "nnviz_own_problem"
_UPLOAD = "own_data_file"
_TAKEN = "nnviz_own_taken"
_BROUGHT = "nnviz_own_brought"
_MOST_BROUGHT = 3
"""Files of one visitor that the server keeps for long: the newest ones and the one in use."""
_PICTURES_HEIGHT = 210


def label_of(data: DataSpec) -> str:
    """Return what data of the visitor's own are called in the list of datasets."""
    return words.label(clean_name(str(data.options.get("title", "")), "file"))


def button(now: Experiment) -> None:
    """Draw what opens the dialog, and the dialog itself while it is open."""
    own = now.data.name in OWN
    st.button(
        words.CHANGE if own else words.YOUR_DATA.label,
        key="own_data",
        icon=":material/table_edit:" if own else ":material/upload_file:",
        on_click=_open,
        help=words.YOUR_DATA.help,
    )
    if st.session_state.get(_OPEN):
        st.dialog(words.YOUR_DATA.label, width="large", on_dismiss=_close)(_dialog)()


def _open() -> None:
    st.session_state[_OPEN] = True
    reading.ready()


def offer(name: str, data: bytes) -> None:
    """Open the dialog with a file in it, unless it is in use already.

    Args:
        name: What the file is called.
        data: What is in it.
    """
    _look_at(name, data)
    draft: DataSpec | None = st.session_state.get(_DRAFT)
    if draft is not None and draft.options["file"] == experiment().data.options.get("file"):
        _close()
    else:
        _open()


def _close() -> None:
    st.session_state[_OPEN] = False
    st.session_state.pop(_PROBLEM, None)
    st.session_state.pop(_DRAFT, None)


def _dialog() -> None:
    """Draw the dialog; only this part reruns while something is chosen in it."""
    upload = st.file_uploader(
        words.UPLOAD.label,
        type=[ending.removeprefix(".") for ending in TABLES],
        key=_UPLOAD,
        max_upload_size=20,
        help=words.UPLOAD.help,
    )
    _take(upload)
    if problem := st.session_state.get(_PROBLEM):
        st.error(plain(problem))  # And nothing of another file under the name of this one.
        return
    draft = _draft()
    if draft is None:
        st.caption(words.SPREADSHEET)
        return
    if upload is None:
        st.markdown(f"**{plain(str(draft.options['title']))}**")
    try:
        chosen = _form(draft)
        dataset = load(chosen)
    except NnvizError as error:
        st.error(plain(str(error)))
        return
    if dataset.signature.view == "image":
        _pictures(chosen, dataset)
    left, right = st.columns([1, 9], vertical_alignment="center")
    right.markdown(_outcome(dataset))
    if left.button(words.USE.label, type="primary", key="own_use", help=words.USE.help):
        _use(chosen)
        st.rerun()


def _take(upload: "UploadedFile | None") -> None:
    """Look at a file once.

    Not as a callback of the widget: Streamlit forgets callbacks when the page reruns by itself.
    """
    taken = st.session_state.get(_TAKEN)
    if upload is None and taken is not None:
        st.session_state.pop(_TAKEN)  # It was removed, and with it what was wrong with it.
        st.session_state.pop(_PROBLEM, None)
    if upload is None or upload.file_id == taken:
        return
    st.session_state[_TAKEN] = upload.file_id
    _look_at(upload.name, upload.getvalue())


def _look_at(name: str, data: bytes) -> None:
    """Take a file into the dialog; what cannot be read is said there and changes nothing."""
    st.session_state.pop(_PROBLEM, None)
    st.session_state.pop(_DRAFT, None)
    try:
        draft = opened(name, data)
        st.session_state[_DRAFT] = draft
        _note_brought(str(draft.options["file"]))
    except NnvizError as error:
        st.session_state[_PROBLEM] = str(error)


def _note_brought(file: str) -> None:
    """Give up the earliest files that this visitor brought, so that nobody fills the server."""
    before: list[str] = st.session_state.get(_BROUGHT, [])
    brought = [*(one for one in before if one != file), file]
    for one in brought[:-_MOST_BROUGHT]:
        if one != experiment().data.options.get("file"):
            store().release(one)
    st.session_state[_BROUGHT] = brought[-_MOST_BROUGHT:]


def _draft() -> DataSpec | None:
    """Return what was opened last, or what is in use."""
    draft: DataSpec | None = st.session_state.get(_DRAFT)
    if draft is None:
        now = experiment().data
        return now if now.name in OWN else None
    link = _link_with(draft)
    return draft if link is None else link.data


def _link_with(data: DataSpec) -> Experiment | None:
    """Return the experiment of a link that waits for this file, if there is one."""
    link = waiting()
    if link is None or link.data.options.get("file") != data.options["file"]:
        return None
    return link


def _table(draft: DataSpec, key: str) -> DataSpec:
    from nnviz.ui.custom_data.table_form import table_form

    return table_form(draft, key)


def _images(draft: DataSpec, key: str) -> DataSpec:
    from nnviz.ui.custom_data.pictures_form import pictures_form

    return pictures_form(draft, key)


def _arrays(draft: DataSpec, key: str) -> DataSpec:
    from nnviz.ui.custom_data.pictures_form import arrays_form

    return arrays_form(draft, key)


_FORMS: Mapping[str, Callable[[DataSpec, str], DataSpec]] = MappingProxyType(
    {"own_table": _table, "own_images": _images, "own_arrays": _arrays}
)


def _form(draft: DataSpec) -> DataSpec:
    """Draw what can be chosen of this file, and return the spec as it is chosen.

    Raises:
        NnvizError: It cannot be read in the way that is chosen.
    """
    return _FORMS[draft.name](draft, f"own_{str(draft.options['file'])[:12]}")


def _pictures(chosen: DataSpec, dataset: Dataset) -> None:
    """Show pictures as the network would read them."""
    look = theme()
    sheet = drawn(
        lambda: data_preview(dataset, look, height=_PICTURES_HEIGHT), "own", chosen.fingerprint,
        look.name,
    )  # fmt: skip
    component.view(sheet, key="own_preview")


def _outcome(dataset: Dataset) -> str:
    """Say what a network would learn from."""
    names = ", ".join(plain(name) for name in dataset.class_names[:12])
    more = ", \u2026" if len(dataset.class_names) > 12 else ""
    target = words.one_of(len(dataset.class_names), f"{names}{more}") if names else words.A_NUMBER
    sizes = " \u00d7 ".join(map(str, dataset.signature.input_shape))
    training, test = len(dataset.x_train), len(dataset.x_test)
    return words.outcome(training, test, sizes, target, plain(dataset.note))


def _use(chosen: DataSpec) -> None:
    """Put the data to use, with the network of the link that waits for them, if there is one."""
    from nnviz.data.custom.custom_experiment import on_own_data

    link = _link_with(chosen)
    if link is not None and signature(link.data) == signature(chosen):
        put(link.changed(data=chosen), started_as="", fresh=True)
    else:
        put(on_own_data(experiment(), chosen), started_as="", fresh=True)
    _close()
