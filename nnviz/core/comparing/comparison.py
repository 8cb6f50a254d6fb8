"""The sizes of two networks, compared."""

from dataclasses import dataclass

from nnviz.core.shapes.shapes import measure
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.kinds import product
from nnviz.core.spec.network import NetworkSpec
from nnviz.core.windows.receptive_field import receptive_fields

VALUE_BYTES = 4
"""Bytes of one number, as Keras computes by default."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The size of a network.

    Attributes:
        layers: How many layers it has.
        parameters: All of its parameters.
        macs: Multiply-adds for one example.
        weights: Bytes of its parameters.
        outputs: Bytes of what all layers give for one example, its input included.
        field: Positions of the input along each axis on which one value of the last layer that
            still has positions depends; empty for all of them, and where no layer has positions.
        places: Positions of the input along each axis.
    """

    layers: int
    parameters: int
    macs: int
    weights: int
    outputs: int
    field: tuple[int, ...]
    places: tuple[int, ...]


def sizes(network: NetworkSpec, signature: DataSignature) -> Sizes:
    """Return the size of a network on this kind of data.

    Raises:
        SpecError: A kind or parameter is not in the catalogue.
    """
    shapes = measure(network, signature)
    fields = receptive_fields(network, shapes)
    placed = [entry.id for entry in shapes.layers if entry.shape and len(entry.shape) > 1]
    values = sum(product(entry.shape) for entry in shapes.layers if entry.shape is not None)
    return Sizes(
        layers=len(network.layers),
        parameters=shapes.parameters,
        macs=shapes.macs,
        weights=shapes.parameters * VALUE_BYTES,
        outputs=(values + product(signature.input_shape)) * VALUE_BYTES,
        field=tuple(round(size) for size in fields[placed[-1]].sizes) if placed else (),
        places=signature.input_shape[:-1],
    )


def ratio_text(first: int, second: int) -> str:
    """Write how many times the first the second is: `× 2.5`; a dash where that says nothing.

    Args:
        first: Size of the first network.
        second: Size of the second.
    """
    if first == second:
        return "equal"
    if not first:
        return "\u2013"
    ratio = second / first
    digits = 0 if ratio >= 99.5 else 1 if ratio >= 9.95 else 2
    return f"\u00d7 {ratio:.{digits}f}" if ratio >= 0.005 else "\u00d7 less than 0.01"
