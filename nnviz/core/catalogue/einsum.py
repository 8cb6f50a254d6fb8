"""A dense layer that is written as an equation between axes, such as `...x,xy->...y`.

Letters stand for axes: those of the input before the comma, those of the weights after it, those
of the output after the arrow. A letter that the output lacks is summed over.
"""

import re
from dataclasses import dataclass
from string import ascii_letters
from typing import Any

from nnviz.core.catalogue.rules.shared_params import INITIALIZER, MAX_UNITS, activation
from nnviz.core.spec.kinds import Fix, Inference, LayerKind, Misfit, Shape, product, shape_text
from nnviz.core.spec.params import Param

_FORM = re.compile(r"(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(\.\.\.)?")
_USUAL = "...x,xy->...y"


@dataclass(frozen=True, slots=True)
class _Equation:
    """An equation on an input: sizes of its letters without the batch, and the axes left out."""

    weights: str
    output: str
    sizes: dict[str, int]
    before: Shape
    behind: Shape


def _misfit(expected: str, received: str) -> Misfit:
    usual = Fix(
        "Use a plain dense layer",
        {"equation": _USUAL, "output_shape": (4,), "bias_axes": "y"},
    )
    return Misfit(expected, received, (usual, Fix("Remove this layer", remove=True)))


def _read(text: str, shape: Shape) -> _Equation | Misfit:
    """Give the letters of the input their sizes."""
    found = _FORM.fullmatch(text)
    if found is None:
        return _misfit(f"an equation such as {_USUAL}", f"'{text}'")
    left, reads, right, weights, out_left, gives, out_right = found.groups()
    if (left, right) != (out_left, out_right) or (left and right):
        return _misfit("dots at the same end of input and output, at one end only", text)
    if any(len(set(letters)) < len(letters) for letters in (reads, weights, gives)):
        return _misfit("every letter at most once in each term", text)
    batch = "" if left else reads[0]
    if batch and (gives[0] != batch or batch in weights):
        return _misfit("the first letter, the batch, to come first in the output too", text)
    axes, output = reads[len(batch) :], gives[len(batch) :]
    rest = len(shape) - len(axes)
    if rest < 0 or (rest and not (left or right)):
        return _misfit(f"{len(axes)} axes", f"{len(shape)} in {shape_text(shape)}")
    seen = shape[rest:] if left else shape[: len(axes)]
    before = shape[:rest] if left else ()
    behind = shape[len(axes) :] if right else ()
    return _Equation(weights, output, dict(zip(axes, seen, strict=True)), before, behind)


def _sized(equation: _Equation, wanted: Shape) -> dict[str, int] | Misfit:
    """Return the sizes of all letters."""
    if len(wanted) != len(equation.output):
        return _misfit(f"{len(equation.output)} sizes of the output", f"{len(wanted)}")
    sizes = dict(equation.sizes)
    for letter, size in zip(equation.output, wanted, strict=True):
        known = equation.sizes.get(letter)
        if known is None and letter not in equation.weights:
            return _misfit("output letters that occur in the input or the weights", f"'{letter}'")
        if known not in (None, size):
            return _misfit(f"{known} for the axis '{letter}', which the input has", f"{size}")
        sizes[letter] = size
    if unknown := set(equation.weights) - set(sizes):
        return _misfit("weights whose axes occur in the input or the output", f"'{min(unknown)}'")
    return sizes


def _einsum(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    equation = _read(values["equation"], shape)
    if isinstance(equation, Misfit):
        return equation
    sizes = _sized(equation, values["output_shape"])
    if isinstance(sizes, Misfit):
        return sizes
    shifted: str = values["bias_axes"]
    if len(set(shifted)) < len(shifted) or set(shifted) - set(equation.output):
        return _misfit(f"biases along axes among {', '.join(equation.output)}", f"'{shifted}'")
    kernel = tuple(sizes[letter] for letter in equation.weights)
    biases = product(tuple(sizes[letter] for letter in shifted)) if shifted else 0
    around = product(equation.before) * product(equation.behind)
    macs = product(tuple(sizes.values())) * around
    given = tuple(sizes[letter] for letter in equation.output)
    named = ", ".join(f"{letter} = {size}" for letter, size in sizes.items())
    work = " \u00d7 ".join(f"{letter} {size}" for letter, size in sizes.items())
    return Inference(
        (*equation.before, *given, *equation.behind),
        product(kernel) + biases,
        macs,
        f"{shape_text(kernel)} weights{f' + {biases} biases' if biases else ''}; {named}",
        work=work + (f" \u00d7 {around} positions" if around > 1 else ""),
    )


EINSUM = (
    LayerKind(
        name="einsum_dense",
        label="Einsum dense",
        category="core",
        keras_name="EinsumDense",
        params=(
            Param(
                "equation", "Equation", _USUAL,
                "Which axes to multiply: input,weights->output, one letter per axis.",
                signs=f"{ascii_letters}.,->",
            ),
            Param(
                "output_shape", "Output sizes", (4,),
                "A size for each letter of the output except the batch.",
                low=1, high=MAX_UNITS, step=1,
            ),
            Param("bias_axes", "Bias axes", "y",
            "Letters of the output along which biases are learned.", signs=ascii_letters),
            activation(),
            INITIALIZER,
        ),
        ranks=(1, 2, 3, 4),
        infer=_einsum,
        sentence="A dense layer over any axes: multiplies and sums as its equation says.",
        formula=r"y_{\dots y} = f\Big(\sum_x x_{\dots x}\,W_{x,y} + b_y\Big)",
    ),
)  # fmt: skip
"""The layer that is written as an equation."""
