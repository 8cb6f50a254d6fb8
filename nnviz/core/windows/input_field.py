"""Which positions of the input a value of a feature map depends on: where its receptive field lies.

Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks", Distill 2019.
`core.windows.receptive_field` tells how large a field is, for any layer; here it also has a
position, so that it can be framed in the input.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from nnviz.core.shapes.shapes import NetworkShapes, layer_kind, layer_values
from nnviz.core.spec.kinds import Shape, per_axis
from nnviz.core.spec.network import INPUT, LayerSpec, NetworkSpec
from nnviz.core.windows.sliding import Pair, Sliding, sliding

_PASSING = ("activation", "normalization", "regularization", "merge")
"""Categories of layers that leave every position where it is."""
_ALSO_PASSING = ("dense", "identity", "layer_scale")
_NOTHING = (0, 0)

Span = tuple[int, int]
"""First position and the one after the last; equal where there is none."""


@dataclass(frozen=True, slots=True)
class InputField:
    """The receptive fields of the positions of a map, along rows and columns of the input.

    Attributes:
        rows: For each row of the map, the rows of the input that it depends on.
        columns: For each column, likewise.
    """

    rows: tuple[Span, ...]
    columns: tuple[Span, ...]

    @property
    def size(self) -> Pair:
        """Rows and columns of the largest field: away from the border."""
        return _longest(self.rows), _longest(self.columns)


def input_field(network: NetworkSpec, shapes: NetworkShapes, layer: str) -> InputField | None:
    """Return the receptive fields of a layer's positions in the input.

    Args:
        network: The layers.
        shapes: Their shapes; the input has `([rows,] columns, channels)`.
        layer: Id of a layer.

    Returns:
        The fields; None where a layer on the way mixes all positions.
    """
    known: dict[str, Shape] = {INPUT: shapes.input_shape}
    fields = {INPUT: _input(shapes.input_shape)}
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


def _input(shape: Shape) -> InputField | None:
    """Return the fields of the input itself: every position sees itself."""
    if len(shape) not in (2, 3):
        return None
    rows, columns = shape[:-1] if len(shape) == 3 else (1, shape[0])
    return InputField(tuple(pairwise(range(rows + 1))), tuple(pairwise(range(columns + 1))))


def _together(fields: Sequence[InputField | None]) -> InputField | None:
    """Return what branches that come together see; they have to have equal positions."""
    found = [field for field in fields if field is not None]
    sizes = {(len(field.rows), len(field.columns)) for field in found}
    if len(found) < len(fields) or len(sizes) != 1:
        return None
    rows = zip(*(field.rows for field in found), strict=True)
    columns = zip(*(field.columns for field in found), strict=True)
    return InputField(tuple(map(_union, rows)), tuple(map(_union, columns)))


def _behind(layer: LayerSpec, field: InputField, before: Shape, after: Shape) -> InputField | None:
    """Return the fields after one layer with these input and output shapes."""
    window = sliding(layer, before, after)
    if window is not None:
        if window.slices is not None:
            return None
        rows, columns = (_slid(window, axis, spans) for axis, spans in enumerate(_axes(field)))
        return InputField(rows, columns)
    kind = layer_kind(layer)
    if len(before) not in (2, 3):
        return None
    if kind.name.startswith("up_sampling"):
        return _grown(layer, field, len(before) - 1)
    if kind.name.startswith(("zero_padding", "cropping")):
        moved, places = _moved(layer), after[:-1] if len(after) == 3 else (1, after[0])
        rows, columns = (
            tuple(_seen(spans, [place + moved[axis]]) for place in range(places[axis]))
            for axis, spans in enumerate(_axes(field))
        )
        return InputField(rows, columns)
    passes = kind.category in _PASSING or kind.name in _ALSO_PASSING
    return field if passes and kind.name != "dot" and before[:-1] == after[:-1] else None


def _slid(window: Sliding, axis: int, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return what a window sees at each of its positions, along one axis."""
    spread = window.spread[axis]
    found: list[Span] = []
    for place in range(window.places[axis]):
        first = place * window.stride[axis] - window.before[axis]
        taps = range(first, first + window.reach[axis], window.dilation[axis])
        # In the gaps between the inputs of a transposed convolution is nothing.
        found.append(_seen(spans, [tap // spread for tap in taps if tap % spread == 0]))
    return tuple(found)


def _grown(layer: LayerSpec, field: InputField, axes: int) -> InputField:
    """Return the fields after upsampling, which repeats values or interpolates linearly."""
    values = layer_values(layer)
    way = values.get("interpolation", "nearest")
    times = (1, *per_axis(values["size"], axes))[-2:]
    rows, columns = (
        tuple(_seen(spans, _sources(place, by, way)) for place in range(len(spans) * by))
        for spans, by in zip(_axes(field), times, strict=True)
    )
    return InputField(rows, columns)


def _sources(place: int, by: int, way: object) -> list[int]:
    """Return the positions from which upsampling computes one; values lie at their centres."""
    if way == "nearest":
        return [place // by]
    twice = 2 * place + 1 - by
    return [twice // (2 * by), -(-twice // (2 * by))]


def _axes(field: InputField) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    return field.rows, field.columns


def _seen(spans: Sequence[Span], places: Iterable[int]) -> Span:
    """Return what some positions see together; those outside of the map see nothing."""
    return _union(spans[place] for place in places if 0 <= place < len(spans))


def _union(spans: Iterable[Span]) -> Span:
    found = [span for span in spans if span[0] < span[1]]
    if not found:
        return _NOTHING
    return min(start for start, _ in found), max(end for _, end in found)


def _longest(spans: Iterable[Span]) -> int:
    return max((end - start for start, end in spans), default=0)


def _moved(layer: LayerSpec) -> Pair:
    """Return rows and columns cropped before the first position, or padded there (below 0)."""
    values = layer_values(layer)
    sign = 1 if "cropping" in values else -1
    sides = cast("tuple[int, ...]", values["cropping" if sign > 0 else "padding"])
    return (sign * sides[0], sign * sides[2]) if len(sides) == 4 else (0, sign * sides[0])
