"""The time machine: back to any kept checkpoint of the run, replay, and another run from there."""

import streamlit as st

from nnviz.core.run.run import LookBack, RunStatus
from nnviz.ui.state import running
from nnviz.ui.state.choices import choose, chosen
from nnviz.ui.state.fields import is_echo, standing_at
from nnviz.ui.state.visibility import shown
from nnviz.ui.widgets import words

_CHECKPOINT = "checkpoint"
_NOW = -1
_FEWEST = 2


def popover(token: str | None) -> None:
    """Draw the button that opens the time machine, unless playback is hidden."""
    if token is None or not shown("playback"):
        return
    status = running.status()
    at = chosen(_CHECKPOINT, _NOW)
    away = at in status.checkpoints and not status.playing
    label = words.at_epoch(_epoch(at, status)) if away else words.TIME_MACHINE.label
    with st.popover(
        label, icon=":material/history:", key="time_machine",
        help=words.TIME_MACHINE.help,
    ):  # fmt: skip
        if len(status.checkpoints) < _FEWEST:
            st.markdown(words.TRAIN_FIRST)
            return
        _slider(status)
        _buttons(status)


def _slider(status: RunStatus) -> None:
    options = [*status.checkpoints, _NOW]
    value = chosen(_CHECKPOINT, _NOW)
    if value not in options or status.playing:
        choose(_CHECKPOINT, value := _NOW)
    place = standing_at(_CHECKPOINT, value)
    st.select_slider(
        words.EPOCH_SHOWN.label,
        options,
        value,
        key=place,
        on_change=_moved,
        args=(place, value),
        format_func=lambda step: words.NOW if step == _NOW else _epoch(step, status),
        help=words.EPOCH_SHOWN.help,
        width=420,
    )


def _epoch(step: int, status: RunStatus) -> str:
    """Write the epoch that a step belongs to, with its share."""
    return f"{step / max(1, status.steps_per_epoch):.3g}"


def _buttons(status: RunStatus) -> None:
    looking = chosen(_CHECKPOINT, _NOW) != _NOW
    with st.container(horizontal=True, gap="small"):
        st.button(
            words.REPLAY.label, key="replay", icon=":material/replay:", on_click=_replay,
            help=words.REPLAY.help,
        )  # fmt: skip
        st.button(
            words.BACK_TO_NOW.label, key="to_now", disabled=not looking, on_click=go_to,
            args=(_NOW,), help=words.BACK_TO_NOW.help,
        )  # fmt: skip
        st.button(
            words.CONTINUE.label, key="branch", icon=":material/call_split:",
            disabled=not looking, on_click=_branch,
            help=words.CONTINUE.help,
        )  # fmt: skip
    st.caption(words.checkpoints(len(status.checkpoints)))


def _moved(place: str, drawn_at: object) -> None:
    value = st.session_state.get(place)
    if value is not None and not is_echo(place, drawn_at):
        go_to(int(value))


def shown_step() -> int:
    """Return the step of the earlier checkpoint that is shown; negative for the present."""
    return int(chosen(_CHECKPOINT, _NOW))


def go_to(step: int) -> None:
    """Let every view show the weights of the kept checkpoint at a step; a negative one is now."""
    choose(_CHECKPOINT, step)
    running.send(LookBack(None if step == _NOW else step))


def _replay() -> None:
    start = max(0, chosen(_CHECKPOINT, 0))
    choose(_CHECKPOINT, _NOW)
    running.send(LookBack(start, replay=True))


def _branch() -> None:
    step = chosen(_CHECKPOINT, _NOW)
    choose(_CHECKPOINT, _NOW)
    if step != _NOW:
        running.branch(step)
