"""Which places of the input a value of a feature map depends on: where its receptive field lies.

Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks", Distill 2019.
`core.receptive_field` tells how large a field is, for any layer; here it also has a place, so that
it can be framed in the input.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from nnviz.core.kinds import Shape
from nnviz.core.network import INPUT, LayerSpec, NetworkSpec
from nnviz.core.shapes import NetworkShapes, layer_kind, layer_values
from nnviz.core.sliding import Pair, sliding

_PASSING = ("activation", "normalisation", "regularisation", "merge")
"""Categories of layers that leave every place where it is."""
_ALSO_PASSING = ("dense", "identity", "layer_scale")


@dataclass(frozen=True, slots=True)
class InputField:
    """The receptive fields of the places of a map, along rows and columns of the input.

    Attributes:
        start: Where that of the first place begins; below 0 in the border.
        step: How far it moves from one place to the next.
        size: Rows and columns that it has.
    """

    start: Pair
    step: Pair
    size: Pair


def input_field(network: NetworkSpec, shapes: NetworkShapes, layer: str) -> InputField | None:
    """Return the receptive fields of a layer's places in the input.

    Args:
        network: The layers.
        shapes: Their shapes; the input has `([rows,] columns, channels)`.
        layer: Id of a layer.

    Returns:
        The fields; None where they are not all equal but for their place, or are the whole input.
    """
    whole: InputField | None = InputField((0, 0), (1, 1), (1, 1))
    fields = {INPUT: whole if len(shapes.input_shape) in (2, 3) else None}
    known: dict[str, Shape] = {INPUT: shapes.input_shape}
    for index, spec in enumerate(network.layers):
        sources = network.sources(index)
        if spec.kind == "multiply":
            # What only scales the channels of another branch moves nothing.
            sources = sources[:1]
        known[spec.id] = shapes.of(spec.id).shape or ()
        before = _together([fields[source] for source in sources])
        after = known[spec.id]
        fields[spec.id] = before and _behind(spec, before, known[sources[0]], after)
        if spec.id == layer:
            break
    return fields.get(layer)


def _together(fields: Sequence[InputField | None]) -> InputField | None:
    """Return what branches that come together see; they have to move alike."""
    found = [field for field in fields if field is not None]
    if len(found) < len(fields) or len({field.step for field in found}) != 1:
        return None
    start = [min(field.start[axis] for field in found) for axis in (0, 1)]
    end = [max(field.start[axis] + field.size[axis] for field in found) for axis in (0, 1)]
    return InputField((start[0], start[1]), found[0].step, (end[0] - start[0], end[1] - start[1]))


def _behind(layer: LayerSpec, field: InputField, before: Shape, after: Shape) -> InputField | None:
    """Return the fields behind one layer, that reads and gives these shapes."""
    window = sliding(layer, before, after)
    if window is not None:
        if window.slices is not None or window.operation == "transposed":
            return None
        reach = window.reach
        return InputField(
            _pair(field.start[axis] - window.before[axis] * field.step[axis] for axis in (0, 1)),
            _pair(field.step[axis] * window.stride[axis] for axis in (0, 1)),
            _pair(field.size[axis] + (reach[axis] - 1) * field.step[axis] for axis in (0, 1)),
        )
    kind = layer_kind(layer)
    if kind.name.startswith(("zero_padding", "cropping")) and len(before) < 4:
        moved = _moved(layer)
        start = _pair(field.start[axis] + moved[axis] * field.step[axis] for axis in (0, 1))
        return InputField(start, field.step, field.size)
    passes = kind.category in _PASSING or kind.name in _ALSO_PASSING
    stays = passes and kind.name != "dot" and len(before) in (2, 3) and before[:-1] == after[:-1]
    return field if stays else None


def _moved(layer: LayerSpec) -> Pair:
    """Return rows and columns that are cut off before the first place, or put there (below 0)."""
    values = layer_values(layer)
    sign = 1 if "cropping" in values else -1
    sides = cast("tuple[int, ...]", values["cropping" if sign > 0 else "padding"])
    return (sign * sides[0], sign * sides[2]) if len(sides) == 4 else (0, sign * sides[0])


def _pair(values: Iterable[int]) -> Pair:
    first, second = values
    return first, second
