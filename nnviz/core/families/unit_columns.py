"""What the neuron view shows of a network: columns of units, links between them.

The graph that draws it and the probes that fill it both read this record, so that row `i` of a
probe's array is tile `i` of the drawing.
"""

from dataclasses import dataclass

from nnviz.core.shapes.shapes import NetworkShapes, infer, layer_kind, layer_values
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.kinds import Shape
from nnviz.core.spec.network import INPUT, LayerSpec, NetworkSpec

OUTPUTS_SHOWN = 12
"""Most units drawn of the output, whatever the limit for other layers."""


@dataclass(frozen=True, slots=True)
class Column:
    """One layer that has units of its own, or the input.

    Attributes:
        layer: Id of the layer; `input` for the input.
        units: How many units, filters or features it has.
        shown: The units that are drawn; the others are folded into a count.
        shape: Output shape of one example; None where a problem hides it.
        attached: Layers without units that follow it (pooling, dropout, ...), by id.
    """

    layer: str
    units: int
    shown: tuple[int, ...]
    shape: Shape | None
    attached: tuple[str, ...] = ()

    @property
    def folded(self) -> int:
        """How many units are not drawn."""
        return self.units - len(self.shown)


@dataclass(frozen=True, slots=True)
class Columns:
    """All columns from input to output.

    Attributes:
        columns: The input first, the output last.
        tiles: `(column index, unit)` of every tile; the order of the `tiles` probe.
        links: `(source tile, target tile)` of every link; the order of the `links` probe.
            Row-major: column by column, target by target, source by source.
        biased: Tiles that have a bias; the order of the `links` probe's biases.
    """

    columns: tuple[Column, ...]
    tiles: tuple[tuple[int, int], ...]
    links: tuple[tuple[int, int], ...]
    biased: tuple[int, ...]


def has_columns(network: NetworkSpec) -> bool:
    """Say whether a network can be drawn as columns of units: a stack, some of it with units."""
    return network.is_stack and any(layer_kind(layer).units for layer in network.layers)


def columns(network: NetworkSpec, signature: DataSignature, limit: int = 8) -> Columns:
    """Lay a stack of layers out as columns of units.

    Args:
        network: A stack; every layer reads the one before it.
        signature: The data it reads.
        limit: Units drawn in one column at most, the output's excepted; at least 1.

    Raises:
        SpecError: A kind or parameter is not in the catalogue.
    """
    shapes = infer(network, signature)
    found = [_input_column(signature, limit)]
    for layer in network.layers:
        if layer_kind(layer).units is None:
            last = found[-1]
            found[-1] = Column(
                last.layer, last.units, last.shown, last.shape, (*last.attached, layer.id)
            )
        else:
            found.append(_layer_column(layer, shapes, _limit(layer, network, limit)))
    tiles = tuple((index, unit) for index, column in enumerate(found) for unit in column.shown)
    starts = [tiles.index((index, column.shown[0])) for index, column in enumerate(found)]
    links = tuple(
        (starts[index - 1] + source, starts[index] + target)
        for index in range(1, len(found))
        for target in range(len(found[index].shown))
        for source in range(len(found[index - 1].shown))
    )
    unbiased = {layer.id for layer in network.layers if layer.kind == "embedding"} | {INPUT}
    biased = tuple(i for i, (index, _) in enumerate(tiles) if found[index].layer not in unbiased)
    return Columns(tuple(found), tiles, links, biased)


def _limit(layer: LayerSpec, network: NetworkSpec, limit: int) -> int:
    """Allow more units for the output: its classes are what people compare."""
    return max(limit, OUTPUTS_SHOWN) if layer is network.layers[-1] else limit


def _shown(units: int, limit: int) -> tuple[int, ...]:
    """Draw all units when they fit, otherwise the first ones, leaving room for the count."""
    return tuple(range(units if units <= limit else max(1, limit - 1)))


def _input_column(signature: DataSignature, limit: int) -> Column:
    units = 1 if signature.tokens else signature.input_shape[-1]
    return Column(INPUT, units, _shown(units, limit), signature.input_shape)


def _layer_column(layer: LayerSpec, shapes: NetworkShapes, limit: int) -> Column:
    entry = shapes.of(layer.id)
    if entry.shape is not None:
        units = entry.shape[-1]
    else:
        values = layer_values(layer)
        size = values[layer_kind(layer).units or ""]
        units = size if isinstance(size, int) else 1
        units *= 2 if values.get("bidirectional") else 1
    return Column(layer.id, units, _shown(units, limit), entry.shape)
