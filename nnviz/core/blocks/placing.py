"""Blocks as part of a network: alone as an example, or after a layer of another network."""

from collections.abc import Mapping

from nnviz.core.blocks import BLOCKS
from nnviz.core.blocks.block import Block, block_prefix
from nnviz.core.errors import SpecError
from nnviz.core.shapes.connections import explicit, tidy
from nnviz.core.shapes.shapes import NetworkShapes, measure
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.kinds import Misfit, Shape
from nnviz.core.spec.network import INPUT, MAX_LAYERS, LayerSpec, NetworkSpec
from nnviz.core.spec.params import ParamValue


def example(
    block: Block, shape: Shape, values: Mapping[str, ParamValue]
) -> tuple[NetworkSpec, NetworkShapes] | Misfit:
    """Return a network that is nothing but one block, on an input of this shape.

    Layers in front of it make its further inputs, where it has some.

    Raises:
        SpecError: A parameter is out of range.
    """
    signature = DataSignature(shape, "regression", 1, "table")
    received = {INPUT: shape}
    if block.before:
        front = measure(NetworkSpec(layers=block.before), signature)
        if front.problems:
            return Misfit(front.problems[0].expected, front.problems[0].received)
        received |= {entry.id: entry.shape or () for entry in front.layers}
    made = block.layers(1, block.reads, tuple(received[name] for name in block.reads), values)
    if isinstance(made, Misfit):
        return made
    network = NetworkSpec(layers=(*block.before, *made))
    return network, measure(network, signature)


def plainly_named(network: NetworkSpec) -> NetworkSpec:
    """Return a network of one block with what its names begin with left out."""
    short: dict[str, str] = {}
    for layer in network.layers:
        prefix = block_prefix(layer.id)
        short[layer.id] = layer.id.removeprefix(f"{prefix}_") if prefix else layer.id
    return NetworkSpec(
        layers=tuple(
            layer.changed(
                id=short[layer.id], inputs=tuple(short.get(name, name) for name in layer.inputs)
            )
            for layer in network.layers
        )
    )


def insert_block(
    network: NetworkSpec,
    signature: DataSignature,
    sources: tuple[str, ...],
    name: str,
    values: Mapping[str, ParamValue] | None = None,
) -> NetworkSpec:
    """Insert a block after a layer; what read that layer reads the block instead.

    Args:
        network: The network.
        signature: The data, from which the shapes follow.
        sources: Ids of what the block reads; it comes after the first one.
        name: Name of the block.
        values: Its parameters, where they are not the defaults.

    Raises:
        SpecError: There is no such block or layer, shapes do not fit, or the network is full.
    """
    if name not in BLOCKS:
        raise SpecError(f"a block such as {', '.join([*BLOCKS][:3])}", f"'{name}'")
    layers = explicit(network)
    order = [INPUT, *(layer.id for layer in layers)]
    if missing := [source for source in sources if source not in order]:
        raise SpecError("layers of this network", f"'{missing[0]}'")
    shapes = {entry.id: entry.shape for entry in measure(network, signature).layers}
    shapes[INPUT] = signature.input_shape
    known = tuple(shape for source in sources if (shape := shapes[source]) is not None)
    if len(known) < len(sources):
        raise SpecError(
            "a layer whose own inputs fit", "one whose inputs do not", "Fix that layer first."
        )
    made = BLOCKS[name].layers(_free_number(network, name), sources, known, values)
    if isinstance(made, Misfit):
        raise SpecError(made.expected, made.received)
    if len(layers) + len(made) > MAX_LAYERS:
        raise SpecError(f"at most {MAX_LAYERS} layers", f"{len(layers) + len(made)}")
    behind = max(order.index(source) for source in sources)
    before, after = layers[:behind], layers[behind:]
    return tidy([*before, *made, *(_reading(each, sources[0], made[-1].id) for each in after)])


def _reading(layer: LayerSpec, old: str, new: str) -> LayerSpec:
    return layer.changed(inputs=tuple(new if name == old else name for name in layer.inputs))


def _free_number(network: NetworkSpec, name: str) -> int:
    taken = {block_prefix(layer.id) for layer in network.layers}
    number = 1
    while f"{name}_{number}" in taken:
        number += 1
    return number
