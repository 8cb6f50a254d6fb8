"""The network itself: the hero of the page, with what does not fit and what to do about it."""

import plotly.graph_objects as go
import streamlit as st

from nnviz.core.families.mesh import mesh_layer
from nnviz.core.families.unit_columns import columns, has_columns
from nnviz.core.run.run import Reset
from nnviz.core.shapes.shapes import NetworkShapes
from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.network import NetworkSpec
from nnviz.figures.kit.theme import Theme
from nnviz.figures.network.layers import layers
from nnviz.figures.network.mesh import mesh
from nnviz.figures.network.neurons import neurons
from nnviz.graph.layers import layer_graph
from nnviz.graph.neurons import neuron_graph
from nnviz.live import component
from nnviz.live.component import Drawn
from nnviz.ui.inspect.example_choice import NUMBERS
from nnviz.ui.playground import build_panel, words
from nnviz.ui.playground.unit_dialog import open_clicked
from nnviz.ui.state import running
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.choices import chosen, kept
from nnviz.ui.state.drawing import drawn
from nnviz.ui.widgets.repairs import problem_box

NETWORK_HEIGHT = 360
UNITS_SHOWN = 8
_SIZE = {"height": NETWORK_HEIGHT, "grows": True}


def panel(
    experiment: Experiment, dataset: Dataset, shapes: NetworkShapes, token: str | None
) -> None:
    """Draw the building sliders, the network and its totals."""
    plan, exact = build_panel.current_plan(experiment)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="build"):
        build_panel.top_row(plan, dataset.signature)
    build_panel.layer_row(plan)
    if not exact:
        st.caption(words.REPLACES)
    for number, problem in enumerate(shapes.problems):
        problem_box(number, problem)
    example = example_number(dataset)
    clicked = component.view(
        _current(experiment, dataset, shapes),
        token=token,
        key=f"network_{_view(experiment.network, dataset)}",
        **_SIZE,
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="below"):
        st.caption(totals(shapes), width="content")
        kept_weights(shapes, token)
        _example(dataset)
        if _has_units(experiment.network, dataset):
            st.segmented_control(
                words.SHOW_AS,
                ["Neurons", "Layers"],
                default="Neurons",
                key="network_view",
                required=True,
                label_visibility="collapsed",
            )
        elif dataset.signature.noise and not experiment.network.is_stack:
            st.caption(words.DISCRIMINATOR, width="content")
        else:
            stack = experiment.network.is_stack
            why = words.SHOWN_WITHOUT_UNITS if stack else words.SHOWN_WITH_BRANCHES
            st.caption(why, width="content")
    if clicked:
        open_clicked(clicked, experiment, dataset, token, example)


def show_ahead(experiment: Experiment, dataset: Dataset, shapes: NetworkShapes) -> None:
    """Have the network redrawn before the rest of the page, when it has changed."""
    token = running.known_token()
    if token is not None:
        figure = _current(experiment, dataset, shapes)
        component.show_ahead(
            figure, token=token, key=f"network_{_view(experiment.network, dataset)}", **_SIZE
        )


def _current(experiment: Experiment, dataset: Dataset, shapes: NetworkShapes) -> Drawn:
    """Return the network in the chosen view and on the chosen example."""
    return picture(
        experiment,
        dataset,
        shapes,
        theme(),
        _view(experiment.network, dataset),
        example_number(dataset),
    )


def _view(network: NetworkSpec, dataset: Dataset) -> str:
    """Return how the network is shown: some networks have no units to be drawn."""
    units = _has_units(network, dataset)
    return st.session_state.get("network_view", "Neurons") if units else "Layers"


def _has_units(network: NetworkSpec, dataset: Dataset) -> bool:
    """Say whether there are units to be drawn: in columns, or all linked with each other."""
    return has_columns(network) or mesh_layer(network, dataset.signature) is not None


def picture(
    experiment: Experiment,
    dataset: Dataset,
    shapes: NetworkShapes,
    look: Theme,
    view: str = "Neurons",
    example: int = 0,
) -> Drawn:
    """Return the network as units (`Neurons`) or as `Layers`, written out."""
    return drawn(
        lambda: _figure(experiment, dataset, shapes, look, view, example),
        view,
        experiment.network.fingerprint,
        experiment.data.fingerprint,
        look.name,
        example,
    )


def _figure(
    experiment: Experiment,
    dataset: Dataset,
    shapes: NetworkShapes,
    look: Theme,
    view: str,
    example: int,
) -> go.Figure:
    """Draw the network as units or as layers."""
    network = experiment.network
    if view == "Neurons" and mesh_layer(network, dataset.signature) is not None:
        return mesh(dataset, network, look, example=example, height=NETWORK_HEIGHT)
    if view == "Layers" or not has_columns(network):
        return layers(layer_graph(network, shapes), look, height=NETWORK_HEIGHT)
    graph = neuron_graph(columns(network, dataset.signature, UNITS_SHOWN))
    inputs = () if dataset.signature.tokens else dataset.feature_names
    return neurons(
        graph,
        network,
        shapes,
        look,
        options={"example": example},
        names=(inputs, dataset.class_names if dataset.signature.outputs > 1 else ()),
    )


def totals(shapes: NetworkShapes) -> str:
    """Write parameters and multiply-adds of the whole network."""
    if shapes.problems:
        return ""
    return words.totals(shapes.parameters, shapes.parameters - shapes.fixed, shapes.macs)


def kept_weights(shapes: NetworkShapes, token: str | None) -> None:
    """Say how many layers keep what they learned before the network was changed."""
    kept = running.status().kept if token else ()
    if not kept:
        return
    learning = sum(layer.parameters > 0 for layer in shapes.layers)
    st.caption(words.kept_weights(len(kept), learning), width="content")
    st.button(
        words.START_FRESH.label,
        key="start_fresh",
        type="tertiary",
        on_click=running.send,
        args=(Reset(),),
        help=words.START_FRESH.help,
    )


def example_number(dataset: Dataset) -> int:
    """Return which test example the units are shown on."""
    return min(int(chosen(NUMBERS["test"], 0)), len(dataset.x_test) - 1)


def _example(dataset: Dataset) -> None:
    """Let the visitor choose the example that is sent through the network."""
    if dataset.signature.view == "plane":
        return
    last = len(dataset.x_test) - 1
    if last > 0:
        kept(
            st.slider,
            words.TEST_EXAMPLE.label,
            0,
            min_value=0,
            max_value=last,
            key=NUMBERS["test"],
            help=words.TEST_EXAMPLE.help,
            width=180,
        )
