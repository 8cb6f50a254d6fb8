"""The row of starters, and the line that says what to do first."""

import streamlit as st

from nnviz.data.starters import STARTERS
from nnviz.ui.state.fields import is_echo, standing_at
from nnviz.ui.state.session import experiment, put, starter, starter_of
from nnviz.ui.state.visibility import shown
from nnviz.ui.widgets import words


def wordmark() -> None:
    """Draw the app's name."""
    st.markdown("nnviz", width="content")


def starters() -> None:
    """Draw one pill for every starter; one is marked as long as the experiment is just that."""
    with st.container(key="starters"):
        if shown("starters"):
            chosen = starter_of(experiment()) or None
            place = standing_at("starter", chosen)
            st.pills(
                words.START_WITH,
                list(STARTERS),
                default=chosen,
                required=True,
                key=place,
                format_func=lambda name: STARTERS[name].label,
                on_change=_start,
                args=(place, chosen),
                label_visibility="collapsed",
            )


def hint() -> str:
    """Return what to do first, in one sentence; empty when a teacher hides it."""
    if not shown("hint"):
        return ""
    name = starter()
    if name in STARTERS:
        return STARTERS[name].hint
    from nnviz.data.presets import PRESETS  # Not before somebody opens one.

    if name in PRESETS:
        return PRESETS[name].watch
    from nnviz.data.presets.staged_presets import place_of

    place = place_of(name)
    return place.staged.preset.watch if place else words.PRESS_PLAY


def stages() -> None:
    """Draw the stages of a preset that has several."""
    if starter() and starter() not in STARTERS:
        from nnviz.ui.widgets.stage_row import stage_row  # Not before somebody opens a preset.

        stage_row()


def _start(place: str, drawn_at: str | None) -> None:
    """Open the starter, with new weights."""
    name = st.session_state.get(place)
    if name and not is_echo(place, drawn_at):
        put(STARTERS[name].experiment, started_as=name, fresh=True)
