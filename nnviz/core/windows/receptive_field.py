"""Which part of the image one value of a layer depends on.

Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks", Distill 2019:
a window of size k widens the field by (k - 1) times the distance between two neighbouring values.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nnviz.core.catalogue.wrapped import EVERY_STEP
from nnviz.core.shapes.shapes import NetworkShapes, layer_kind, layer_values
from nnviz.core.spec.kinds import LayerKind, Shape, per_axis
from nnviz.core.spec.network import INPUT, NetworkSpec


@dataclass(frozen=True, slots=True)
class Field:
    """What one value sees.

    Attributes:
        sizes: Positions of the input along each axis; empty when it sees all of them.
        steps: How far apart neighbouring values look, in positions of the input.
    """

    sizes: tuple[float, ...]
    steps: tuple[float, ...]


EVERYTHING = Field((), ())
"""The field of a value that depends on the whole input."""


def receptive_fields(network: NetworkSpec, shapes: NetworkShapes) -> dict[str, Field]:
    """Return the receptive field of every layer whose output shape is known, by id.

    What a layer sees that does not fit, or that stands behind one, nobody can say: a stride of 0 or
    three sizes for two axes move no window.

    Branches that come together see what the widest of them sees; what only scales the features of
    another branch (the second input of a product) is not counted.

    Args:
        network: The layers.
        shapes: Their shapes; all axes of the input but the last are positions.
    """
    input_shape = shapes.input_shape
    axes = len(input_shape) - 1
    fields = {INPUT: Field((1.0,) * axes, (1.0,) * axes) if axes else EVERYTHING}
    for index, (layer, entry) in enumerate(zip(network.layers, shapes.layers, strict=True)):
        if entry.shape is None:
            continue
        kind = layer_kind(layer)
        read = [fields[name] for name in network.sources(index)]
        seen = read[0] if kind.name == "multiply" else _widest(read)
        fields[layer.id] = _through(kind, layer_values(layer), seen, input_shape)
    del fields[INPUT]
    return fields


def _widest(fields: list[Field]) -> Field:
    if len(fields) == 1:
        return fields[0]
    if EVERYTHING in fields:
        return EVERYTHING
    sizes = tuple(max(each) for each in zip(*(field.sizes for field in fields), strict=True))
    steps = tuple(max(each) for each in zip(*(field.steps for field in fields), strict=True))
    return Field(sizes, steps)


def _through(kind: LayerKind, values: Mapping[str, Any], seen: Field, input_shape: Shape) -> Field:
    """Return the field after one layer."""
    if seen == EVERYTHING or _mixes_places(kind, values):
        return EVERYTHING
    in_steps = kind.wrapper == EVERY_STEP
    if kind.name.startswith("up_sampling"):
        times = per_axis(values["size"], len(seen.steps))
        steps = tuple(step / by for step, by in zip(seen.steps, times, strict=True))
        return Field(seen.sizes, steps)
    size = values.get("kernel_size", values.get("pool_size"))
    if size is None:
        # What is merged at every step leaves the steps as positions, each seeing itself alone.
        merged = in_steps and kind.name.endswith(("flatten", "global_average_pooling2d"))
        return Field(seen.sizes[:1], seen.steps[:1]) if merged else seen
    axes = len(seen.sizes)
    inner = axes - 1 if in_steps else axes
    windows = per_axis(size, inner)
    rates = per_axis(values.get("dilation_rate", 1), inner)
    strides = per_axis(values["strides"] or windows, inner)
    if in_steps:
        windows, rates, strides = (1, *windows), (1, *rates), (1, *strides)
    grown = zip(seen.sizes, seen.steps, windows, rates, input_shape, strict=False)
    sizes = tuple(
        min(field + (window - 1) * rate * step, float(limit))
        for field, step, window, rate, limit in grown
    )
    if sizes == tuple(float(limit) for limit in input_shape[:axes]):
        return EVERYTHING
    apart = zip(seen.steps, strides, strict=True)
    if kind.name.endswith("transpose"):
        return Field(sizes, tuple(step / stride for step, stride in apart))
    return Field(sizes, tuple(step * stride for step, stride in apart))


def _mixes_places(kind: LayerKind, values: Mapping[str, Any]) -> bool:
    """Say whether every value of a layer depends on all positions of what it reads."""
    return (
        kind.category in ("recurrent", "attention")
        or kind.name.startswith(("global_", "adaptive_"))
        or kind.name in ("flatten", "reshape", "permute", "dot")
        or not str(values.get("equation", "...x,")).startswith("...x,")
    )
