"""Layers in plain form, as one types them, to a network that fits its data."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.errors import SpecError
from nnviz.core.plan.plan import StackPlan, adapted, network_of
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.experiment import Loss
from nnviz.core.spec.kinds import Shape
from nnviz.core.spec.network import LayerSpec, NetworkSpec

Plain = int | str | tuple[str, Mapping[str, Any]] | Mapping[str, Any]
"""One layer: units of a dense one, a kind, a kind with parameters, or a dictionary."""
_ACTIVATION = "tanh"
_FORMS = 'a number of units, "kind", ("kind", {parameters}) or {"kind": ..., parameters}'


def network_from(
    layers: Sequence[Plain], signature: DataSignature, loss: Loss, *, output: bool = True
) -> NetworkSpec:
    """Return the network that these layers make.

    Args:
        layers: In plain form.
        signature: The data that it reads.
        loss: The loss that the output layer is to suit.
        output: Whether to add the output layer that fits the data.

    Raises:
        SpecError: A layer is not possible, or does not fit.
    """
    made: list[LayerSpec] = []
    for plain in layers:
        if isinstance(plain, int) and not signature.tokens:
            made += _flattened(made, signature)
        made.append(_layer(plain, {layer.id for layer in made}, signature))
    if output:
        made += _output(made, signature, loss)
    network = _network(made)
    _refuse_misfits(network, signature)
    return network


def _network(made: Sequence[LayerSpec]) -> NetworkSpec:
    try:
        return NetworkSpec(layers=tuple(made))
    except ValidationError as error:
        raise _explained(error, "the network") from error


def _layer(plain: Plain, taken: set[str], signature: DataSignature) -> LayerSpec:
    """Return one layer, named after its kind and numbered where it has no name of its own.

    An embedding knows by itself how many tokens the data have.
    """
    if isinstance(plain, bool) or not isinstance(plain, int | str | tuple | Mapping):
        raise SpecError(_FORMS, repr(plain)[:60])
    if isinstance(plain, int):
        plain = ("dense", {"units": plain, "activation": _ACTIVATION})
    if isinstance(plain, str):
        plain = (plain, {})
    if isinstance(plain, tuple):
        if len(plain) != 2 or not isinstance(plain[1], Mapping):
            raise SpecError(_FORMS, repr(plain)[:60])
        plain = {**plain[1], "kind": plain[0]}
    values = dict(plain)
    kind = values.pop("kind", None)
    if kind not in CATALOGUE:
        raise SpecError(_near(str(kind)), repr(kind)[:60])
    named = values.pop("id", None) or _free(str(kind), taken)
    inputs = values.pop("inputs", ())
    if kind == "embedding" and signature.tokens:
        values.setdefault("input_dim", signature.tokens)
    try:
        return LayerSpec(id=named, kind=str(kind), params=values, inputs=tuple(inputs))
    except ValidationError as error:
        raise _explained(error, str(named)[:40]) from error


def _near(kind: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(kind, CATALOGUE, n=3)
    return f"a kind of layer such as {', '.join(near or ('dense', 'conv2d', 'lstm', 'flatten'))}"


def _free(kind: str, taken: set[str]) -> str:
    number = 1
    while f"{kind}_{number}" in taken:
        number += 1
    return f"{kind}_{number}"


def _output(made: list[LayerSpec], signature: DataSignature, loss: Loss) -> list[LayerSpec]:
    """Return the layers that make an answer out of what the last layer gives."""
    if signature.leaves or signature.noise:
        raise SpecError(
            "output=False for these data",
            "a request for an output layer",
            "Begin with a preset: recursive for trees, gan for noise.",
        )
    plan = adapted(StackPlan(), signature, loss)
    whole = network_of(plan, signature).layers
    at = next(place for place, layer in enumerate(whole) if layer.id == "output")
    return [*_flattened(made, signature), *whole[at:]]


def _flattened(made: list[LayerSpec], signature: DataSignature) -> list[LayerSpec]:
    """Return the layer that makes one row of what the last layer gives, where it is none yet."""
    if len(_last_shape(made, signature)) == 1:
        return []
    return [LayerSpec(id=_free("flatten", {layer.id for layer in made}), kind="flatten")]


def _last_shape(made: list[LayerSpec], signature: DataSignature) -> Shape:
    """Return the shape of what the last layer gives; that of the input without any."""
    if not made:
        return (1, 1) if signature.tokens else signature.input_shape
    network = _network(made)
    _refuse_misfits(network, signature, whole=False)
    return infer(network, signature).layers[-1].shape or (1,)


def _refuse_misfits(network: NetworkSpec, signature: DataSignature, *, whole: bool = True) -> None:
    """Refuse layers whose shapes do not fit.

    Args:
        network: The layers.
        signature: The data.
        whole: Whether the output layer is among them; otherwise the last layer need not give
            what the data ask for.
    """
    shapes = infer(network, signature)
    for problem in shapes.problems:
        if not whole and shapes.of(problem.layer).shape is not None:
            continue
        advice = " ".join(f"{repair.label}." for repair in problem.repairs[:1])
        raise SpecError(f"{problem.layer} to get {problem.expected}", problem.received, advice)


def _explained(error: ValidationError, where: str) -> SpecError:
    first = error.errors(include_url=False)[0]
    message = first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    place = ".".join(str(part) for part in first["loc"]) or where
    return SpecError(f"at {place} of {where}: {message}", repr(first["input"])[:60])
