"""Shape inference without Keras: output shape, parameters and multiply-adds of every layer.

A shape that cannot work comes back as a ShapeProblem on its layer; nothing is
raised, so that the page can draw the network as far as it goes.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.errors import SpecError
from nnviz.core.shapes.fitting import REMOVE, SEQUENCE, fit
from nnviz.core.shapes.frozen import frozen_layers, is_frozen, with_trainable
from nnviz.core.shapes.network_repairs import every_step, fixed, single_layer, smaller, with_outputs
from nnviz.core.shapes.repair import Repair
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.identity import Itself
from nnviz.core.spec.kinds import Fix, Inference, LayerKind, Misfit, Shape, product, shape_text
from nnviz.core.spec.network import INPUT, LayerSpec, NetworkSpec
from nnviz.core.spec.params import ParamValue, complete
from nnviz.core.spec.unknown_layer import UNKNOWN

MAX_PARAMETERS = 20_000_000
MAX_MACS = 2_000_000_000
MAX_VALUES = 4_000_000
_KEPT = 128
"""Networks whose shapes are kept: those that are looked at just now."""


@dataclass(frozen=True, slots=True)
class LayerShape:
    """The output of one layer; shapes are without the batch axis.

    Attributes:
        input_shape: Shape of the first of what it reads.
        shape: Output shape; None when a problem lies at or before this layer.
        frozen: Whether training leaves the layer as it is.
        known: Whether its parameters are known; if not, it may have more of them.
    """

    id: str
    kind: str
    input_shape: Shape | None
    shape: Shape | None
    parameters: int = 0
    fixed: int = 0
    macs: int = 0
    arithmetic: str = ""
    frozen: bool = False
    known: bool = True


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
    def at_least(self) -> bool:
        """Whether there may be more parameters: those of some layers are not known."""
        return not all(layer.known for layer in self.layers)

    @property
    def fixed(self) -> int:
        """Those of them that training leaves as they are: frozen ones and moving statistics."""
        return sum(layer.fixed for layer in self.layers)

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
    if layer.kind == UNKNOWN.name:
        return UNKNOWN
    if layer.kind not in CATALOGUE:
        near = get_close_matches(layer.kind, CATALOGUE, n=3, cutoff=0.5) or list(CATALOGUE)[:3]
        raise SpecError(
            f"a kind of layer from the catalogue for '{layer.id}', such as {', '.join(near)}",
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

    Whoever asks again about the same object is given the same record: everything on a page that
    follows a slider asks for itself, and it is worked out once.

    Raises:
        SpecError: A kind or parameter is not in the catalogue. Shapes that do not fit are
            no error: they come back as problems.
    """
    return _inferred(Itself(network), signature)


@lru_cache(maxsize=_KEPT)
def _inferred(key: Itself[NetworkSpec], signature: DataSignature) -> NetworkShapes:
    network = key.spec
    layers, misfits = _walk(network, signature)
    problems = [_problem(network, signature, layer, misfit) for layer, misfit in misfits]
    if not problems:
        problems = _unread_problem(network) + _frozen_problem(network, layers)
        problems += _output_problem(network, layers[-1], signature)
        problems += _size_problem(network, layers, signature)
    return NetworkShapes(signature.input_shape, tuple(layers), tuple(problems))


def measure(network: NetworkSpec, signature: DataSignature) -> NetworkShapes:
    """Infer the shapes of a network that is only looked at: whatever its size and its output.

    Raises:
        SpecError: A kind or parameter is not in the catalogue.
    """
    layers, misfits = _walk(network, signature)
    problems = [_problem(network, signature, layer, misfit) for layer, misfit in misfits]
    return NetworkShapes(signature.input_shape, tuple(layers), tuple(problems))


def _walk(
    network: NetworkSpec, signature: DataSignature
) -> tuple[list[LayerShape], list[tuple[LayerSpec, Misfit]]]:
    """Infer layer by layer; also return the layers that refuse what they receive."""
    shapes: dict[str, Shape | None] = {INPUT: signature.input_shape}
    tokens = {INPUT: signature.tokens}
    viewed = {layer.id for layer in network.layers if layer.kind == UNKNOWN.name}
    layers: list[LayerShape] = []
    misfits: list[tuple[LayerSpec, Misfit]] = []
    for index, layer in enumerate(network.layers):
        values = layer_values(layer)
        sources = network.sources(index)
        read = max(tokens[name] for name in sources)
        if layer_kind(layer).takes_tokens and viewed.intersection(sources):
            # What comes out of a layer that is only viewed may well be token numbers.
            read = max(read, 1)
        tokens[layer.id] = read if layer_kind(layer).gives_tokens else 0
        received = tuple(shape for name in sources if (shape := shapes[name]) is not None)
        entry = LayerShape(layer.id, layer.kind, shapes[sources[0]], None, known=False)
        if layer.kind == UNKNOWN.name or len(received) == len(sources):
            outcome = _outcome(layer, values, sources, received, read)
            if isinstance(outcome, Misfit):
                misfits.append((layer, outcome))
            else:
                entry = _entry(layer, received[0] if received else None, outcome)
        shapes[layer.id] = entry.shape
        layers.append(entry)
    return layers, misfits


def _outcome(
    layer: LayerSpec,
    values: dict[str, ParamValue],
    sources: tuple[str, ...],
    received: tuple[Shape, ...],
    tokens: int,
) -> Inference | Misfit:
    """Return what comes out of a layer; of an unknown one whatever it reads."""
    kind = layer_kind(layer)
    if kind is UNKNOWN:
        return kind.made_of(received, values)
    return fit(kind, values, sources, received, tokens)


def _entry(layer: LayerSpec, received: Shape | None, found: Inference) -> LayerShape:
    return LayerShape(
        layer.id,
        layer.kind,
        received,
        found.shape,
        found.parameters,
        found.fixed,
        found.macs,
        found.arithmetic,
        is_frozen(layer),
        found.known,
    )


def _problem(
    network: NetworkSpec, signature: DataSignature, layer: LayerSpec, misfit: Misfit
) -> ShapeProblem:
    """Turn what a kind refused into a problem with whole-network repairs."""
    repairs: list[Repair] = []
    if misfit.expected == SEQUENCE and (repair := every_step(network, layer)):
        repairs.append(repair)
    for fix in misfit.fixes:
        mended = fixed(network, layer, fix)
        if mended is not None and fix.onward:
            mended = _onward(mended, signature, fix)
        if mended is not None:
            repairs.append(Repair(fix.label, mended))
    return ShapeProblem(
        layer.id, misfit.expected, misfit.received, tuple(repairs) or (single_layer(signature),)
    )


def _onward(network: NetworkSpec, signature: DataSignature, fix: Fix) -> NetworkSpec:
    """Make the same fix on every later layer that would now fail in the same way."""
    for _ in network.layers:
        _, misfits = _walk(network, signature)
        layer = next((layer for layer, misfit in misfits if fix in misfit.fixes), None)
        mended = fixed(network, layer, fix) if layer else None
        if mended is None:
            break
        network = mended
    return network


def _unread_problem(network: NetworkSpec) -> list[ShapeProblem]:
    """Check that every layer leads to the output."""
    read = {name for index in range(len(network.layers)) for name in network.sources(index)}
    return [
        ShapeProblem(
            layer.id,
            "every layer except the last to feed another layer",
            f"'{layer.id}', which feeds none",
            (Repair(REMOVE.label, network.replaced(layer.id)),),
        )
        for layer in network.layers[:-1]
        if layer.id not in read
    ]


def _frozen_problem(network: NetworkSpec, layers: list[LayerShape]) -> list[ShapeProblem]:
    """Check that something is left to learn where layers are frozen."""
    held = [layer.id for layer in layers if layer.id in frozen_layers(network)]
    if not held or any(layer.parameters > layer.fixed for layer in layers):
        return []
    last = Repair(f"Unfreeze '{held[-1]}'", with_trainable(network, (held[-1],), value=True))
    every = Repair("Unfreeze all layers", with_trainable(network, held, value=True))
    return [
        ShapeProblem(
            held[-1],
            "at least one layer with trainable weights",
            "a network with nothing left to train",
            (last, every) if len(held) > 1 else (last,),
        )
    ]


def _output_problem(
    network: NetworkSpec, last: LayerShape, signature: DataSignature
) -> list[ShapeProblem]:
    """Check that the last layer outputs what the task requires."""
    if last.shape is None or last.shape == signature.output_shape:
        return []
    repairs = with_outputs(network, signature, last.shape) or (single_layer(signature),)
    plural = "s" if signature.outputs > 1 or signature.places else ""
    expected = f"{shape_text(signature.output_shape)} output{plural} for this data"
    return [ShapeProblem(last.id, expected, shape_text(last.shape), repairs)]


def _size_problem(
    network: NetworkSpec, layers: list[LayerShape], signature: DataSignature
) -> list[ShapeProblem]:
    """Check the limits before anything is built."""
    excess = _excess(layers)
    if excess is None:
        return []
    what, limit, sizes = excess

    def fits(other: NetworkSpec) -> bool:
        found, misfits = _walk(other, signature)
        return not misfits and _excess(found) is None

    repairs = smaller(network, fits)
    return [
        ShapeProblem(
            layers[sizes.index(max(sizes))].id,
            f"a network of at most {limit:,} {what}",
            f"{sum(sizes):,} in total, {max(sizes):,} of them in this layer",
            repairs or (single_layer(signature),),
        )
    ]


def _excess(layers: list[LayerShape]) -> tuple[str, int, list[int]] | None:
    """Return what there is too much of, its limit, and the amount of each layer."""
    checks = (
        ("parameters", MAX_PARAMETERS, [layer.parameters for layer in layers]),
        ("multiply-adds for one example", MAX_MACS, [layer.macs for layer in layers]),
        ("values for one example", MAX_VALUES, [product(layer.shape or ()) for layer in layers]),
    )
    return next((check for check in checks if sum(check[2]) > check[1]), None)
