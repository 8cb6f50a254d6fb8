"""Layers grouped into a block, which is a common prefix of their ids, and ungrouped again."""

import re
from collections.abc import Sequence

from nnviz.core.blocks.block import block_prefix
from nnviz.core.editing.edits import LONGEST_ID, remove, rename
from nnviz.core.errors import SpecError
from nnviz.core.spec.network import NetworkSpec

_WORD = re.compile(r"[a-z][a-z_]{0,14}[a-z]\Z")


def blocks_of(network: NetworkSpec) -> dict[str, tuple[str, ...]]:
    """Return the ids of the layers of every block by its name.

    A block has two layers or more, and no layer has its name.
    """
    found: dict[str, list[str]] = {}
    for layer in network.layers:
        prefix = block_prefix(layer.id)
        if prefix is not None:
            found.setdefault(prefix, []).append(layer.id)
    taken = {layer.id for layer in network.layers}
    return {
        prefix: tuple(ids) for prefix, ids in found.items() if len(ids) > 1 and prefix not in taken
    }


def fold(network: NetworkSpec, layers: Sequence[str], word: str) -> NetworkSpec:
    """Group several layers into one block; their ids then begin with its name.

    Args:
        network: The network.
        layers: Ids of the layers, two at least.
        word: What the block is called; a number makes it unique.

    Raises:
        SpecError: The layers are too few or not there, or the word is not possible.
    """
    if len(layers) < 2:
        raise SpecError("at least two layers in a block", str(len(layers)))
    if not _WORD.match(word):
        raise SpecError(
            "a name of 2 to 16 lowercase letters and underscores", repr(word[:40]), "Try: block."
        )
    taken = {block_prefix(layer.id) for layer in network.layers}
    number = next(n for n in range(1, len(network.layers) + 2) if f"{word}_{n}" not in taken)
    for layer in layers:
        plain = _plain(layer)
        network = rename(network, layer, free_layer_id(network, f"{word}_{number}_{plain}"))
    return network


def unfold(network: NetworkSpec, block: str) -> NetworkSpec:
    """Ungroup a block: its layers stay where they are, with names of their own.

    Raises:
        SpecError: There is no such block.
    """
    for layer in block_layers(network, block):
        network = rename(network, layer, free_layer_id(network, _plain(layer)))
    return network


def remove_block(network: NetworkSpec, block: str) -> NetworkSpec:
    """Remove all layers of a block.

    Raises:
        SpecError: There is no such block, or the network is nothing else.
    """
    for layer in reversed(block_layers(network, block)):
        network = remove(network, layer)
    return network


def block_layers(network: NetworkSpec, block: str) -> tuple[str, ...]:
    """Return the ids of the layers of a block.

    Raises:
        SpecError: There is no such block.
    """
    found = blocks_of(network)
    if block not in found:
        raise SpecError(f"a block: {', '.join(found) or 'there is none'}", f"'{block[:60]}'")
    return found[block]


def _plain(layer: str) -> str:
    """Return the id of a layer without the name of its block."""
    prefix = block_prefix(layer)
    plain = layer.removeprefix(f"{prefix}_") if prefix else layer
    return plain if plain[:1].isalpha() else f"layer_{plain}"


def free_layer_id(network: NetworkSpec, wanted: str) -> str:
    """Return an id that no layer has: the one wanted, shortened or numbered where it must be."""
    taken = {layer.id for layer in network.layers}
    name, number = wanted[:LONGEST_ID], 1
    while name in taken:
        number += 1
        name = f"{wanted[: LONGEST_ID - 4]}_{number}"
    return name
