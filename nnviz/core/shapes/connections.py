"""Which layer reads which, with every link spelled out, so that layers can be moved about."""

from collections.abc import Sequence

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.spec.network import INPUT, LayerSpec, NetworkSpec

MOST_READ = 8
"""Layers that one layer reads at most."""


def explicit(network: NetworkSpec) -> list[LayerSpec]:
    """Return the layers, each with the ids of all that it reads."""
    return [
        layer.changed(inputs=network.sources(index)) for index, layer in enumerate(network.layers)
    ]


def tidy(layers: Sequence[LayerSpec]) -> NetworkSpec:
    """Return the network of layers that name all they read.

    Args:
        layers: In the order wished for. A layer is put off until all that it reads stand before
            it; otherwise the order is kept.

    Returns:
        A network in which a layer that reads the one before it does not say so.
    """
    waiting = list(layers)
    placed: list[LayerSpec] = []
    known = {INPUT}
    while waiting:
        ready = next(layer for layer in waiting if known.issuperset(layer.inputs))
        waiting.remove(ready)
        before = placed[-1].id if placed else INPUT
        placed.append(ready.changed(inputs=()) if ready.inputs == (before,) else ready)
        known.add(ready.id)
    return NetworkSpec(layers=tuple(placed))


def readers_of(layers: Sequence[LayerSpec], source: str) -> tuple[str, ...]:
    """Return the ids of the layers that read a layer, in order; links must be spelled out."""
    return tuple(layer.id for layer in layers if source in layer.inputs)


def leads_to(layers: Sequence[LayerSpec], start: str, end: str) -> bool:
    """Say whether values run from one layer to another, or both are the same.

    Args:
        layers: In topological order, with links spelled out.
        start: Where values begin.
        end: Where they may arrive.
    """
    reached = {start}
    for layer in layers:
        if reached.intersection(layer.inputs):
            reached.add(layer.id)
    return end in reached


def without(layers: Sequence[LayerSpec], layer_id: str) -> list[LayerSpec]:
    """Return the layers without one; what read it reads its sources.

    A layer of a kind that takes fewer inputs than that takes the first ones; nothing is read
    twice.
    """
    sources = next(layer.inputs for layer in layers if layer.id == layer_id)
    left: list[LayerSpec] = []
    for layer in layers:
        if layer_id in layer.inputs:
            read: list[str] = []
            for name in layer.inputs:
                read += sources if name == layer_id else (name,)
            once = tuple(dict.fromkeys(read))
            most = max(CATALOGUE[layer.kind].inputs[1], len(set(layer.inputs)))
            left.append(layer.changed(inputs=once[:most]))
        elif layer.id != layer_id:
            left.append(layer)
    return left
