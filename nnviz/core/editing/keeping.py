"""Which layers of a changed network already existed before and keep their weights."""

import numpy as np

from nnviz.core.run.run import Weights
from nnviz.core.spec.network import LayerSpec, NetworkSpec

MOST_REMEMBERED = 32_000_000
"""Most bytes of weights of removed layers that a run keeps, in case they come back."""


def renamed(old: NetworkSpec, new: NetworkSpec) -> dict[str, str]:
    """Return the present ids of layers, by their former ids.

    A layer that is gone and one that is new are the same when kind and parameters are equal and
    they read the same layers. Layers that have kept their id are not mentioned.
    """
    gone = {layer.id: layer for layer in old.layers}
    for layer in new.layers:
        gone.pop(layer.id, None)
    known = {layer.id for layer in old.layers}
    found: dict[str, str] = {}
    for index, layer in enumerate(new.layers):
        if layer.id in known:
            continue
        read = _before(new.sources(index), found)
        match = next((name for name, one in gone.items() if _same(one, layer, old, read)), None)
        if match is not None:
            found[match] = layer.id
            del gone[match]
    return found


def _before(sources: tuple[str, ...], found: dict[str, str]) -> tuple[str, ...]:
    """Return the former ids of these layers."""
    earlier = {now: then for then, now in found.items()}
    return tuple(earlier.get(name, name) for name in sources)


def _same(one: LayerSpec, other: LayerSpec, old: NetworkSpec, read: tuple[str, ...]) -> bool:
    alike = one.kind == other.kind and one.params == other.params
    return alike and old.sources_of(one) == read


def carried_over(
    weights: Weights, old: NetworkSpec, new: NetworkSpec, earlier: Weights | None = None
) -> Weights:
    """Return the weights that a changed network may take over, by its own layer ids.

    Args:
        weights: Of the former network.
        old: That network.
        new: The changed one.
        earlier: Weights of layers that were removed before, and may have come back. They do so only
            while the layers that stayed are as they were: between layers that have learned on,
            old weights fit nowhere, and the network would learn worse than with new ones.
    """
    names = renamed(old, new)
    now = {names.get(name, name): arrays for name, arrays in weights.items()}
    gone = {name: arrays for name, arrays in (earlier or {}).items() if name not in now}
    if gone and _learned_on(now, earlier or {}):
        return now
    size = sum(array.nbytes for arrays in gone.values() for array in arrays)
    return {**gone, **now} if size <= MOST_REMEMBERED else now


def _learned_on(now: Weights, earlier: Weights) -> bool:
    """Say whether a layer has other weights now than at the time of the earlier ones."""
    return any(
        not np.array_equal(array, before)
        for name in now.keys() & earlier.keys()
        for array, before in zip(now[name], earlier[name], strict=False)
    )
