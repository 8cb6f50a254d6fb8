"""Shape inference without Keras: output shape, parameters and multiply-adds of every layer.

A shape that cannot work comes back as a ShapeProblem on the layer it belongs to; nothing is
raised, so that the page can draw the network as far as it goes.
"""

from dataclasses import dataclass

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.dataset import DataSignature
from nnviz.core.errors import SpecError
from nnviz.core.kinds import Fix, Inference, LayerKind, Misfit, Shape, product, shape_text
from nnviz.core.network import INPUT, LayerSpec, NetworkSpec
from nnviz.core.params import ParamValue, complete
from nnviz.core.repair import Repair

MAX_PARAMETERS = 20_000_000
MAX_MACS = 2_000_000_000
MAX_VALUES = 4_000_000

_AXES = {
    1: "one row of values",
    2: "time \u00d7 features",
    3: "height \u00d7 width \u00d7 channels",
}


@dataclass(frozen=True, slots=True)
class LayerShape:
    """What one layer makes of its input; shapes are without the batch axis.

    Attributes:
        shape: Output shape; None when a problem lies at or before this layer.
    """

    id: str
    kind: str
    input_shape: Shape | None
    shape: Shape | None
    parameters: int = 0
    fixed: int = 0
    macs: int = 0
    arithmetic: str = ""


@dataclass(frozen=True, slots=True)
class ShapeProblem:
    """Why a layer cannot work, in words, with repairs that one click applies."""

    layer: str
    expected: str
    received: str
    repairs: tuple[Repair, ...] = ()

    def __str__(self) -> str:
        return f"Needs {self.expected}, but gets {self.received}."


@dataclass(frozen=True, slots=True)
class NetworkShapes:
    """The shapes of all layers, in the order of the spec, and what does not work."""

    input_shape: Shape
    layers: tuple[LayerShape, ...]
    problems: tuple[ShapeProblem, ...]

    @property
    def parameters(self) -> int:
        """All parameters of the network."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def macs(self) -> int:
        """Multiply-adds for one example."""
        return sum(layer.macs for layer in self.layers)

    def of(self, layer_id: str) -> LayerShape:
        """Return the entry of one layer; KeyError when there is none."""
        for layer in self.layers:
            if layer.id == layer_id:
                return layer
        raise KeyError(layer_id)


def layer_kind(layer: LayerSpec) -> LayerKind:
    """Return the layer's entry in the catalogue.

    Raises:
        SpecError: There is no such kind.
    """
    if layer.kind not in CATALOGUE:
        raise SpecError(
            f"the kind of layer '{layer.id}' to be one of {', '.join(sorted(CATALOGUE))}",
            f"'{layer.kind}'",
        )
    return CATALOGUE[layer.kind]


def layer_values(layer: LayerSpec) -> dict[str, ParamValue]:
    """Return a value for every parameter of the layer, checked.

    Raises:
        SpecError: The kind or a parameter is unknown, or a value is out of range.
    """
    kind = layer_kind(layer)
    return complete(kind.params, layer.params, f"layer '{layer.id}' ({kind.label})")


def infer(network: NetworkSpec, signature: DataSignature) -> NetworkShapes:
    """Infer the shapes of a network on this kind of data.

    Raises:
        SpecError: A kind or parameter is not in the catalogue. Shapes that do not fit are
            no error: they come back as problems.
    """
    shapes: dict[str, Shape | None] = {INPUT: signature.input_shape}
    layers: list[LayerShape] = []
    problems: list[ShapeProblem] = []
    for index, layer in enumerate(network.layers):
        sources = network.sources(index)
        received = shapes[sources[0]]
        entry = LayerShape(layer.id, layer.kind, received, None)
        if received is not None:
            tokens = sources[0] == INPUT and signature.tokens > 0
            outcome = _outcome(layer, sources, received, tokens)
            if isinstance(outcome, Misfit):
                problems.append(_problem(network, layer, outcome))
            else:
                entry = _entry(layer, received, outcome)
        shapes[layer.id] = entry.shape
        layers.append(entry)
    if not problems:
        problems.extend(_output_problem(network, layers[-1], signature))
        problems.extend(_size_problem(network, layers))
    return NetworkShapes(signature.input_shape, tuple(layers), tuple(problems))


def _entry(layer: LayerSpec, received: Shape, found: Inference) -> LayerShape:
    return LayerShape(
        layer.id,
        layer.kind,
        received,
        found.shape,
        found.parameters,
        found.fixed,
        found.macs,
        found.arithmetic,
    )


def _outcome(
    layer: LayerSpec, sources: tuple[str, ...], received: Shape, tokens: bool
) -> Inference | Misfit:
    """Return what a layer makes of what it receives."""
    kind, values = layer_kind(layer), layer_values(layer)
    if len(sources) > 1:
        return Misfit("one input", f"{len(sources)} of them", (Fix("Remove it", remove=True),))
    if tokens and not kind.takes_tokens:
        return Misfit("numbers that can be weighed", "token numbers", (_embed(),))
    if kind.takes_tokens and not tokens:
        return Misfit(
            "token numbers", "measured numbers", (Fix("Remove the embedding", remove=True),)
        )
    if len(received) not in kind.ranks:
        return _rank_misfit(kind, received)
    return kind.infer(received, values)


def _embed() -> Fix:
    return Fix("Put an embedding in front", insert=("embedding", {}))


def _rank_misfit(kind: LayerKind, received: Shape) -> Misfit:
    """Say which axes a kind expects, with the ways to read the input so that it fits."""
    rank = kind.ranks[-1]
    fixes: list[Fix] = []
    if rank == 1:
        fixes.append(Fix("Flatten it first", insert=("flatten", {})))
    elif rank == 2 and len(received) == 3:
        rows: Shape = (received[0], received[1] * received[2])
        fixes.append(Fix("Read the picture row by row", insert=("reshape", {"target_shape": rows})))
    elif rank == 2:
        column: Shape = (received[0], 1)
        fixes.append(
            Fix("Read the values one after another", insert=("reshape", {"target_shape": column}))
        )
    elif len(received) == 2:
        flat: Shape = (*received, 1)
        fixes.append(Fix("Read it as a picture", insert=("reshape", {"target_shape": flat})))
    fixes.append(Fix("Remove this layer", remove=True))
    return Misfit(_AXES[rank], shape_text(received), tuple(fixes))


def _problem(network: NetworkSpec, layer: LayerSpec, misfit: Misfit) -> ShapeProblem:
    """Turn what a kind refused into a problem with whole-network repairs."""
    repairs = [_repair(network, layer, fix) for fix in misfit.fixes]
    if sequence := _sequence_repair(network, layer):
        repairs.insert(0, sequence)
    return ShapeProblem(
        layer.id, misfit.expected, misfit.received, tuple(r for r in repairs if r is not None)
    )


def _repair(network: NetworkSpec, layer: LayerSpec, fix: Fix) -> Repair | None:
    if fix.values is not None:
        mended = layer.changed(params={**layer.params, **fix.values})
        return Repair(fix.label, network.replaced(layer.id, mended))
    if fix.insert is not None:
        kind, values = fix.insert
        new_id = _free_id(network, kind)
        front = LayerSpec(id=new_id, kind=kind, params=values, inputs=layer.inputs)
        behind = layer.changed(inputs=(new_id,) if layer.inputs else ())
        return Repair(fix.label, network.replaced(layer.id, front, behind))
    if len(network.layers) > 1 and not any(layer.id in other.inputs for other in network.layers):
        return Repair(fix.label, network.replaced(layer.id))
    return None


def _sequence_repair(network: NetworkSpec, layer: LayerSpec) -> Repair | None:
    """Offer to let the recurrent layer in front report at every step."""
    index = network.layers.index(layer)
    source = network.sources(index)[0]
    if source == INPUT or CATALOGUE[layer.kind].ranks != (2,):
        return None
    front = network.layer(source)
    if not any(param.name == "return_sequences" for param in layer_kind(front).params):
        return None
    mended = front.changed(params={**front.params, "return_sequences": True})
    return Repair(f"Let '{source}' report at every step", network.replaced(source, mended))


def _free_id(network: NetworkSpec, kind: str) -> str:
    taken = {layer.id for layer in network.layers}
    number = 1
    while f"{kind}_{number}" in taken:
        number += 1
    return f"{kind}_{number}"


def _output_problem(
    network: NetworkSpec, last: LayerShape, signature: DataSignature
) -> list[ShapeProblem]:
    """Check that the last layer gives what the task asks for."""
    wanted = (signature.outputs,)
    if last.shape is None or last.shape == wanted:
        return []
    layer = network.layers[-1]
    repairs: list[Repair] = []
    if len(last.shape) > 1:
        flat = LayerSpec(id=_free_id(network, "flatten"), kind="flatten", inputs=layer.inputs)
        mended = layer.changed(inputs=(flat.id,) if layer.inputs else ())
        repairs.append(Repair("Flatten it first", network.replaced(layer.id, flat, mended)))
    elif layer.kind == "dense":
        mended = layer.changed(params={**layer.params, "units": signature.outputs})
        repairs.append(
            Repair(f"Give it {signature.outputs} units", network.replaced(layer.id, mended))
        )
    return [
        ShapeProblem(
            last.id,
            f"{signature.outputs} output{'s' if signature.outputs > 1 else ''} for this data",
            shape_text(last.shape),
            tuple(repairs),
        )
    ]


def _size_problem(network: NetworkSpec, layers: list[LayerShape]) -> list[ShapeProblem]:
    """Check the limits before anything is built."""
    checks = (
        ("parameters", MAX_PARAMETERS, [layer.parameters for layer in layers]),
        ("multiply-adds for one example", MAX_MACS, [layer.macs for layer in layers]),
        ("values for one example", MAX_VALUES, [product(layer.shape or ()) for layer in layers]),
    )
    for what, limit, sizes in checks:
        if sum(sizes) > limit:
            largest = layers[sizes.index(max(sizes))]
            repairs = _smaller(network, network.layer(largest.id))
            return [
                ShapeProblem(
                    largest.id,
                    f"a network of at most {limit:,} {what}",
                    f"{sum(sizes):,} in all, {max(sizes):,} of them here",
                    repairs,
                )
            ]
    return []


def _smaller(network: NetworkSpec, layer: LayerSpec) -> tuple[Repair, ...]:
    """Offer a quarter of the units."""
    name = layer_kind(layer).units
    if name is None or layer is network.layers[-1]:
        return ()
    size = layer_values(layer)[name]
    fewer = max(1, int(size) // 4) if isinstance(size, int) else 1
    mended = layer.changed(params={**layer.params, name: fewer})
    return (Repair(f"Use {fewer} instead of {size}", network.replaced(layer.id, mended)),)
