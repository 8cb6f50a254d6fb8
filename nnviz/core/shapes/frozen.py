"""Frozen layers: those whose weights training leaves as they are."""

from collections.abc import Iterable

from nnviz.core.catalogue.rules.shared_params import TRAINABLE
from nnviz.core.spec.network import LayerSpec, NetworkSpec

_OF_LAYERS = ("multi_head_attention", "group_query_attention")
"""Kinds that Keras makes of layers, which do not hear what the whole is told when it is made."""


def is_frozen(layer: LayerSpec) -> bool:
    """Say whether a layer is frozen."""
    return layer.params.get(TRAINABLE.name) is False


def frozen_layers(network: NetworkSpec) -> tuple[str, ...]:
    """Return the ids of all frozen layers."""
    return tuple(layer.id for layer in network.layers if is_frozen(layer))


def frozen_inside(network: NetworkSpec) -> tuple[str, ...]:
    """Return the ids of those to be set again once the model exists."""
    held = (layer for layer in network.layers if is_frozen(layer))
    return tuple(layer.id for layer in held if layer.kind in _OF_LAYERS)


def with_trainable(network: NetworkSpec, layers: Iterable[str], *, value: bool) -> NetworkSpec:
    """Return the network with some layers frozen (`value` false) or learning again.

    Args:
        network: Any.
        layers: Ids of layers that can be frozen; ids that the network does not have count for
            nothing.
        value: Whether they are trained.
    """
    chosen = {*layers}
    changed = [_told(layer, value) if layer.id in chosen else layer for layer in network.layers]
    return NetworkSpec(layers=tuple(changed))


def _told(layer: LayerSpec, value: bool) -> LayerSpec:
    kept = {name: one for name, one in layer.params.items() if name != TRAINABLE.name}
    return layer.changed(params=kept if value else {**kept, TRAINABLE.name: False})
