"""A recurrent network unrolled in time: which steps and units are drawn, and in which order.

The graph that places them and the probe that fills them both read this record, so that number `i`
of the probe's array is square `i` of the drawing.
"""

from dataclasses import dataclass

from nnviz.core.families.gates import DIRECTIONS, GATES
from nnviz.core.shapes.shapes import infer, layer_values
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import INPUT, NetworkSpec

MOST_STEPS = 12
"""Steps that are drawn at once."""
MOST_SQUARES = 8
"""Units of a layer that are drawn at each step."""


@dataclass(frozen=True, slots=True)
class Row:
    """One layer, or one direction of it, at all steps.

    Attributes:
        layer: Its id; `input` for what the first of the recurrent layers reads.
        direction: `forward` or `backward`.
        units: How many units it has, or features.
        shown: How many of them are drawn, the first ones.
        every_step: Whether what comes after sees every step, or only the last one read.
    """

    layer: str
    direction: str
    units: int
    shown: int
    every_step: bool


@dataclass(frozen=True, slots=True)
class Unrolling:
    """What is drawn.

    Attributes:
        rows: From the input to the last recurrent layer.
        steps: Positions in the sequence that are drawn, one after another.
        length: How many positions there are.
    """

    rows: tuple[Row, ...]
    steps: tuple[int, ...]
    length: int

    @property
    def squares(self) -> tuple[tuple[int, int, int], ...]:
        """Row number, step and unit of every square, in the order of the `unrolled` probe."""
        return tuple(
            (index, step, unit)
            for index, row in enumerate(self.rows)
            for step in self.steps
            for unit in range(row.shown)
        )


def unrolling(
    network: NetworkSpec, signature: DataSignature, focus: int = 0, layer: str = ""
) -> Unrolling | None:
    """Say which steps and units are drawn of a network.

    Args:
        network: Layers that fit together.
        signature: The data it reads.
        focus: A step that has to be among those drawn, in the middle where that is possible.
        layer: Id of a recurrent layer; those whose sequences have another length than its own,
            as the two of an encoder and a decoder, are left out. The first when empty.

    Returns:
        None when the network has no recurrent layer.
    """
    shapes = infer(network, signature)
    read = {one.id: shapes.of(one.id).input_shape for one in network.layers if one.kind in GATES}
    like = read.get(layer) or next(iter(read.values()), None)
    if like is None:
        return None
    length = like[0]
    found = [one for one in network.layers if (read.get(one.id) or ())[:1] == (length,)]
    features = (read[found[0].id] or like)[1]
    rows = [Row(INPUT, "forward", features, min(features, MOST_SQUARES), every_step=True)]
    for one in found:
        values = layer_values(one)
        size = values["units"]
        units = size if isinstance(size, int) else 1
        rows += [
            Row(one.id, way, units, min(units, MOST_SQUARES), bool(values["return_sequences"]))
            for way in DIRECTIONS[: 2 if values["bidirectional"] else 1]
        ]
    count = min(length, MOST_STEPS)
    start = min(max(0, focus - count // 2), length - count)
    return Unrolling(tuple(rows), tuple(range(start, start + count)), length)
