"""Kernels, feature maps, their arithmetic, and what in a picture speaks for a class."""

import plotly.graph_objects as go

from nnviz.core.errors import NnvizError
from nnviz.core.spec.network import INPUT
from nnviz.core.windows.input_field import input_field
from nnviz.core.windows.sliding import SLIDING_KINDS, Sliding, sliding
from nnviz.figures.convolution import convolution as convolution_figure
from nnviz.figures.convolution import dream as dream_figure
from nnviz.figures.convolution import filter_history as history_figure
from nnviz.figures.convolution import kernels as kernels_figure
from nnviz.figures.convolution.convolution import TakenApart
from nnviz.figures.convolution.filter_history import FilterShown
from nnviz.figures.convolution.overlay import overlay
from nnviz.figures.kit.colour import coloured
from nnviz.figures.kit.wording import layer_activation
from nnviz.library.drawing.subject import Drawing, Subject, drawing

_FILTERS, _CHANNELS = 32, 8
_LAYER = "layer with a sliding window"


def _window(subject: Subject, layer: str) -> tuple[str, Sliding]:
    """Return a layer and how its window slides."""
    found = subject.chosen(layer, SLIDING_KINDS, _LAYER)
    window = sliding(found, subject.read_by(found.id), subject.shape(found.id))
    if window is None:
        raise NnvizError(f"a {_LAYER}", found.id)
    return found.id, window


def kernels(subject: Subject, *, layer: str = "", start: int = 0) -> go.Figure:
    """Draw the kernels of a layer: a column is a filter, a row an input channel."""
    name, window = _window(subject, layer)
    if not window.learns:
        raise NnvizError("a layer with kernels", f"the pooling layer {name}")
    several = window.slices.size if window.slices is not None else 1
    return kernels_figure.kernels(
        subject.theme, layer=name, size=window.size, start=start,
        filters=min(_FILTERS, subject.shape(name)[-1] - start),
        channels=min(window.depth, _CHANNELS), each=window.depth // several if several > 1 else 0,
    )  # fmt: skip


def convolution(
    subject: Subject,
    *,
    layer: str = "",
    unit: int = 0,
    number: int = 0,
    split: str = "test",
    example: int = 0,
) -> go.Figure:
    """Draw one place of a layer with every number: patch, kernel, products and their sum."""
    name, window = _window(subject, layer)
    before, after = subject.read_by(name), subject.shape(name)
    mapped = window.map_shape(before)
    inside = (mapped[0], mapped[1]) if len(mapped) == 3 else (1, mapped[0])
    inputs = subject.dataset.signature.input_shape
    reads_input = subject.network.sources_of(subject.network.layer(name))[0] == INPUT
    taken = TakenApart(
        name, window, window.laid_out(inside), unit,
        window.channel(unit, number, before[-1], after[-1]) % before[-1], number,
        layer_activation(subject.network, name) if window.learns else "",
        None if reads_input else input_field(subject.network, subject.shapes, name),
        (inputs[0], inputs[1]) if len(inputs) == 3 else (1, inputs[0]),
    )  # fmt: skip
    return convolution_figure.convolution(subject.theme, taken, split=split, example=example)


def filter_history(
    subject: Subject,
    *,
    layer: str = "",
    unit: int = 0,
    number: int = 0,
    split: str = "test",
    example: int = 0,
) -> go.Figure:
    """Draw a kernel and its map at checkpoints from the first step to the last."""
    name, window = _window(subject, layer)
    shown = FilterShown(
        name, window, subject.shape(name), unit, number, max(1, subject.steps_per_epoch)
    )
    return history_figure.filter_history(subject.theme, shown, split=split, example=example)


def saliency(
    subject: Subject, *, label: int = -1, split: str = "test", example: int = 0
) -> go.Figure:
    """Draw which pixels would change the score of a class most; -1 is the predicted class."""
    rows, columns, _ = _picture(subject)
    asked = {"label": label}
    return _over(subject, "saliency", (rows, columns), asked, split, example)


def occlusion(
    subject: Subject, *, label: int = -1, side: int = 0, split: str = "test", example: int = 0
) -> go.Figure:
    """Draw how much less the network believes in a class where a patch hides the picture."""
    rows, columns, _ = _picture(subject)
    patch = side or max(1, min(rows, columns) // 4)
    asked = {"label": label, "side": patch}
    return _over(subject, "occlusion", (patch, patch), asked, split, example)


def grad_cam(
    subject: Subject,
    *,
    layer: str = "",
    label: int = -1,
    split: str = "test",
    example: int = 0,
) -> go.Figure:
    """Draw where feature maps that speak for a class are active; of the last maps by default."""
    _picture(subject)
    maps = [one.id for one in subject.network.layers if len(subject.shape(one.id)) == 3]
    if not maps:
        raise NnvizError("a layer of feature maps", "a network without any")
    convolutions = [one for one in maps if "conv" in subject.network.layer(one).kind]
    name = subject.chosen(layer or (convolutions or maps)[-1]).id
    shape = subject.shape(name)
    asked = {"label": label, "layer": name}
    return _over(subject, "grad_cam", (shape[0], shape[1]), asked, split, example)


def _over(
    subject: Subject,
    probe: str,
    cells: tuple[int, int],
    asked: dict[str, int] | dict[str, int | str],
    split: str,
    example: int,
) -> go.Figure:
    rows, columns, channels = _picture(subject)
    return overlay(
        subject.theme, probe=probe, size=(rows, columns), channels=channels, cells=cells,
        options={"split": split, "example": example}, asked=asked,
    )  # fmt: skip


def _picture(subject: Subject) -> tuple[int, int, int]:
    """Return rows, columns and channels of the pictures that the network reads."""
    if subject.dataset.signature.view != "image":
        raise NnvizError("a network that reads pictures", f"the data {subject.dataset.name}")
    rows, columns, channels = subject.dataset.signature.input_shape
    return rows, columns, channels


def dream(subject: Subject, *, layer: str = "", unit: int = 0, height: int = 250) -> go.Figure:
    """Draw the picture that a unit likes best, found by gradient ascent."""
    rows, columns, _ = _picture(subject)
    return dream_figure.dream(
        subject.theme, layer=subject.chosen(layer).id, unit=unit, size=(rows, columns),
        colour=coloured(subject.dataset.signature.input_shape), height=height,
    )  # fmt: skip


DRAWINGS: tuple[Drawing, ...] = tuple(
    map(
        drawing,
        (kernels, convolution, filter_history, saliency, occlusion, grad_cam, dream),
    )
)
