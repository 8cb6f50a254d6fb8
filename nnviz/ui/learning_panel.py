"""Learning itself: one training step in all its numbers."""

import streamlit as st

from nnviz.core.small_network import small_network
from nnviz.data.starters import STARTERS
from nnviz.figures.backprop import backprop
from nnviz.live import component
from nnviz.ui.appearance import theme
from nnviz.ui.choices import choose, chosen, kept
from nnviz.ui.drawing import drawn
from nnviz.ui.inspect_header import Inspected
from nnviz.ui.session import put

_STAGE, _UNIT = "backprop_stage", "backprop_unit"


def one_step(seen: Inspected) -> None:
    """Draw a training step, part by part."""
    small = small_network(seen.experiment.network, seen.dataset.signature)
    if isinstance(small, str):
        st.info(small)
        st.button(
            "Open a small network", key="small_network", on_click=put,
            args=(STARTERS["circle"].experiment,), kwargs={"started_as": "circle", "fresh": True},
            help="The starter Circle: two inputs, two hidden layers, one output.",
        )  # fmt: skip
        return
    stages = small.stages
    last = len(stages) - 1
    stage = min(int(chosen(_STAGE, 0)), last)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="stages"):
        _move("Back", "arrow_back", stage - 1, stage == 0)
        _move("Next", "arrow_forward", stage + 1, stage == last)
        kept(
            st.slider, "Part of the step", 0, key=_STAGE, min_value=0, max_value=last, width=300,
            help="From the example that goes in to the weights that are changed.",
        )  # fmt: skip
        now = stages[stage]
        st.markdown(f"**{now.title}.** {now.sentence}")
    look, dataset, network = theme(), seen.dataset, seen.experiment.network
    unit = int(chosen(_UNIT, 0))
    part = "train" if seen.example.part == "own" else seen.example.part
    options = {"part": part, "example": seen.example.number}
    names = (tuple(dataset.feature_names), tuple(dataset.class_names))
    picture = drawn(
        lambda: backprop(
            small, network, look, stage=stage, unit=unit, names=names, options=options
        ),
        "backprop", network.fingerprint, seen.experiment.data.fingerprint, look.name, stage, unit,
        part, seen.example.number,
    )  # fmt: skip
    clicked = component.view(picture, token=seen.token, key="backprop")
    if clicked and clicked.get("kind") == "unit":
        _choose_unit(clicked["column"], clicked["unit"], stage, [one.column for one in stages])
    st.caption(
        "z is a weighted sum, a an activation; da and dz say how the loss would change with them. "
        "Blue links are positive, orange and dashed ones negative. Click a unit for its numbers."
    )


def _move(label: str, icon: str, stage: int, disabled: bool) -> None:
    st.button(
        label, key=f"stage_{label.lower()}", icon=f":material/{icon}:", disabled=disabled,
        on_click=choose, args=(_STAGE, stage), help="One part of the step further or back.",
    )  # fmt: skip


def _choose_unit(column: int, unit: int, stage: int, columns: list[int]) -> None:
    """Write out a unit's numbers; at the nearest part of the step that is about its layer."""
    choose(_UNIT, unit)
    if columns[stage] != column and column in columns:
        nearest = min(
            (at for at, one in enumerate(columns) if one == column), key=lambda at: abs(at - stage)
        )
        choose(_STAGE, nearest)
    st.rerun()
