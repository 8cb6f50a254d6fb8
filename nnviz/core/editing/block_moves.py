"""Blocks edited as one layer is: moved, copied, named, linked.

A block reads what its layers read outside of it, the first of that first of all; and it gives what
its last layer gives that is read outside. Its layers keep their ids wherever it goes, and with them
what they have learned.
"""

import re
from collections.abc import Iterable, Mapping

from nnviz.core.blocks.block import block_name, block_prefix
from nnviz.core.editing import edits
from nnviz.core.editing.block_edits import block_layers, blocks_of, free_layer_id
from nnviz.core.errors import SpecError
from nnviz.core.shapes.connections import explicit, leads_to, readers_of, tidy, without
from nnviz.core.spec.network import INPUT, MAX_LAYERS, LayerSpec, NetworkSpec

Blocks = Mapping[str, tuple[str, ...]]
"""Layers of every block that counts as one, by its name."""

_WORD = re.compile(r"[a-z][a-z_]{0,14}[a-z](_[0-9]{1,3})?\Z")


def members(network: NetworkSpec, unit: str, blocks: Blocks) -> tuple[str, ...]:
    """Return the layers of a block, or the one layer, in the order of the network."""
    inside = frozenset(blocks.get(unit, (unit,)))
    return tuple(layer.id for layer in network.layers if layer.id in inside)


def reads_outside(network: NetworkSpec, layers: Iterable[str]) -> tuple[str, ...]:
    """Return what these layers read outside of themselves, in the order they do."""
    inside = frozenset(layers)
    found = [
        source
        for layer in explicit(network)
        if layer.id in inside
        for source in layer.inputs
        if source not in inside
    ]
    return tuple(dict.fromkeys(found))


def first_of(network: NetworkSpec, unit: str, blocks: Blocks) -> str:
    """Return the layer of a block that reads what comes before it; of a layer itself."""
    inside = members(network, unit, blocks)
    read = {layer.id: layer.inputs for layer in explicit(network)}
    return next((name for name in inside if not set(read[name]) <= set(inside)), unit)


def last_of(network: NetworkSpec, unit: str, blocks: Blocks) -> str:
    """Return the layer whose values leave a block; of a layer, or the input, itself."""
    inside = members(network, unit, blocks)
    layers = explicit(network)
    left = [one for one in inside if set(readers_of(layers, one)) - set(inside)]
    return (left or list(inside) or [unit])[-1]


def unit_of(layer: str, blocks: Blocks) -> str:
    """Return the block that a layer belongs to; a layer outside any block counts as one."""
    return next((name for name, inside in blocks.items() if layer in inside), layer)


def move(
    network: NetworkSpec,
    unit: str,
    after: str,
    blocks: Blocks,
    *,
    readers: Iterable[str] | None = None,
) -> NetworkSpec:
    """Move a block or a layer, unchanged, so that it follows another one.

    Args:
        network: The network.
        unit: Name of a block, or id of a layer.
        after: What it reads from now on: a block, a layer, or `input`.
        blocks: The blocks that count as one.
        readers: Which layers that read that read it from now on; None is all of them.

    Raises:
        SpecError: There is no such block or layer, or it stands there already.
    """
    inside = members(network, unit, blocks)
    if unit not in blocks:
        return edits.move(network, unit, last_of(network, after, blocks), readers=readers)
    target = last_of(network, after, blocks)
    if not inside or target in inside:
        raise SpecError(f"a new position for '{unit}'", f"one after '{after}'")
    if target != INPUT and target not in {layer.id for layer in network.layers}:
        raise SpecError("a layer of this network", f"'{after[:60]}', which is not one")
    left = explicit(network)
    for name in reversed(inside):
        left = without(left, name)
    wanted = readers_of(left, target) if readers is None else tuple(readers)
    group = _reading(network, inside, target, left, wanted)
    moved = _placed(left, group, target, last_of(network, unit, blocks), wanted)
    if moved == tidy(explicit(network)):
        raise SpecError(f"a new position for '{unit}'", f"its present one, after '{after}'")
    return moved


def move_up(network: NetworkSpec, unit: str, blocks: Blocks) -> NetworkSpec:
    """Swap places with the block or layer that is read first.

    Raises:
        SpecError: It reads the input, or does not exist.
    """
    read = reads_outside(network, members(network, unit, blocks))
    if not read or read[0] == INPUT:
        raise SpecError(f"a layer before '{unit}'", "only the input")
    before = unit_of(read[0], blocks)
    entries = members(network, before, blocks)
    source = reads_outside(network, entries)[0]
    reading = [one.id for one in explicit(network) if one.id in entries and source in one.inputs]
    return move(network, unit, source, blocks, readers=reading)


def move_down(network: NetworkSpec, unit: str, blocks: Blocks) -> NetworkSpec:
    """Swap places with the first block or layer that reads it.

    Raises:
        SpecError: None reads it, or it does not exist.
    """
    inside = members(network, unit, blocks)
    layers = explicit(network)
    found = [name for one in inside for name in readers_of(layers, one) if name not in inside]
    if not found:
        raise SpecError(f"a layer that reads '{unit}'", "none, because it is the last layer")
    return move(network, unit, unit_of(found[0], blocks), blocks)


def duplicate(network: NetworkSpec, block: str) -> tuple[NetworkSpec, str]:
    """Insert a copy of a block after it.

    Returns:
        The network, and the name of the copy.

    Raises:
        SpecError: There is no such block, or the network would be too large.
    """
    inside = block_layers(network, block)
    if len(network.layers) + len(inside) > MAX_LAYERS:
        raise SpecError(
            f"a network of at most {MAX_LAYERS} layers", f"{len(inside)} more",
            "Remove a layer first.",
        )  # fmt: skip
    name = _numbered(network, block_name(block))
    blocks = {block: inside}
    first, last = reads_outside(network, inside)[0], last_of(network, block, blocks)
    names = {one: f"{name}{one.removeprefix(block)}" for one in inside}
    if longest := next((one for one in names.values() if len(one) > edits.LONGEST_ID), None):
        raise SpecError(f"names of at most {edits.LONGEST_ID} characters", f"'{longest}'")
    layers = explicit(network)
    copies = [
        layer.changed(
            id=names[layer.id],
            inputs=tuple(last if read == first else names.get(read, read) for read in layer.inputs),
        )
        for layer in layers
        if layer.id in names
    ]
    wanted = [one for one in readers_of(layers, last) if one not in inside]
    return _placed(layers, copies, last, names[last], wanted), name


def rename(network: NetworkSpec, block: str, wanted: str) -> tuple[NetworkSpec, str]:
    """Give a block another name, and with it all its layers.

    Args:
        network: The network.
        block: Its name.
        wanted: The new one, such as `encoder` or `encoder_2`; without a number it gets one.

    Returns:
        The network, and the new name.

    Raises:
        SpecError: There is no such block, or the name is taken or not possible.
    """
    inside = block_layers(network, block)
    if not _WORD.match(wanted):
        raise SpecError(
            "a name of 2 to 16 lowercase letters and underscores, optionally followed by a number",
            repr(wanted[:40]), "Try: encoder.",
        )  # fmt: skip
    taken = {block_prefix(layer.id) for layer in network.layers}
    name = wanted if wanted[-1].isdigit() else _numbered(network, wanted)
    if name in taken:
        raise SpecError("a name that no other block uses", f"'{name}'")
    for layer in inside:
        network = edits.rename(
            network, layer, free_layer_id(network, f"{name}{layer.removeprefix(block)}")
        )
    return network, next(one for one in blocks_of(network) if one == name)


def connect(network: NetworkSpec, source: str, target: str, blocks: Blocks) -> NetworkSpec:
    """Connect a layer, or the first layer of a block, to a layer or the output of a block."""
    return edits.connect(
        network, last_of(network, source, blocks), first_of(network, target, blocks)
    )


def disconnect(network: NetworkSpec, source: str, target: str, blocks: Blocks) -> NetworkSpec:
    """Disconnect a block, or a layer, from a layer outside of it.

    Raises:
        SpecError: It does not read it, or one of its layers reads nothing else.
    """
    found = [
        layer.id
        for layer in explicit(network)
        if layer.id in members(network, target, blocks) and source in layer.inputs
    ]
    for name in found or [target]:
        network = edits.disconnect(network, source, name)
    return network


def _reading(
    network: NetworkSpec,
    inside: tuple[str, ...],
    target: str,
    left: list[LayerSpec],
    wanted: tuple[str, ...],
) -> list[LayerSpec]:
    """Return the layers of a block with the target in place of its first source.

    Its other sources must not depend on its new readers.
    """
    first = reads_outside(network, inside)[0]
    group: list[LayerSpec] = []
    for layer in explicit(network):
        if layer.id not in inside:
            continue
        read: list[str] = []
        for source in layer.inputs:
            if source in inside:
                read.append(source)
            elif source in (first, target):
                read.append(target)
            elif not any(leads_to(left, reader, source) for reader in wanted):
                read.append(source)
        group.append(layer.changed(inputs=tuple(dict.fromkeys(read)) or (target,)))
    return group


def _placed(
    layers: list[LayerSpec],
    group: list[LayerSpec],
    target: str,
    last: str,
    readers: Iterable[str],
) -> NetworkSpec:
    """Insert layers after their target in the order, and before these readers."""
    wanted = frozenset(readers)
    placed = list(group) if target == INPUT else []
    inside = {layer.id for layer in group}
    for layer in layers:
        read = tuple(last if name == target else name for name in layer.inputs)
        placed.append(layer.changed(inputs=read) if layer.id in wanted - inside else layer)
        if layer.id == target:
            placed += group
    return tidy(placed)


def _numbered(network: NetworkSpec, word: str) -> str:
    """Return the name of a new block: its word and the first free number."""
    taken = {block_prefix(layer.id) for layer in network.layers}
    return next(
        f"{word}_{n}" for n in range(1, len(network.layers) + 2) if f"{word}_{n}" not in taken
    )
