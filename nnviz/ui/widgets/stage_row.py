"""The stages of a preset: which one this is, and buttons to the next and back."""

import streamlit as st

from nnviz.core.run.run import Play
from nnviz.data.presets.results import results
from nnviz.data.presets.staged_presets import place_of
from nnviz.data.presets.stages import Place
from nnviz.ui.state import running
from nnviz.ui.state.session import put, starter
from nnviz.ui.widgets import words


def stage_row() -> None:
    """Draw where in a preset of several stages the visitor is; nothing elsewhere."""
    place = place_of(starter())
    if place is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="stages"):
        st.markdown(_said(place), width="content")
        if place.number < place.count:
            following = place.at(place.number + 1)
            wait = following.staged.stages[place.number - 1].wait
            _button(words.next_stage(following.label), following, wait)
        if place.number > 1:
            _button(
                words.BACK, place.at(place.number - 1), words.back_to_stage(place.number - 1),
            )  # fmt: skip
            if place.fresh:
                _button(words.FROM_STAGE_1.label, place.at(1), words.FROM_STAGE_1.help)
            else:
                _button(
                    words.FROM_SCRATCH.label, place.at(place.number, fresh=True),
                    words.FROM_SCRATCH.help,
                )  # fmt: skip


def go(place: Place) -> None:
    """Make a stage the visitor's experiment and train it; learned weights are kept where they fit.

    Args:
        place: The stage; one that is tried without those before it begins with new weights.
    """
    put(place.experiment, started_as=place.name, fresh=place.fresh)
    running.send(Play())


def _button(label: str, place: Place, text: str) -> None:
    st.button(
        label, key=f"stage_{place.name}", type="tertiary", on_click=go, args=(place,), help=text
    )


def _said(place: Place) -> str:
    """Return which stage this is, what it does, and what is known of it."""
    title = words.stage(place.number, place.count, place.label)
    if place.stage is None:
        return title
    reached = results()[place.staged.preset.name].stages[place.number - 2]
    numbers = words.recorded(reached.value, reached.fresh)
    sentence = words.FROM_SCRATCH_STAGE if place.fresh else place.sentence
    return f"{title} {sentence} {numbers}"
