"""Learning itself: a step in all its numbers, gradients by layer, weights over time, the loss."""

import streamlit as st

from nnviz.core.families.small_network import small_network
from nnviz.core.run.run import Play
from nnviz.core.spec.experiment import Experiment
from nnviz.data.presets.vanishing import VANISHING
from nnviz.data.starters import STARTERS
from nnviz.figures.learning.backprop import backprop
from nnviz.figures.learning.gradient_flow import gradient_flow
from nnviz.figures.learning.loss_surface import loss_surface
from nnviz.figures.learning.weights_over_time import weights_over_time
from nnviz.graph.learning import learning_graph
from nnviz.live import component
from nnviz.ui.inspect import learning_words as words
from nnviz.ui.inspect.inspect_header import Inspected
from nnviz.ui.inspect.layer_choice import layer_words
from nnviz.ui.state import running
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.choices import choose, chosen, kept
from nnviz.ui.state.drawing import drawn
from nnviz.ui.state.session import put

_STAGE, _UNIT = "backprop_stage", "backprop_unit"
_BUTTONS = 6
"""With more layers than this they are chosen from a list."""


def one_step(seen: Inspected) -> None:
    """Draw a training step, part by part."""
    small = small_network(seen.experiment.network, seen.dataset.signature)
    if isinstance(small, str):
        st.info(small)
        st.button(
            words.OPEN_SMALL.label, key="small_network", on_click=put,
            args=(STARTERS["circle"].experiment,), kwargs={"started_as": "circle", "fresh": True},
            help=words.OPEN_SMALL.help,
        )  # fmt: skip
        return
    stages = small.stages
    last = len(stages) - 1
    stage = min(int(chosen(_STAGE, 0)), last)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="stages"):
        _move("back", words.BACK, "arrow_back", stage - 1, stage == 0)
        _move("next", words.NEXT, "arrow_forward", stage + 1, stage == last)
        kept(
            st.slider, words.STAGE.label, 0, key=_STAGE, min_value=0, max_value=last, width=300,
            help=words.STAGE.help,
        )  # fmt: skip
        now = stages[stage]
        st.markdown(f"**{now.title}.** {now.sentence}")
    look, dataset, network = theme(), seen.dataset, seen.experiment.network
    unit = int(chosen(_UNIT, 0))
    split = "train" if seen.example.split == "own" else seen.example.split
    options = {"split": split, "example": seen.example.number}
    names = (tuple(dataset.feature_names), tuple(dataset.class_names))
    picture = drawn(
        lambda: backprop(
            small, network, look, stage=stage, unit=unit, names=names, options=options
        ),
        "backprop", network.fingerprint, seen.experiment.data.fingerprint, look.name, stage, unit,
        split, seen.example.number,
    )  # fmt: skip
    clicked = component.view(picture, token=seen.token, key="backprop")
    if clicked and clicked.get("kind") == "unit":
        _choose_unit(clicked["column"], clicked["unit"], stage, [one.column for one in stages])
    st.caption(words.BACKPROP)


def _move(name: str, label: str, icon: str, stage: int, disabled: bool) -> None:
    st.button(
        label, key=f"stage_{name}", icon=f":material/{icon}:", disabled=disabled,
        on_click=choose, args=(_STAGE, stage), help=words.MOVE_HELP,
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


def gradient_of_layers(seen: Inspected) -> None:
    """Draw the gradient of every layer on the graph, with deep networks to try."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="trials"):
        st.caption(words.TRY_DEEP, width="content")
        for name, trial in VANISHING.items():
            st.button(
                trial.label, key=f"trial_{name}", on_click=_try, args=(trial.experiment,),
                help=trial.sentence,
            )  # fmt: skip
    known = [trial for trial in VANISHING.values() if trial.experiment == seen.experiment]
    if known:
        st.markdown(f"**{known[0].label}.** {known[0].sentence}")
    look, network = theme(), seen.experiment.network
    picture = drawn(
        lambda: gradient_flow(learning_graph(network, seen.shapes), look),
        "gradient_flow", network.fingerprint, look.name,
    )  # fmt: skip
    component.view(picture, token=seen.token, key="gradient_flow", grows=True)
    st.caption(words.GRADIENT_FLOW)


def _try(experiment: Experiment) -> None:
    put(experiment, started_as="", fresh=True)
    running.send(Play())


def over_time(seen: Inspected) -> None:
    """Draw the distributions of a layer's weights and gradients over the run."""
    names = [layer.id for layer in seen.shapes.layers if layer.parameters > layer.fixed]
    if not names:
        st.info(words.NO_WEIGHTS)
        return
    layer = kept(
        st.segmented_control if len(names) <= _BUTTONS else st.selectbox,
        words.LEARNING_LAYER.label, names[0], key="learning_layer", options=names,
        help=words.LEARNING_LAYER.help,
        format_func=lambda name: layer_words(seen, name).partition(" \u00b7 ")[0],
        **({"required": True} if len(names) <= _BUTTONS else {"width": 220}),
    )  # fmt: skip
    look = theme()
    picture = drawn(lambda: weights_over_time(look, layer=layer), "over_time", look.name, layer)
    component.view(picture, token=seen.token, key="weights_over_time", grows=True)
    st.caption(words.OVER_TIME_CAPTION)


def surface(seen: Inspected) -> None:
    """Draw the loss around the weights, with the path."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="ways"):
        along = kept(
            st.segmented_control, words.DIRECTIONS, "path", key="surface_along",
            options=words.SURFACE_WAYS, format_func=words.SURFACE_WAYS.__getitem__, required=True,
            label_visibility="collapsed",
        )  # fmt: skip
        seed = 0
        if along == "random":
            seed = int(chosen("surface_seed", 0))
            st.button(
                words.OTHER_DIRECTIONS.label, key="other_directions", on_click=choose,
                args=("surface_seed", seed + 1), icon=":material/casino:",
                help=words.OTHER_DIRECTIONS.help,
            )  # fmt: skip
    look = theme()
    picture = drawn(
        lambda: loss_surface(look, along=along, seed=seed), "surface", look.name, along, seed
    )
    component.view(picture, token=seen.token, key=f"loss_surface_{along}")
    st.caption(words.SURFACE)
