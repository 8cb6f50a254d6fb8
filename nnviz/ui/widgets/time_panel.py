"""The time machine: back to any kept moment of the run, replay, and another run from there."""

import streamlit as st

from nnviz.core.run.run import LookBack, RunStatus
from nnviz.ui.state import running
from nnviz.ui.state.choices import choose, chosen
from nnviz.ui.state.fields import is_echo, standing_at

_MOMENT = "moment"
_NOW = -1
_FEWEST = 2


def popover(token: str | None) -> None:
    """Draw the button that opens the time machine."""
    if token is None:
        return
    status = running.status()
    at = chosen(_MOMENT, _NOW)
    away = at in status.moments and not status.playing
    label = f"Epoch {_epoch(at, status)}" if away else "Time machine"
    with st.popover(
        label, icon=":material/history:", key="time_machine",
        help="Go back to earlier moments of this run, replay it, or go on from there.",
    ):  # fmt: skip
        if len(status.moments) < _FEWEST:
            st.markdown(
                "Train a little first: then every view can go back to earlier weights. Those of "
                "networks with more than 8 million weights are not kept."
            )
            return
        _slider(status)
        _buttons(status)


def _slider(status: RunStatus) -> None:
    options = [*status.moments, _NOW]
    value = chosen(_MOMENT, _NOW)
    if value not in options or status.playing:
        choose(_MOMENT, value := _NOW)
    place = standing_at(_MOMENT, value)
    st.select_slider(
        "Epoch that is shown",
        options,
        value,
        key=place,
        on_change=_moved,
        args=(place, value),
        format_func=lambda step: "now" if step == _NOW else _epoch(step, status),
        help="Every view shows the weights of that moment. Training rests meanwhile.",
        width=420,
    )


def _epoch(step: int, status: RunStatus) -> str:
    """Write the epoch that a step belongs to, with its share."""
    return f"{step / max(1, status.steps_per_epoch):.3g}"


def _buttons(status: RunStatus) -> None:
    looking = chosen(_MOMENT, _NOW) != _NOW
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Replay", key="replay", icon=":material/replay:", on_click=_replay,
            help="Show all kept moments one after another, from the chosen one to now.",
        )  # fmt: skip
        st.button(
            "Back to now", key="to_now", disabled=not looking, on_click=go_to, args=(_NOW,),
            help="Show the weights as they are now.",
        )  # fmt: skip
        st.button(
            "Continue from here", key="branch", icon=":material/call_split:",
            disabled=not looking, on_click=_branch,
            help="Start another run with the weights of that moment; its optimizer begins anew.",
        )  # fmt: skip
    st.caption(
        f"{len(status.moments)} moments are kept, closer together at the beginning, where most "
        "happens."
    )


def _moved(place: str, drawn_at: object) -> None:
    value = st.session_state.get(place)
    if value is not None and not is_echo(place, drawn_at):
        go_to(int(value))


def shown_step() -> int:
    """Return the step of the earlier moment that is shown; negative for the present."""
    return int(chosen(_MOMENT, _NOW))


def go_to(step: int) -> None:
    """Let every view show the weights of the kept moment at a step; a negative one is now."""
    choose(_MOMENT, step)
    running.send(LookBack(None if step == _NOW else step))


def _replay() -> None:
    start = max(0, chosen(_MOMENT, 0))
    choose(_MOMENT, _NOW)
    running.send(LookBack(start, replay=True))


def _branch() -> None:
    step = chosen(_MOMENT, _NOW)
    choose(_MOMENT, _NOW)
    if step != _NOW:
        running.branch(step)
