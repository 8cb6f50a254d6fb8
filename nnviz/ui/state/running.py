"""The visitor's run: kept in step with the experiment, steered by the transport buttons."""

import streamlit as st

from nnviz.core.editing.revisions import TypedNumber
from nnviz.core.errors import NnvizError
from nnviz.core.run.live_settings import acts_live, live_settings
from nnviz.core.run.run import Command, Pause, Play, Reset, RunStatus, Set, Weights
from nnviz.core.shapes.repair import Repair
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.experiment import Experiment
from nnviz.data import signature
from nnviz.engine import get_engine
from nnviz.live.visitor import visitor
from nnviz.ui.state import session, words
from nnviz.ui.state.session import experiment, follow, notify, put, take_fresh

_TOKEN = "nnviz_token"
_SENT = "nnviz_sent"
_GUEST = "nnviz_guest"


def token() -> str:
    """Return the token of the visitor's run.

    Where this page has none, or it has ended, that is the run of the same experiment that the
    visitor used last: a page that was loaded anew goes on with it, and a second page shows it, too.
    Otherwise it is a new one.
    """
    known: str | None = st.session_state.get(_TOKEN)
    if known is None or not get_engine().exists(known):
        known = get_engine().come_back(visitor(), experiment())
        guest = known is not None and get_engine().pages(known) > 0
        if known is None:
            known = get_engine().create(experiment(), visitor=visitor())
        _turn_to(known, guest=guest)
        take_fresh()  # It is, or it is as the visitor left it.
    return known


def _turn_to(run: str, *, guest: bool = False) -> None:
    """Make a run of the present experiment the one that this page shows and steers.

    Args:
        run: Its token.
        guest: Whether another page was open on it before.
    """
    st.session_state[_TOKEN], st.session_state[_SENT] = run, experiment()
    st.session_state[_GUEST] = guest


def catch_up() -> None:
    """Show the experiment as another page has changed it, where this one has changed nothing."""
    known: str | None = st.session_state.get(_TOKEN)
    if known is None or not get_engine().exists(known):
        return
    sent, now = st.session_state[_SENT], get_engine().experiment(known)
    if now != sent and experiment() == sent:
        follow(now)
        st.session_state[_SENT] = now


def known_token() -> str | None:
    """Return the token of the visitor's run, or None before there is one."""
    return st.session_state.get(_TOKEN)


def follow_experiment() -> bool:
    """Bring the run up to the experiment; False when no run of it is possible yet.

    Settings that a run can change while it trains are sent to it; anything else makes a run
    that takes over the weights that still fit.
    """
    now = experiment()
    if not _possible(now):
        if is_training():
            _tell(Pause())
        return False
    run = token()
    sent: Experiment = st.session_state[_SENT]
    fresh = take_fresh()
    if now == sent and not fresh:
        return True
    if not fresh and acts_live(sent, now):
        _tell(Set(**live_settings(now.training)))
    else:
        _change(run, now, fresh=fresh)
    st.session_state[_SENT] = now
    return True


def _change(run: str, now: Experiment, *, fresh: bool) -> None:
    """Have another experiment run; a page that only joined a run leaves it to the others."""
    playing = is_training()
    if st.session_state.get(_GUEST) and get_engine().pages(run) > 1:
        source = None if fresh else run
        play = playing and not fresh
        _turn_to(get_engine().create(now, source, play=play, visitor=visitor()))
        return
    if fresh and playing:
        _tell(Pause())
    get_engine().change(run, now, fresh=fresh)


def _possible(wanted: Experiment) -> bool:
    """Say whether all layers of the network fit, so that it can be trained."""
    return not infer(wanted.network, signature(wanted.data)).problems


def send(command: Command) -> None:
    """Give the run a command, after every change that came before it."""
    if follow_experiment():
        _tell(command)
    else:
        notify(words.DOES_NOT_FIT)


def _tell(command: Command) -> None:
    """Pass a command on; what is answered in words becomes a notice."""
    try:
        get_engine().send(token(), command)
    except NnvizError as error:
        notify(str(error))


def play() -> None:
    """Train; a run that broke down starts again, for from where it is it would break down again."""
    if _TOKEN in st.session_state and status().state == "failed":
        send(Reset())
    send(Play())


def type_in(typed: TypedNumber) -> None:
    """Give the network a number that was typed in; Undo can take it back."""
    session.note_typed(typed)
    send(typed.after)


def undo() -> None:
    """Take the last change back: of the experiment, or a number that was typed in."""
    found = session.undo()
    if found is not None and found.typed is not None:
        send(found.typed.before)


def redo() -> None:
    """Make the change again that was taken back last."""
    found = session.redo()
    if found is not None and found.typed is not None:
        send(found.typed.after)


def pause() -> None:
    """Hold the run where it is."""
    send(Pause())


def mend(repair: Repair) -> None:
    """Make the repair of a run that broke down, and train from new weights."""
    put(repair.apply(experiment()), fresh=True)
    send(Play())


def branch(step: int) -> None:
    """Go on in another run, with the weights that the run shows now.

    Args:
        step: The step that they are of.
    """
    try:
        run = get_engine().create(experiment(), weights_from=token(), step=step, visitor=visitor())
    except NnvizError as error:
        notify(str(error))
        return
    _turn_to(run)
    notify(words.NEW_RUN, "info")


def begin_with(weights: Weights) -> None:
    """Begin a run of the visitor's experiment with weights from elsewhere, where they fit."""
    if not _possible(experiment()):
        return
    try:
        run = get_engine().create(experiment(), weights=weights, visitor=visitor())
    except NnvizError as error:
        notify(str(error))
        return
    take_fresh()  # These are the weights to begin with.
    _turn_to(run)


def status() -> RunStatus:
    """Return what the run says of itself; a run that is gone is replaced."""
    return get_engine().status(token())


def is_training() -> bool:
    """Say whether there is a run that is training or about to."""
    return _TOKEN in st.session_state and status().playing


def new_seed() -> None:
    """Draw other initial weights, and go back to the beginning."""
    now = experiment()
    seed = (now.seed + 1) % 2**31
    put(now.changed(seed=seed))
    if _possible(now):
        st.session_state[_SENT] = experiment()
        send(Reset(seed=seed))
