"""Edits of a network's graph: each returns a new valid network, or says why it cannot.

An edit may leave shapes that do not fit and layers without readers: `core.shapes.shapes` finds
those and offers repairs. What an edit never leaves is a cycle, a name used twice or a layer without
input. A layer keeps its id wherever it goes, and with it what it has learned.
"""

import re
from collections.abc import Iterable, Mapping

from nnviz.core.errors import SpecError
from nnviz.core.shapes.connections import MOST_READ, explicit, leads_to, readers_of, tidy, without
from nnviz.core.shapes.shapes import layer_kind, layer_values
from nnviz.core.spec.network import INPUT, MAX_LAYERS, LayerSpec, NetworkSpec
from nnviz.core.spec.params import ParamValue

LONGEST_ID = 40
"""Most characters in the id of a layer."""
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")


def free_id(network: NetworkSpec, kind: str) -> str:
    """Return the id that a new layer of this kind gets: its kind and the first free number."""
    taken = {layer.id for layer in network.layers}
    number = 1
    while f"{kind}_{number}" in taken:
        number += 1
    return f"{kind}_{number}"


def insert_after(
    network: NetworkSpec,
    target: str,
    kind: str,
    params: Mapping[str, ParamValue] | None = None,
    *,
    readers: Iterable[str] | None = None,
) -> NetworkSpec:
    """Insert a new layer after another one, or after the input.

    A kind that needs two inputs (an addition, for example) also reads what the target reads, so
    that a shortcut around the target results.

    Args:
        network: The network.
        target: Id of the layer that the new one reads; `input` for the network's input.
        kind: Kind of the new layer, whose id is `free_id(network, kind)`.
        params: Its parameters, where they are not the defaults.
        readers: Which of the target's readers read the new layer instead; None is all of them.

    Raises:
        SpecError: There is no such layer, kind or parameter, or the network is full.
    """
    _require(network, target, or_input=True)
    _require_room(network)
    new = LayerSpec(id=free_id(network, kind), kind=kind, params=dict(params or {}))
    read = (target, *_second_source(network, target, layer_kind(new).inputs[0]))
    layer_values(new)
    return _put(explicit(network), new.changed(inputs=read), target, readers)


def duplicate(network: NetworkSpec, layer_id: str) -> NetworkSpec:
    """Insert a copy of a layer, with its parameters, after it.

    Raises:
        SpecError: There is no such layer, or the network is full.
    """
    layer = _require(network, layer_id)
    return insert_after(network, layer_id, layer.kind, layer.params)


def remove(network: NetworkSpec, layer_id: str) -> NetworkSpec:
    """Remove a layer; its readers then read its sources, or only the first if they take one input.

    Raises:
        SpecError: There is no such layer, or it is the only one.
    """
    _require(network, layer_id)
    if len(network.layers) == 1:
        raise SpecError("at least one layer in a network", "none", "Add another layer first.")
    return tidy(without(explicit(network), layer_id))


def move(
    network: NetworkSpec, layer_id: str, after: str, *, readers: Iterable[str] | None = None
) -> NetworkSpec:
    """Move a layer, with its parameters, so that it follows another one.

    Args:
        network: The network.
        layer_id: The layer.
        after: Id of the layer that it reads from now on, or `input`.
        readers: Which of that layer's readers read it from now on; None is all of them.

    Raises:
        SpecError: There is no such layer, or it stands there already.
    """
    layer = _require(network, layer_id)
    _require(network, after, or_input=True)
    if after == layer_id:
        raise SpecError(f"another layer to place '{layer_id}' after", "itself")
    old = network.sources_of(layer)
    left = without(explicit(network), layer_id)
    wanted = readers_of(left, after) if readers is None else tuple(readers)
    # Its other sources must not depend on its new readers.
    further = [
        source
        for source in old[1:]
        if source != after and not any(leads_to(left, reader, source) for reader in wanted)
    ]
    moved = _put(left, layer.changed(inputs=(after, *further)), after, wanted)
    if moved == tidy(explicit(network)):
        raise SpecError(f"a new position for '{layer_id}'", f"its present one, after '{after}'")
    return moved


def move_up(network: NetworkSpec, layer_id: str) -> NetworkSpec:
    """Swap places with the layer that is read first.

    Raises:
        SpecError: There is no such layer, or it reads the input.
    """
    source = _first_source(network, layer_id)
    if source == INPUT:
        raise SpecError(f"a layer before '{layer_id}'", "only the input")
    return move(network, layer_id, _first_source(network, source), readers=(source,))


def move_down(network: NetworkSpec, layer_id: str) -> NetworkSpec:
    """Swap places with the first layer that reads it.

    Raises:
        SpecError: There is no such layer, or none reads it.
    """
    _require(network, layer_id)
    found = readers_of(explicit(network), layer_id)
    if not found:
        raise SpecError(f"a layer that reads '{layer_id}'", "none, because it is the last layer")
    return move(network, layer_id, found[0])


def connect(network: NetworkSpec, source: str, target: str) -> NetworkSpec:
    """Connect a layer to one more layer, or to the input.

    Raises:
        SpecError: There is no such layer, it reads that one already, reads as many as it may, or
            would come to depend on itself.
    """
    _require(network, source, or_input=True)
    layer = _require(network, target)
    read = network.sources_of(layer)
    if source in read:
        raise SpecError(f"a layer that '{target}' does not read yet", f"'{source}'")
    if len(read) >= MOST_READ:
        raise SpecError(f"at most {MOST_READ} inputs of '{target}'", "one more")
    layers = explicit(network)
    if source == target or leads_to(layers, target, source):
        raise SpecError(
            f"a layer that does not depend on '{target}'",
            f"'{source}', which does",
            "Values flow one way through a network: connect an earlier layer to a later one.",
        )
    return tidy([_reading(one, (*read, source)) if one.id == target else one for one in layers])


def disconnect(network: NetworkSpec, source: str, target: str) -> NetworkSpec:
    """Disconnect a layer from one of its sources.

    Raises:
        SpecError: There is no such layer, it does not read that one, or nothing else.
    """
    layer = _require(network, target)
    read = network.sources_of(layer)
    if source not in read:
        raise SpecError(f"one of the inputs of '{target}': {', '.join(read)}", f"'{source}'")
    left = tuple(name for name in read if name != source)
    if not left:
        raise SpecError(
            f"at least one input of '{target}'",
            "none",
            "Connect it to another layer first, or remove it.",
        )
    layers = explicit(network)
    return tidy([_reading(one, left) if one.id == target else one for one in layers])


def rename(network: NetworkSpec, layer_id: str, new_id: str) -> NetworkSpec:
    """Give a layer another id.

    Raises:
        SpecError: There is no such layer, or the name is taken or not possible.
    """
    _require(network, layer_id)
    taken = {INPUT, *(layer.id for layer in network.layers)} - {layer_id}
    if not _ID.match(new_id):
        raise SpecError(
            "a name of at most 40 lowercase letters, digits and underscores, starting with a "
            "letter",
            repr(new_id[:60]),
        )
    if new_id in taken:
        raise SpecError("a name that no other layer uses", f"'{new_id}'")
    names = {layer_id: new_id}
    return NetworkSpec(
        layers=tuple(
            layer.changed(
                id=names.get(layer.id, layer.id),
                inputs=tuple(names.get(name, name) for name in layer.inputs),
            )
            for layer in network.layers
        )
    )


def change_param(network: NetworkSpec, layer_id: str, name: str, value: ParamValue) -> NetworkSpec:
    """Set one parameter of a layer; one at its default is left out.

    Raises:
        SpecError: There is no such layer or parameter, or the value is out of range.
    """
    layer = _require(network, layer_id)
    params = {**layer.params, name: value}
    checked = layer_values(layer.model_copy(update={"params": params}))[name]
    default = next(param.default for param in layer_kind(layer).params if param.name == name)
    kept = {key: old for key, old in layer.params.items() if key != name}
    if checked != default:
        kept[name] = checked
    return network.replaced(layer_id, layer.changed(params=kept))


def _put(
    layers: list[LayerSpec], new: LayerSpec, target: str, readers: Iterable[str] | None
) -> NetworkSpec:
    """Insert a layer after its target in the order, and before these readers."""
    chosen = set(readers_of(layers, target) if readers is None else readers)
    placed: list[LayerSpec] = [] if target != INPUT else [new]
    for layer in layers:
        if layer.id in chosen:
            read = tuple(new.id if name == target else name for name in layer.inputs)
            placed.append(layer.changed(inputs=read))
        else:
            placed.append(layer)
        if layer.id == target:
            placed.append(new)
    return tidy(placed)


def _reading(layer: LayerSpec, read: tuple[str, ...]) -> LayerSpec:
    return layer.changed(inputs=read)


def _second_source(network: NetworkSpec, target: str, fewest: int) -> tuple[str, ...]:
    """Return what a layer after the target reads too, when its kind needs several inputs."""
    if fewest < 2 or target == INPUT:
        return ()
    return (_first_source(network, target),)


def _first_source(network: NetworkSpec, layer_id: str) -> str:
    return network.sources_of(_require(network, layer_id))[0]


def _require(network: NetworkSpec, layer_id: str, *, or_input: bool = False) -> LayerSpec:
    """Return a layer of the network; the input, where it is allowed, counts as the first one."""
    if or_input and layer_id == INPUT:
        return network.layers[0]
    try:
        return network.layer(layer_id)
    except KeyError:
        raise SpecError("a layer of this network", f"'{layer_id[:60]}', which is not one") from None


def _require_room(network: NetworkSpec) -> None:
    if len(network.layers) >= MAX_LAYERS:
        raise SpecError(
            f"a network of at most {MAX_LAYERS} layers", "one more", "Remove a layer first."
        )
