"""Values in Keras's form -> in the catalogue's form: plain, flat, without None."""

from collections.abc import Sequence
from typing import Any, cast

from nnviz.core.spec.kinds import LayerKind, Shape, product
from nnviz.core.spec.params import Param

_ABSENT = {
    "max_value": 0.0, "strides": 0, "shared_axes": (), "bias_axes": "", "output_shape": (),
}  # fmt: skip
"""What represents Keras's None, by parameter."""
_RANGES = ("factor", "height_factor", "width_factor", "x_factor", "y_factor", "scale", "sigma",
           "addition_factor", "threshold_factor")  # fmt: skip
"""Sizes of a random change, in place of which Keras may write a range."""
_FROM = {
    "RandomPerspective": 0, "RandomElasticTransform": 0, "RandomErasing": 0, "RandomContrast": 0,
    "RandomGaussianBlur": 0, "RandomSharpness": 0, "RandomInvert": 0, "Solarization": 0,
    "RandomHue": 0, "RandomPosterization": 1,
}  # fmt: skip
"""Where the range begins that Keras makes of one number; for all others at minus that number."""


def flat(value: Any) -> tuple[Any, ...]:  # noqa: ANN401 - numbers, nested or not
    """Return all numbers of nested lists in one row."""
    if isinstance(value, list | tuple):
        return tuple(number for part in cast("Sequence[Any]", value) for number in flat(part))
    return (value,)


def same_value(given: Any, wanted: Any) -> bool:  # noqa: ANN401 - whatever a file says
    """Say whether two values mean the same: lists for tuples, one number for equal ones."""
    if isinstance(given, bool) or isinstance(wanted, bool):
        return given is wanted
    if isinstance(given, dict) or isinstance(wanted, dict):
        return False
    left, right = flat(given), flat(wanted)
    if left == right:
        return True
    nested = isinstance(wanted, list | tuple) != isinstance(given, list | tuple)
    return nested and one_number(left) == one_number(right)


def one_number(numbers: tuple[Any, ...]) -> Any:  # noqa: ANN401 - numbers, or whatever a file says
    """Return the number that all of them are, or all where they differ."""
    alike = numbers and all(number == numbers[0] for number in numbers)
    return numbers[0] if alike else numbers


def as_parameter(
    kind: LayerKind,
    param: Param,
    value: Any,  # noqa: ANN401 - whatever a file says
    received: Sequence[Shape | None],
) -> Any:  # noqa: ANN401 - checked by the parameter next
    """Write a setting as specs have it; whether it is allowed is for the parameter to say.

    Args:
        kind: The layer's kind.
        param: The parameter.
        value: What Keras was given.
        received: Shapes of what the layer reads; None where not known.
    """
    name = param.name
    shape = received[0] if received else None
    edged = kind.name.startswith(("zero_padding", "cropping"))
    if edged and isinstance(param.default, tuple):
        return _sides(value, len(param.default) // 2)
    if value is None:
        return _ABSENT.get(name, value)
    if name in ("axis", "axes"):
        return _from_the_end(value, shape)
    if name == "target_shape":
        return _completed(flat(value), shape)
    if name == "output_shape":
        return tuple(size or 0 for size in flat(value))
    return _plain(kind, param, value)


def _plain(kind: LayerKind, param: Param, value: Any) -> Any:  # noqa: ANN401
    """Write lists as tuples, and one number where all are equal."""
    if isinstance(param.default, tuple):
        return flat(value)
    if not isinstance(value, list | tuple):
        return value
    numbers = flat(cast("Sequence[Any]", value))
    if len(numbers) == 2 and param.name in _RANGES and _is_usual(kind, *numbers):
        return numbers[1]
    return one_number(numbers)


def _sides(value: Any, axes: int) -> Any:  # noqa: ANN401
    """Write what is before and after each axis in one row.

    Keras takes one number for all sides, one for each axis, or a pair for each axis.
    """
    if isinstance(value, int):
        return (value,) * (2 * axes)
    numbers = flat(value)
    if axes > 1 and len(numbers) == axes:
        return tuple(number for number in numbers for _ in range(2))
    return numbers


def _completed(target: tuple[Any, ...], shape: Shape | None) -> tuple[Any, ...]:
    """Fill in the one axis that Keras may infer."""
    if target.count(-1) != 1 or shape is None:
        return target
    rest = product(tuple(size for size in target if size != -1 and isinstance(size, int)))
    if rest < 1:
        return target
    return tuple(product(shape) // rest if size == -1 else size for size in target)


def _from_the_end(value: Any, shape: Shape | None) -> Any:  # noqa: ANN401
    """Count an axis from the last one; Keras also counts from the batch, which is 0."""
    numbers = flat(value)
    if shape is None or not all(type(number) is int for number in numbers):
        return one_number(numbers)
    return one_number(tuple(n - len(shape) - 1 if n > 0 else n for n in numbers))


def _is_usual(kind: LayerKind, low: Any, high: Any) -> bool:  # noqa: ANN401
    """Say whether a range is the one that Keras makes of its upper end."""
    if not (isinstance(low, int | float) and isinstance(high, int | float)):
        return False
    return low == _FROM.get(kind.keras_name, -high)
