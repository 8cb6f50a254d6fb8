"""What units make of examples."""

import plotly.graph_objects as go

from nnviz.core.errors import NnvizError
from nnviz.core.run.sampling import projected_rows
from nnviz.core.spec.network import INPUT
from nnviz.figures.activations import distributions as distributions_figure
from nnviz.figures.activations import layer_maps as layer_maps_figure
from nnviz.figures.activations import projection as projection_figure
from nnviz.figures.activations import top_activations as top_figure
from nnviz.figures.activations import unit as unit_figure
from nnviz.figures.activations import units as units_figure
from nnviz.figures.activations import weights as weights_figure
from nnviz.figures.activations.units import ShownLayer
from nnviz.figures.data import as_read as as_read_figure
from nnviz.figures.kit.colour import coloured
from nnviz.library.drawing.subject import Drawing, Subject, drawing

_COUNT, _SEQUENCE_COUNT = 64, 32


def units(
    subject: Subject,
    *,
    layer: str = "",
    start: int = 0,
    at: int = 0,
    split: str = "test",
    example: int = 0,
    height: int = 400,
) -> go.Figure:
    """Draw what every unit of a layer makes of an example; dead and saturated ones are marked."""
    name = layer if layer == INPUT else subject.chosen(layer).id
    shape = subject.shape(name)
    count = _SEQUENCE_COUNT if len(shape) == 2 else _COUNT if len(shape) > 2 else 16 * _COUNT
    shown = ShownLayer(name, shape, start, count, subject.unit_word(name), at)
    return units_figure.units(subject.theme, shown, split=split, example=example, height=height)


def layer_maps(subject: Subject, *, split: str = "test", example: int = 0) -> go.Figure:
    """Draw the first units of every layer on an example."""
    return layer_maps_figure.layer_maps(
        subject.network, subject.shapes, subject.theme, split=split, example=example
    )


def distributions(subject: Subject, *, split: str = "test") -> go.Figure:
    """Draw how the activations of every layer are spread over many examples."""
    return distributions_figure.distributions(subject.network, subject.theme, split=split)


def projection(
    subject: Subject, *, layer: str = "", split: str = "test", method: str = "pca"
) -> go.Figure:
    """Draw where a layer puts many examples; the last hidden layer when none is named."""
    names = [one.id for one in subject.network.layers]
    hidden = names[-2] if len(names) > 1 else names[-1]
    name = layer if layer == INPUT else subject.chosen(layer or hidden).id
    rows = projected_rows(subject.shapes, name, len(subject.dataset.inputs(split)))
    return projection_figure.projection(
        subject.dataset, subject.theme, layer=name, split=split, method=method,
        numbers=tuple(rows.tolist()),
    )  # fmt: skip


def top_activations(
    subject: Subject, *, layer: str = "", unit: int = 0, split: str = "test", height: int = 200
) -> go.Figure:
    """Draw the examples that excite a unit most."""
    return top_figure.top_activations(
        subject.dataset, subject.theme, layer=subject.chosen(layer).id, unit=unit, split=split,
        height=height,
    )  # fmt: skip


def unit(
    subject: Subject, *, layer: str = "", unit: int = 0, example: int = 0, height: int = 300
) -> go.Figure:
    """Draw the activation of one unit over the plane, or on one example."""
    return unit_figure.unit(
        subject.dataset, subject.theme, layer=subject.chosen(layer).id, unit=unit,
        example=example, height=height,
    )  # fmt: skip


def weights(subject: Subject, *, layer: str = "", unit: int = 0, height: int = 150) -> go.Figure:
    """Draw the weights that lead into one unit, and its bias."""
    return weights_figure.weights(
        subject.theme, layer=subject.chosen(layer).id, unit=unit, height=height
    )


def as_read(
    subject: Subject, *, split: str = "test", example: int = 0, height: int = 100
) -> go.Figure:
    """Draw a picture in colour as the network reads it."""
    shape = subject.dataset.signature.input_shape
    if not coloured(shape):
        raise NnvizError("pictures with red, green and blue", f"the data {subject.dataset.name}")
    return as_read_figure.as_read(subject.theme, shape, split=split, example=example, height=height)


DRAWINGS: tuple[Drawing, ...] = tuple(
    map(
        drawing,
        (
            units,
            layer_maps,
            distributions,
            projection,
            top_activations,
            unit,
            weights,
            as_read,
        ),
    )
)
