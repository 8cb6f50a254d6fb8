"""The network itself: its layers, its units and the links between them."""

import plotly.graph_objects as go

from nnviz.core.errors import NnvizError
from nnviz.core.families.unit_columns import columns, has_columns
from nnviz.core.windows.receptive_field import receptive_fields
from nnviz.figures.network import architecture as architecture_figure
from nnviz.figures.network import diagram as diagram_figure
from nnviz.figures.network import layers as layers_figure
from nnviz.figures.network import mesh as mesh_figure
from nnviz.figures.network import neurons as neurons_figure
from nnviz.graph.architecture import architecture_graph
from nnviz.graph.folding import fold
from nnviz.graph.layers import layer_graph
from nnviz.graph.neurons import neuron_graph
from nnviz.library.drawing.subject import Drawing, Subject, drawing


def neurons(
    subject: Subject, *, units: int = 8, example: int = 0, split: str = "test"
) -> go.Figure:
    """Draw every unit as a picture of its activations, with the links between them."""
    network, dataset = subject.network, subject.dataset
    if not has_columns(network):
        raise NnvizError("a stack of layers with units", "another network", "Draw its layers.")
    names = (
        () if dataset.signature.tokens else dataset.feature_names,
        dataset.class_names if dataset.signature.outputs > 1 else (),
    )
    return neurons_figure.neurons(
        neuron_graph(columns(network, dataset.signature, units)), network, subject.shapes,
        subject.theme, options={"example": example, "split": split, "limit": units}, names=names,
    )  # fmt: skip


def layers(subject: Subject, *, height: int = 360) -> go.Figure:
    """Draw the layers with their shapes, weights and activations."""
    return layers_figure.layers(
        layer_graph(subject.network, subject.shapes), subject.theme, height=height
    )


def diagram(subject: Subject) -> go.Figure:
    """Draw the layers as boxes with links, and how active each is."""
    return diagram_figure.diagram(layer_graph(subject.network, subject.shapes), subject.theme)


def architecture(subject: Subject, *, opened: tuple[str, ...] = ()) -> go.Figure:
    """Draw the layers with repeated blocks folded, except those that are `opened`."""
    network = subject.network
    fields = receptive_fields(network, subject.shapes)
    graph = architecture_graph(network, subject.shapes, fields, fold(network), frozenset(opened))
    return architecture_figure.architecture(graph, subject.theme)


def mesh(subject: Subject, *, example: int = 0, height: int = 360) -> go.Figure:
    """Draw all units of a Hopfield network or a Boltzmann machine and their strongest links."""
    return mesh_figure.mesh(
        subject.dataset, subject.network, subject.theme, example=example, height=height
    )


DRAWINGS: tuple[Drawing, ...] = tuple(map(drawing, (neurons, layers, diagram, architecture, mesh)))
