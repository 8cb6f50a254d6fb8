"""The stages of a preset: which one this is, and buttons to the next and back."""

import streamlit as st

from nnviz.core.run.run import Play
from nnviz.data.presets.results import results
from nnviz.data.presets.staged_presets import place_of
from nnviz.data.presets.stages import Place
from nnviz.ui.state import running
from nnviz.ui.state.session import put, starter


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
            _button(f"Go on: {following.label}", following, wait)
        if place.number > 1:
            _button(
                "Back", place.at(place.number - 1),
                f"Back to stage {place.number - 1}; layers in both keep what they learned.",
            )  # fmt: skip
            if place.fresh:
                _button("With stage 1", place.at(1), "Begins again at stage 1.")
            else:
                _button(
                    "From new weights", place.at(place.number, fresh=True),
                    "The same data and layers with new weights, none of them frozen.",
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
    title = f"**Stage {place.number} of {place.count}: {place.label}.**"
    if place.stage is None:
        return title
    reached = results()[place.staged.preset.name].stages[place.number - 2]
    numbers = f"Recorded: {reached.value:.0%}, from new weights {reached.fresh:.0%}."
    sentence = "From new weights, nothing frozen." if place.fresh else place.sentence
    return f"{title} {sentence} {numbers}"
