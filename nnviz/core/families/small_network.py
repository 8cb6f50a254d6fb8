"""Networks small enough to show every single number of a training step.

The figure that draws the numbers and the probe that computes them both read this record, so that
number `i` of an array belongs to unit or link `i` of the drawing.
"""

from dataclasses import dataclass

from nnviz.core.shapes.shapes import infer, layer_values
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import INPUT, NetworkSpec

MOST_UNITS = 8
"""Most units of a layer, and most values of an example."""
MOST_COLUMNS = 6
"""Most layers, including the input."""
_PASSING = ("dropout", "flatten")
_SENTENCES = {
    "input": "The values of one example enter the network.",
    "sum": "Each unit sums its inputs, each multiplied by its weight, and adds its bias.",
    "value": "Each unit applies the activation function to its sum.",
    "loss": "The loss measures in one number how wrong the outputs are.",
    "by_output": "The first derivative: how the loss would change if an output grew slightly.",
    "by_value": (
        "The derivative of a unit is a sum over the units it feeds: the derivative of each "
        "times the weight that leads to it."
    ),
    "by_sum": (
        "The chain rule multiplies by the slope of the activation function; where it is flat, "
        "no gradient passes."
    ),
    "by_weight": (
        "The derivative of a weight is its unit's derivative times the value it multiplied; "
        "that of a bias is its unit's derivative itself."
    ),
    "update": "The optimizer moves every weight a small step that makes the loss fall.",
}


@dataclass(frozen=True, slots=True)
class DenseColumn:
    """The input, or a dense layer.

    Attributes:
        layer: Its id; `input` for the input.
        units: How many units it has.
        activation: What its weighted sums pass through; empty for the input.
        start: Number of its first unit among those of all columns.
        link: Number of its first link among all links; those of a unit are adjacent.
    """

    layer: str
    units: int
    activation: str
    start: int
    link: int


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of a training step.

    Attributes:
        kind: `input`, `sum`, `value`, `loss`, `by_value`, `by_sum`, `by_weight` or `update`.
        column: The layer it happens in, by its number among the columns.
        title: What it is called.
        sentence: What happens, plainly.
    """

    kind: str
    column: int
    title: str
    sentence: str


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

    @property
    def stages(self) -> tuple[Stage, ...]:
        """All parts of a training step, in the order in which they happen."""
        last = len(self.columns) - 1
        forward = [Stage("input", 0, "The example", _SENTENCES["input"])]
        for at in range(1, last + 1):
            name = "the output" if at == last else f"layer {at}"
            forward += [
                Stage("sum", at, f"Weighted sums of {name}", _SENTENCES["sum"]),
                Stage("value", at, f"Activations of {name}", _SENTENCES["value"]),
            ]
        backward = [Stage("loss", last, "The loss", _SENTENCES["loss"])]
        for at in range(last, 0, -1):
            name = "the output" if at == last else f"layer {at}"
            first = "by_output" if at == last else "by_value"
            backward += [
                Stage("by_value", at, f"Back to the activations of {name}", _SENTENCES[first]),
                Stage("by_sum", at, f"Back to the sums of {name}", _SENTENCES["by_sum"]),
                Stage("by_weight", at, f"Weights into {name}", _SENTENCES["by_weight"]),
            ]
        done = Stage("update", last, "The update", _SENTENCES["update"])
        return (*forward, *backward, done)


def small_network(network: NetworkSpec, signature: DataSignature) -> SmallNetwork | str:
    """Return the network as columns of units, or in words why it cannot be shown.

    Dropout passes everything on outside training, and a separate activation counts as
    that of the dense layer before it.
    """
    if signature.tokens or len(signature.input_shape) != 1:
        return (
            "This view shows every number of a training step, which needs examples that are plain "
            "vectors."
        )
    (features,) = signature.input_shape
    sizes = [(INPUT, features, "")]
    shapes = infer(network, signature)
    for index, layer in enumerate(network.layers):
        before = INPUT if index == 0 else network.layers[index - 1].id
        if network.sources(index) != (before,):
            return (
                "This view shows every number of a training step, which needs a plain stack of "
                "layers; this network branches."
            )
        if layer.kind == "dense":
            shape = shapes.of(layer.id).shape or (0,)
            sizes.append((layer.id, shape[-1], str(layer_values(layer)["activation"])))
        elif layer.kind == "activation" and sizes[-1][2] == "linear":
            name, units, _ = sizes[-1]
            sizes[-1] = (name, units, str(layer_values(layer)["activation"]))
        elif layer.kind not in _PASSING:
            return (
                "This view shows every number of a training step for dense layers only; "
                f"'{layer.id}' is not dense."
            )
    return _columns(sizes)


def _columns(sizes: list[tuple[str, int, str]]) -> SmallNetwork | str:
    widest = max(units for _, units, _ in sizes)
    if widest > MOST_UNITS or len(sizes) > MOST_COLUMNS:
        return (
            "This view shows every number of a training step for at most "
            f"{MOST_COLUMNS - 1} layers of at most {MOST_UNITS} units; this network has "
            f"{len(sizes) - 1} of up to {widest}."
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
