"""What a fix of one layer does to the whole network: every repair is a network that parses."""

from collections.abc import Callable

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.shapes.repair import Repair
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.kinds import Fix, LayerKind, Shape, Values, product, shape_text
from nnviz.core.spec.network import INPUT, MAX_LAYERS, LayerSpec, NetworkSpec

_SHAPE_KEEPING = ("activation", "batch_normalization", "layer_normalization", "dropout")
_DIVISORS = tuple(2**power for power in range(1, 13))


def fixed(network: NetworkSpec, layer: LayerSpec, fix: Fix) -> NetworkSpec | None:
    """Return the network with one fix made.

    Args:
        network: The network.
        layer: The layer of it that refused its input.
        fix: What its kind proposes.

    Returns:
        None where the fix is not possible: the network is as large as it may be, or the layer
        is the only one.
    """
    if fix.values is not None:
        return with_values(network, layer, fix.values)
    if fix.inputs is not None:
        return network.replaced(layer.id, layer.changed(inputs=fix.inputs))
    if fix.insert is not None:
        return _inserted(network, layer, *fix.insert)
    return _without(network, layer)


def with_values(network: NetworkSpec, layer: LayerSpec, values: Values) -> NetworkSpec:
    """Return the network with some parameters of one layer set."""
    return network.replaced(layer.id, layer.changed(params={**layer.params, **values}))


def _inserted(
    network: NetworkSpec, layer: LayerSpec, kind: str, values: Values
) -> NetworkSpec | None:
    """Insert a layer before this one; an existing reshape there is changed instead.

    A merging layer reads all that the layer after it has read.
    """
    sources = network.sources_of(layer)
    source = INPUT if kind == "embedding" else sources[0]
    if kind == "reshape" and source != INPUT and network.layer(source).kind == kind:
        readers = [i for i in range(len(network.layers)) if source in network.sources(i)]
        if len(readers) == 1:
            return with_values(network, network.layer(source), values)
    if len(network.layers) >= MAX_LAYERS:
        return None
    if CATALOGUE[kind].category == "merge":
        merge = LayerSpec(id=_free_id(network, kind), kind=kind, params=values, inputs=sources)
        return network.replaced(layer.id, merge, layer.changed(inputs=()))
    reading = (source,) if layer.inputs else ()
    front = LayerSpec(id=_free_id(network, kind), kind=kind, params=values, inputs=reading)
    read = tuple(front.id if name == source else name for name in layer.inputs)
    behind = layer.changed(inputs=read)
    return network.replaced(layer.id, front, behind)


def _without(network: NetworkSpec, layer: LayerSpec) -> NetworkSpec | None:
    """Take a layer out, with what belonged to it; who read that reads its first source instead."""
    source = network.sources_of(layer)[0]
    gone = {layer.id, *_belonging(network, layer)}
    if len(gone) == len(network.layers):
        return None
    explicit = any(network.layer(name).inputs for name in gone)
    left: list[LayerSpec] = []
    for index, other in enumerate(network.layers):
        sources = network.sources(index)
        if gone.intersection(sources) and (other.inputs or explicit):
            read = tuple(source if name in gone else name for name in sources)
            left.append(other.changed(inputs=read))
        else:
            left.append(other)
    return NetworkSpec(layers=tuple(other for other in left if other.id not in gone))


def _belonging(network: NetworkSpec, layer: LayerSpec) -> list[str]:
    """Return the layers that only make sense after this one, in order.

    After a layer of units these are normalizations, activations, dropout, and after a
    convolution the pooling, as long as each reads only the one before and is its only reader.
    """
    kind = _kind(layer)
    allowed = set(_SHAPE_KEEPING if kind.units else ())
    if kind.category == "convolution" and kind.units:
        allowed |= {name for name in CATALOGUE if "_pooling" in name and "global" not in name}
    found = [layer.id]
    while True:
        readers = [i for i in range(len(network.layers)) if found[-1] in network.sources(i)]
        if len(readers) != 1 or network.sources(readers[0]) != (found[-1],):
            return found[1:]
        follower = network.layers[readers[0]]
        if follower.kind not in allowed:
            return found[1:]
        found.append(follower.id)


def every_step(network: NetworkSpec, layer: LayerSpec) -> Repair | None:
    """Let the recurrent layer in front report at every step, where it reports only the last.

    Args:
        network: The network.
        layer: A layer that expects `(time, features)` and got one row of values.

    Returns:
        None when what is in front, apart from layers that keep the shape, is not recurrent.
    """
    front = layer
    while True:
        source = network.sources_of(front)[0]
        if source == INPUT:
            return None
        front = network.layer(source)
        if front.kind not in _SHAPE_KEEPING:
            break
    if CATALOGUE[front.kind].category != "recurrent":
        return None
    mended = with_values(network, front, {"return_sequences": True})
    return Repair(f"Let '{front.id}' return its whole sequence", mended)


def with_outputs(
    network: NetworkSpec, signature: DataSignature, shape: Shape
) -> tuple[Repair, ...]:
    """Make the last layer output what the task requires.

    Args:
        network: A network whose layers all fit, but not its output.
        signature: The data.
        shape: What the last layer gives.

    Returns:
        One repair; none when the network is as large as it may be.
    """
    layer, rank = network.layers[-1], len(shape)
    if signature.places:
        return _at_places(network, signature, shape)
    if layer.kind == "dense" and rank > 1:
        flat = _inserted(network, layer, "flatten", {})
        return () if flat is None else (Repair("Flatten it first", flat),)
    if layer.kind == "dense":
        count = signature.outputs
        label = f"Give it {count} unit{'s' if count > 1 else ''}"
        return (Repair(label, with_values(network, layer, {"units": count})),)
    added = [LayerSpec(id=_free_id(network, "flatten"), kind="flatten")] if rank > 1 else []
    if len(network.layers) + len(added) >= MAX_LAYERS:
        return ()
    output = _output(_free_id(network, "output"), signature)
    whole = NetworkSpec(layers=(*network.layers, *added, output))
    return (Repair("Add an output layer", whole),)


def _at_places(network: NetworkSpec, signature: DataSignature, shape: Shape) -> tuple[Repair, ...]:
    """Make the last layer output a prediction at every position."""
    layer, count = network.layers[-1], signature.outputs
    if shape[:-1] == signature.places and layer.kind == "dense":
        label = f"Give it {count} unit{'s' if count > 1 else ''}"
        return (Repair(label, with_values(network, layer, {"units": count})),)
    added: list[LayerSpec] = []
    if shape[:-1] == signature.places:
        added = [_output(_free_id(network, "output"), signature)]
    elif product(shape) == product(signature.output_shape):
        added = [_in_places(_free_id(network, "reshape"), signature)]
    else:
        if len(shape) > 1:
            added = [LayerSpec(id=_free_id(network, "flatten"), kind="flatten")]
        added += [
            _output(_free_id(network, "output"), signature, flat=True),
            _in_places(_free_id(network, "reshape"), signature),
        ]
    if len(network.layers) + len(added) > MAX_LAYERS:
        return ()
    whole = NetworkSpec(layers=(*network.layers, *added))
    return (Repair(f"End with {shape_text(signature.output_shape)} outputs", whole),)


def _in_places(layer_id: str, signature: DataSignature) -> LayerSpec:
    """Return the layer that reshapes a row of outputs to predictions at positions."""
    params: Values = {"target_shape": signature.output_shape}
    return LayerSpec(id=layer_id, kind="reshape", params=params)


def single_layer(signature: DataSignature) -> Repair:
    """Return the repair that always works: the smallest network for these data."""
    layers: list[LayerSpec] = []
    if signature.tokens:
        values: Values = {"input_dim": signature.tokens}
        layers.append(LayerSpec(id="embedding_1", kind="embedding", params=values))
    if signature.tokens or len(signature.input_shape) > 1:
        layers.append(LayerSpec(id="flatten_1", kind="flatten"))
    layers.append(_output("output", signature, flat=True))
    if signature.places:
        layers.append(_in_places("places", signature))
    whole = NetworkSpec(layers=tuple(layers))
    return Repair("Start again with only an output layer", whole)


def smaller(network: NetworkSpec, fits: Callable[[NetworkSpec], bool]) -> tuple[Repair, ...]:
    """Offer fewer units: in the one layer where least is lost, and in all layers alike.

    Args:
        network: A network that is too large.
        fits: Whether another network is small enough, and still fits together.

    Returns:
        Up to two repairs that give a network that fits.
    """
    sized = [
        (layer, name, size)
        for layer in network.layers[:-1]
        if (name := _kind(layer).units) and (size := _size(layer, name)) > 1
    ]
    sized.sort(key=lambda entry: -entry[2])
    repairs = [_one_smaller(network, sized, fits), _all_smaller(network, sized, fits)]
    return tuple(repair for repair in repairs if repair is not None)


def _one_smaller(
    network: NetworkSpec,
    sized: list[tuple[LayerSpec, str, int]],
    fits: Callable[[NetworkSpec], bool],
) -> Repair | None:
    for divisor in _DIVISORS:
        for layer, name, size in sized:
            fewer = size // divisor
            if fewer and fits(mended := with_values(network, layer, {name: fewer})):
                return Repair(f"Use {fewer} instead of {size} in '{layer.id}'", mended)
    return None


def _all_smaller(
    network: NetworkSpec,
    sized: list[tuple[LayerSpec, str, int]],
    fits: Callable[[NetworkSpec], bool],
) -> Repair | None:
    for divisor in _DIVISORS:
        mended = network
        for layer, name, size in sized:
            mended = with_values(mended, layer, {name: max(1, size // divisor)})
        if fits(mended):
            return Repair(f"Divide the units of every layer by {divisor}", mended)
    return None


def _kind(layer: LayerSpec) -> LayerKind:
    return CATALOGUE[layer.kind]


def _size(layer: LayerSpec, name: str) -> int:
    default = next(param.default for param in _kind(layer).params if param.name == name)
    value = layer.value(name, default)
    return int(value) if isinstance(value, int | float) else 1


def _output(layer_id: str, signature: DataSignature, *, flat: bool = False) -> LayerSpec:
    """Return the output layer; `flat` gives all positions in one row, which is no softmax yet."""
    activation = {"binary": "sigmoid", "multiclass": "softmax", "regression": "linear"}[
        signature.task
    ]
    if flat and signature.places:
        activation = "linear" if activation == "softmax" else activation
        units = product(signature.output_shape)
    else:
        units = signature.outputs
    values: Values = {"units": units, "activation": activation}
    return LayerSpec(id=layer_id, kind="dense", params=values)


def _free_id(network: NetworkSpec, kind: str) -> str:
    taken = {layer.id for layer in network.layers}
    number = 1
    while f"{kind}_{number}" in taken:
        number += 1
    return f"{kind}_{number}"
