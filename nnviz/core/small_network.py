"""Networks small enough that every single number of a training step can be shown.

The figure that draws the numbers and the probe that computes them both read this record, so that
number `i` of an array belongs to unit or link `i` of the picture.
"""

from dataclasses import dataclass

from nnviz.core.dataset import DataSignature
from nnviz.core.network import INPUT, NetworkSpec
from nnviz.core.shapes import infer, layer_values

MOST_UNITS = 8
"""Units of a layer, and values of an example, at most."""
MOST_COLUMNS = 6
"""Layers at most, the input included."""
_PASSING = ("dropout", "flatten")


@dataclass(frozen=True, slots=True)
class DenseColumn:
    """The input, or a dense layer.

    Attributes:
        layer: Its id; `input` for the input.
        units: How many units it has.
        activation: What its weighted sums pass through; empty for the input.
        start: Number of its first unit among those of all columns.
        link: Number of its first link among all links; those of a unit lie side by side.
    """

    layer: str
    units: int
    activation: str
    start: int
    link: int


@dataclass(frozen=True, slots=True)
class SmallNetwork:
    """A stack of dense layers.

    Attributes:
        columns: The input first.
        links: `(source unit, target unit)` of every weight, numbered over all columns.
    """

    columns: tuple[DenseColumn, ...]
    links: tuple[tuple[int, int], ...]

    @property
    def units(self) -> int:
        """All units, those of the input included."""
        return sum(column.units for column in self.columns)


def small_network(network: NetworkSpec, signature: DataSignature) -> SmallNetwork | str:
    """Return the network as columns of units, or in words why it cannot be shown.

    Dropout passes everything on while a network is looked at, and a separate activation counts as
    that of the dense layer before it.
    """
    if signature.tokens or len(signature.input_shape) != 1:
        return "Every number of a step is shown for plain values; these data are larger than that."
    (features,) = signature.input_shape
    sizes = [(INPUT, features, "")]
    shapes = infer(network, signature)
    for index, layer in enumerate(network.layers):
        before = INPUT if index == 0 else network.layers[index - 1].id
        if network.sources(index) != (before,):
            return "Every number of a step is shown for a plain stack of layers; this one branches."
        if layer.kind == "dense":
            shape = shapes.of(layer.id).shape or (0,)
            sizes.append((layer.id, shape[-1], str(layer_values(layer)["activation"])))
        elif layer.kind == "activation" and sizes[-1][2] == "linear":
            name, units, _ = sizes[-1]
            sizes[-1] = (name, units, str(layer_values(layer)["activation"]))
        elif layer.kind not in _PASSING:
            return f"Every number of a step is shown for dense layers; '{layer.id}' is another."
    return _columns(sizes)


def _columns(sizes: list[tuple[str, int, str]]) -> SmallNetwork | str:
    widest = max(units for _, units, _ in sizes)
    if widest > MOST_UNITS or len(sizes) > MOST_COLUMNS:
        return (
            f"Every number of a step is shown for at most {MOST_COLUMNS - 1} layers of at most "
            f"{MOST_UNITS} units; this network has {len(sizes) - 1} of up to {widest}."
        )
    columns: list[DenseColumn] = []
    links: list[tuple[int, int]] = []
    start = 0
    for name, units, activation in sizes:
        columns.append(DenseColumn(name, units, activation, start, len(links)))
        if len(columns) > 1:
            before = columns[-2]
            links += [
                (before.start + source, start + target)
                for target in range(units)
                for source in range(before.units)
            ]
        start += units
    return SmallNetwork(tuple(columns), tuple(links))
