"""What belongs to one visitor: the experiment, its run and what has to be said.

The experiment in the session is the truth. Widgets show it, and every change of a widget makes
a new experiment from it; a change that is not possible becomes a notice and changes nothing.
"""

import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from nnviz.core.editing.revisions import Revision, Revisions, TypedNumber
from nnviz.core.errors import NnvizError
from nnviz.core.files.codec import LINK_PARAMETER, from_link, to_link
from nnviz.core.spec.experiment import Experiment
from nnviz.data.experiments import checked
from nnviz.data.starters import STARTERS
from nnviz.data.uploads.store import MissingFileError
from nnviz.engine import get_engine
from nnviz.live.address import show_in_address
from nnviz.live.visitor import visitor
from nnviz.ui.state import words

_EXPERIMENT = "nnviz_experiment"
_STARTER = "nnviz_starter"
_NOTICE = "nnviz_notice"
_NOTICE_S = 20.0
_LINKS = "nnviz_links"
_FRESH = "nnviz_fresh"
_WAITING = "nnviz_waiting"
_REVISIONS = "nnviz_revisions"

_LINKS_KEPT = 64


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to say above the page until the next change or, on the monotonic clock, `until`.

    Not only once: the page also reruns by itself, when the state of the run changes.
    """

    text: str
    level: Literal["error", "info"] = "error"
    until: float = 0.0


def experiment() -> Experiment:
    """Return the visitor's experiment: the one used last, for a new visitor the first starter's."""
    if is_new():
        st.session_state[_EXPERIMENT] = found = _used_last()
        st.session_state[_STARTER] = starter_of(found)
    return st.session_state[_EXPERIMENT]


def _used_last() -> Experiment:
    """Return the experiment of the visitor's last run, otherwise the first starter's."""
    run = get_engine().come_back(visitor())
    if run is not None:
        # The file that it learned from may have been removed meanwhile.
        with suppress(NnvizError):
            return checked(get_engine().experiment(run))
    return next(iter(STARTERS.values())).experiment


def is_new() -> bool:
    """Say whether this page has shown no experiment yet."""
    return _EXPERIMENT not in st.session_state


def starter() -> str:
    """Return the name of the starter the experiment began as; empty when from elsewhere."""
    experiment()
    return st.session_state.get(_STARTER, "")


def put(
    new: Experiment, *, started_as: str | None = None, fresh: bool = False, gesture: str = ""
) -> None:
    """Make this the visitor's experiment, or say why it cannot be.

    Args:
        new: The experiment.
        started_as: Name of the starter it is, empty for one from elsewhere; None leaves it.
        fresh: Whether learned weights are given up.
        gesture: Key of the control that is being moved, whose changes are taken back as one.
    """
    left = Revision(experiment(), starter(), fresh)
    try:
        found = checked(new)
    except NnvizError as error:
        notify(str(error))
        return
    if found != left.experiment:
        revisions().note(left, gesture, time.monotonic())
    _take(Revision(found, left.starter if started_as is None else started_as, fresh))


def follow(now: Experiment) -> None:
    """Make this the visitor's experiment, because another page has changed the run that both show.

    It runs already, so it needs no check, and undoing it is left to that page.
    """
    _take(Revision(now, starter_of(now)))


def _take(revision: Revision) -> None:
    """Make a state that has been checked the present one."""
    st.session_state[_EXPERIMENT] = revision.experiment
    st.session_state[_STARTER] = revision.starter
    st.session_state.pop(_NOTICE, None)
    if revision.fresh:
        st.session_state[_FRESH] = True


def edit(change: Callable[[Experiment], Experiment], gesture: str = "") -> None:
    """Replace the experiment by a changed one, or say why that is not possible."""
    try:
        put(change(experiment()), gesture=gesture)
    except (NnvizError, ValueError) as error:
        notify(str(error))


def revisions() -> Revisions:
    """Return the states of the visitor's experiment before and behind the present one."""
    return st.session_state.setdefault(_REVISIONS, Revisions())


def note_typed(typed: TypedNumber) -> None:
    """Note that a number of the network was typed in, so that it can be taken back."""
    left = Revision(experiment(), starter(), typed=typed)
    place = f"{typed.after.layer} {typed.after.array} {typed.after.position}"
    revisions().note(left, place, time.monotonic())


def undo() -> Revision | None:
    """Take the last change back, if there is one, and return the state before it."""
    found = revisions().undo(experiment(), starter())
    if found is not None:
        _take(found)
    return found


def redo() -> Revision | None:
    """Make the change again that was taken back last, if there is one, and return its state."""
    found = revisions().redo(experiment(), starter())
    if found is not None:
        _take(found)
    return found


def take_fresh() -> bool:
    """Say whether the next run shall start with new weights; asking answers once."""
    return bool(st.session_state.pop(_FRESH, False))


def notify(text: str, level: Literal["error", "info"] = "error") -> None:
    """Say something above the page for a while."""
    st.session_state[_NOTICE] = Notice(text, level, time.monotonic() + _NOTICE_S)


def notice() -> Notice | None:
    """Return what has to be said."""
    found: Notice | None = st.session_state.get(_NOTICE)
    return found if found is not None and time.monotonic() < found.until else None


def follow_link() -> None:
    """Open the experiment in the URL, unless it is one that this session put there.

    A rerun may still carry the link from before the last change; that is no wish to go back.
    """
    link = st.query_params.get(LINK_PARAMETER)
    if link is None or link in _own_links():
        return
    _remember(link)
    try:
        linked = from_link(link)
    except NnvizError as error:
        notify(words.link_refused(error))
        return
    try:
        opened = checked(linked)
    except MissingFileError as error:
        st.session_state[_WAITING] = linked
        notify(words.link_waits(error))
        return
    except NnvizError as error:
        notify(words.link_refused(error))
        return
    if is_new():
        # It goes before what the visitor used last, and there is nothing to go back to.
        _take(Revision(opened, starter_of(opened)))
    elif opened != experiment():
        put(opened, started_as=starter_of(opened), fresh=True)


def waiting() -> Experiment | None:
    """Return the experiment of a link whose file is not on this server, to be opened with it."""
    return st.session_state.get(_WAITING)


def starter_of(opened: Experiment) -> str:
    """Return the name of the starter that this experiment is at any speed, empty when none."""
    slow = opened.changed(training=opened.training.changed(speed="rising"))
    return next((s.name for s in STARTERS.values() if s.experiment in (opened, slow)), "")


def write_link() -> None:
    """Keep the URL at the experiment, so that it can be copied at any moment."""
    link = to_link(experiment())
    _remember(link)
    show_in_address({LINK_PARAMETER: link})


def _own_links() -> deque[str]:
    return st.session_state.setdefault(_LINKS, deque(maxlen=_LINKS_KEPT))


def _remember(link: str) -> None:
    links = _own_links()
    if link in links:
        links.remove(link)
    links.append(link)
