"""Learning itself: a step in all its numbers, gradients, weights over time, the loss surface."""

import plotly.graph_objects as go

from nnviz.core.errors import NnvizError
from nnviz.core.families.small_network import small_network
from nnviz.figures.learning import backprop as backprop_figure
from nnviz.figures.learning import gradient_flow as flow_figure
from nnviz.figures.learning import loss_surface as surface_figure
from nnviz.figures.learning import weights_over_time as weights_figure
from nnviz.graph.learning import learning_graph
from nnviz.library.drawing.subject import Drawing, Subject, drawing


def backprop(
    subject: Subject, *, stage: int = -1, unit: int = 0, split: str = "train", example: int = 0
) -> go.Figure:
    """Draw a training step of a small dense network with all its numbers, up to a `stage`."""
    found = small_network(subject.network, subject.dataset.signature)
    if isinstance(found, str):
        raise NnvizError("a small dense network", "another one", found)
    names = (tuple(subject.dataset.feature_names), tuple(subject.dataset.class_names))
    return backprop_figure.backprop(
        found, subject.network, subject.theme, stage=stage % len(found.stages), unit=unit,
        names=names, options={"split": split, "example": example},
    )  # fmt: skip


def gradient_flow(subject: Subject, *, height: int = 360) -> go.Figure:
    """Draw the size of the gradient of every layer, now and over the run."""
    graph = learning_graph(subject.network, subject.shapes)
    return flow_figure.gradient_flow(graph, subject.theme, height=height)


def weights_over_time(subject: Subject, *, layer: str = "", height: int = 320) -> go.Figure:
    """Draw how the weights and gradients of a layer were spread at every checkpoint."""
    name = subject.chosen(layer).id if layer else ""
    return weights_figure.weights_over_time(subject.theme, layer=name, height=height)


def loss_surface(
    subject: Subject, *, along: str = "path", seed: int = 0, height: int = 380
) -> go.Figure:
    """Draw the loss around the weights, along the `path` of training or `random` directions."""
    return surface_figure.loss_surface(subject.theme, along=along, seed=seed, height=height)


DRAWINGS: tuple[Drawing, ...] = tuple(
    map(drawing, (backprop, gradient_flow, weights_over_time, loss_surface))
)
