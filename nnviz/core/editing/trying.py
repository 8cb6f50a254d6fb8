"""One layer or block tried on an input shape: what comes out, what does not fit, and its code."""

from collections.abc import Mapping
from dataclasses import dataclass

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.code.custom_layers import own_layer_source
from nnviz.core.code.keras_calls import OWN, KerasCall, layer_call, layer_use
from nnviz.core.shapes.fitting import fit
from nnviz.core.shapes.shapes import layer_kind, layer_values
from nnviz.core.spec.kinds import Fix, Inference, LayerKind, Misfit, Shape, product, shape_text
from nnviz.core.spec.network import INPUT, LayerSpec, NetworkSpec
from nnviz.core.spec.params import ParamValue

SHAPES: Mapping[int, Shape] = {
    1: (8,), 2: (12, 4), 3: (16, 16, 3), 4: (8, 12, 12, 2), 5: (4, 6, 8, 8, 1),
}  # fmt: skip
"""The initial input, by rank."""
_TOKENS = (12,)
_FIRST: Mapping[str, tuple[Shape, ...]] = {
    "tree_words": ((10,),), "tree_merges": ((10,),), "tree_composition": ((4, 8), (3, 2)),
    "real_or_made": ((2,), (5,)), "pair_distance": ((2, 8),), "mixture": ((2,), (4,), (4,)),
}  # fmt: skip
"""Initial inputs for kinds that need particular ones."""
_UNSAID = ("name", "seed", "kernel_initializer", "recurrent_initializer",
           "embeddings_initializer", "depthwise_initializer", "pointwise_initializer")  # fmt: skip
"""Arguments that a line to copy omits where they are the usual ones."""
_USUAL = ("GlorotUniform", "Orthogonal", "RandomUniform")


@dataclass(frozen=True, slots=True)
class Remedy:
    """A way to make a layer fit.

    Attributes:
        label: What the button says.
        values: Parameters to set.
        shapes: Inputs to use instead; empty for the same.
    """

    label: str
    values: Mapping[str, ParamValue]
    shapes: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """The output of a layer for its inputs, or why there is none, with ways to fix that."""

    kind: LayerKind
    shapes: tuple[Shape, ...]
    outcome: Inference | Misfit
    remedies: tuple[Remedy, ...] = ()


def first_shapes(kind: LayerKind) -> tuple[Shape, ...]:
    """Return the initial inputs to try a kind on, as few as it reads."""
    if kind.name in _FIRST:
        return _FIRST[kind.name]
    rank = next((rank for rank in (1, 2, 3, 4, 5) if rank in kind.ranks), 1)
    if kind.name in ("permute", "spatial_dropout1d"):
        rank = 2
    shape = _TOKENS if kind.takes_tokens else SHAPES[rank]
    return (shape,) * kind.inputs[0]


def first_values(kind: LayerKind) -> dict[str, ParamValue]:
    """Return parameters that fit `first_shapes`: the defaults, unless they depend on a shape."""
    if kind.name == "reshape":
        return {"target_shape": (2, 4)}
    return {}


def try_layer(kind: LayerKind, shapes: tuple[Shape, ...], given: Mapping[str, ParamValue]) -> Trial:
    """Try a layer on inputs of these shapes, without the batch axis.

    Raises:
        SpecError: A parameter is out of range.
    """
    values = layer_values(LayerSpec(id="tried", kind=kind.name, params=dict(given)))
    vocabulary = values.get("input_dim", values.get("num_tokens"))
    known = vocabulary if isinstance(vocabulary, int) else 1
    tokens = known if kind.takes_tokens else 0
    sources = (INPUT,) if tokens else tuple(f"input_{n}" for n, _ in enumerate(shapes, 1))
    first = shapes[0]
    outcome = fit(kind, values, sources, shapes, tokens)
    if isinstance(outcome, Inference):
        return Trial(kind, shapes, outcome)
    found = [remedy for fix in outcome.fixes if (remedy := _remedy(fix, shapes))]
    if len(set(shapes)) > 1:
        text = f"Give all inputs the shape {shape_text(first)}"
        found.append(Remedy(text, {}, (first,) * len(shapes)))
    if not found:
        found.append(Remedy("Start again", first_values(kind), first_shapes(kind)))
    return Trial(kind, shapes, outcome, tuple(found))


def _remedy(fix: Fix, shapes: tuple[Shape, ...]) -> Remedy | None:
    """Return what a fix means for a single layer, which cannot be removed."""
    if fix.values is not None:
        return Remedy(fix.label, fix.values)
    if fix.insert is None or shapes[1:]:
        return None
    kind, values = fix.insert
    if kind == "flatten":
        return Remedy(fix.label, {}, ((product(shapes[0]),),))
    target = values.get("target_shape")
    if not isinstance(target, tuple) or not target:
        return None
    return Remedy(fix.label, {}, (tuple(int(size) for size in target),))


def code_line(kind: LayerKind, given: Mapping[str, ParamValue], inputs: int) -> str:
    """Return one line of Keras that makes the layer and calls it, usual settings left out.

    Where Keras does not have the layer, its class comes first.
    """
    names = ("x",) if inputs == 1 else ("a", "b", "c", "d", "e", "f", "g", "h")[:inputs]
    own = f"{own_layer_source(kind.keras_name)}\n\n\n" if kind.own else ""
    return own + _written("y", LayerSpec(id="tried", kind=kind.name, params=dict(given)), names)


def code_lines(network: NetworkSpec) -> str:
    """Return Keras code of all layers of a network, one variable a layer, usual settings left out.

    The variable of the input is `inputs`.
    """
    named = {INPUT: "inputs", **{layer.id: f"{layer.id}_" for layer in network.layers}}
    lines = [
        _written(named[layer.id], layer, tuple(named[name] for name in network.sources(index)))
        for index, layer in enumerate(network.layers)
    ]
    return "\n".join(lines)


def _written(result: str, layer: LayerSpec, names: tuple[str, ...]) -> str:
    given, keywords = layer_use(layer, names)
    read = [f"[{', '.join(one)}]" if isinstance(one, list) else one for one in given]
    read += [f"{name}={value!r}" for name, value in keywords.items()]
    call = _short(layer_call(layer, 0, 0), layer_kind(layer))
    return f"{result} = {call.source()}({', '.join(read)})"


def _short(call: KerasCall, kind: LayerKind) -> KerasCall:
    """Omit from a call what Keras does by default, as well as names and seeds."""
    defaults = {param.name: param.default for param in kind.params}
    kept: dict[str, ParamValue | KerasCall] = {}
    for name, value in call.arguments.items():
        usual = not isinstance(value, KerasCall) or value.target.endswith(_USUAL)
        if name in _UNSAID and usual and not (kind.own and name == "seed"):
            continue
        if name == "activation" and value == "linear" and defaults.get(name) == "linear":
            continue
        kept[name] = _short(value, kind) if isinstance(value, KerasCall) else value
    # Keras has the wrapper that ours is derived from.
    target = call.target if kind.own else call.target.replace(OWN, "layers.")
    return KerasCall(target, kept)


def kinds_found(query: str, category: str) -> list[str]:
    """Return the names of kinds of a category that have a text in their names or sentence.

    Args:
        query: What was typed; nothing finds all.
        category: A category of the catalogue; empty for all.
    """
    wanted = query.lower().split()
    return [
        name
        for name, kind in CATALOGUE.items()
        if category in ("", kind.category) and all(word in _spoken(kind) for word in wanted)
    ]


def _spoken(kind: LayerKind) -> str:
    return f"{kind.name} {kind.label} {kind.keras_name} {kind.wrapper} {kind.sentence}".lower()
