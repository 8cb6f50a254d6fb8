"""Operations between layers, such as `x / 255` or `ops.mean(x, axis=1)`.

A few are layers of the catalogue; of the others only the shape is known, and they are viewed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.catalogue.rules.shared_params import ACTIVATIONS, FURTHER_ACTIVATIONS
from nnviz.core.opening.counting_rules import Sizes
from nnviz.core.opening.names import fields_of
from nnviz.core.opening.settings import Settings
from nnviz.core.spec.kinds import Shape, Values, product

_Full = tuple[int | None, ...]
"""A shape with the batch axis, which is None."""
_MERGES = {"add": "add", "multiply": "multiply", "subtract": "subtract", "maximum": "maximum",
           "minimum": "minimum"}  # fmt: skip
EACH_VALUE = frozenset((
    *ACTIVATIONS, *FURTHER_ACTIVATIONS, "relu6", "swish", "leaky_relu", "exp", "log", "log1p",
    "sqrt", "rsqrt", "square", "abs", "absolute", "negative", "sin", "cos", "clip", "clip_by_value",
    "cast", "sign", "round", "floor", "ceil", "reciprocal", "identity", "stop_gradient",
    "normalize", "l2_normalize", "erf", "logical_not", "expm1", "cumsum", "flip", "roll", "dropout",
    "convert_to_tensor", "copy", "softplus", "divide_no_nan",
))  # fmt: skip
"""Operations that work on each value by itself."""
_PAIRS = frozenset((
    "add", "subtract", "multiply", "divide", "true_divide", "truediv", "maximum", "minimum",
    "power", "pow", "not_equal", "equal", "greater", "less", "mod", "floor_divide", "logical_and",
    "logical_or", "where", "squared_difference",
))  # fmt: skip
_REDUCTIONS = frozenset((
    "mean", "sum", "max", "min", "amax", "amin", "prod", "std", "var", "any", "all", "norm",
    "logsumexp", "argmax", "argmin", "count_nonzero", "median",
))  # fmt: skip
_ALIKE = {"truediv": "true_divide", "divide": "true_divide", "sub": "subtract", "mul": "multiply",
          "div": "true_divide", "concat": "concatenate", "neg": "negative", "swish": "silu",
          "permute_dimensions": "transpose", "getitem": "get_item", "hard_swish": "hard_silu",
          "_slice_helper": "get_item"}  # fmt: skip


def operation_name(class_name: str, config: Mapping[str, Any]) -> str:
    """Return what an operation is called here, whichever Keras wrote it.

    Args:
        class_name: `TrueDivide`, or `TFOpLambda` with the function among the settings.
        config: The settings.
    """
    said = config.get("function") if class_name.endswith("OpLambda") else None
    name = str(said).rsplit(".", maxsplit=1)[-1] if said else class_name
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().removeprefix("reduce_")
    return _ALIKE.get(plain, plain)


def as_layer(
    name: str, numbers: tuple[int | float, ...], sources: int, *, turned: bool
) -> Settings | None:
    """Return the layer that an operation is, None where the catalogue has none.

    Args:
        name: The operation, as `operation_name` has it.
        numbers: Plain numbers that it also reads.
        sources: How many layers it reads.
        turned: Whether the number comes first, as in `1 - x`.
    """
    if not numbers and sources == 2 and name in _MERGES:
        return Settings(CATALOGUE[_MERGES[name]])
    if not numbers and sources == 1 and name in (*ACTIVATIONS, *FURTHER_ACTIVATIONS):
        return Settings(CATALOGUE["activation"], {"activation": name})
    if not numbers and sources == 1 and name == "negative":
        return Settings(CATALOGUE["rescaling"], {"scale": (-1.0,)})
    if len(numbers) != 1 or sources != 1:
        return None
    found = _scaled(name, float(numbers[0]), turned=turned)
    if found is None or max(abs(one) for one in found) > 1e6:
        return None
    params: Values = {"scale": (found[0],)}
    return Settings(
        CATALOGUE["rescaling"], {**params, "offset": (found[1],)} if found[1] else params
    )


def _scaled(name: str, number: float, *, turned: bool) -> tuple[float, float] | None:
    """Return factor and offset of a calculation with one number."""
    if name == "add":
        return 1.0, number
    if name == "multiply":
        return number, 0.0
    if name == "subtract":
        return (-1.0, number) if turned else (1.0, -number)
    return (1.0 / number, 0.0) if name == "true_divide" and number and not turned else None


def operation_sizes(
    name: str, config: Mapping[str, Any], rest: Sequence[Any], received: Sequence[Shape | None]
) -> Sizes | None:
    """Return the sizes of an operation, None where its shape is not known.

    Args:
        name: The operation, as `operation_name` has it.
        config: Its settings.
        rest: What it is given besides layers.
        received: Shapes of the layers that it reads.
    """
    shapes = [shape for shape in received if shape is not None]
    if not shapes or len(shapes) < len(received):
        return None
    try:
        full = _shape(name, config, rest, [(None, *shape) for shape in shapes])
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return None
    if full is None or full[:1] != (None,) or not all(type(one) is int for one in full[1:]):
        return None
    shape = cast("Shape", full[1:]) or (1,)
    fits = len(shape) <= 6 and min(shape) >= 1 and product(shape) < 2**40
    return Sizes(shape) if fits else None


def _shape(
    name: str, config: Mapping[str, Any], rest: Sequence[Any], shapes: list[_Full]
) -> _Full | None:
    first = shapes[0]
    kept = config.get("keepdims", config.get("keep_dims")) is True
    axis = config.get("axis")
    rules: dict[str, Callable[[], _Full | None]] = {
        **dict.fromkeys(EACH_VALUE, lambda: first),
        **dict.fromkeys(_PAIRS, lambda: _broadcast(shapes)),
        **dict.fromkeys(_REDUCTIONS, lambda: _reduced(first, axis, kept=kept)),
        "concatenate": lambda: _joined(shapes, config.get("axis", -1)),
        "stack": lambda: _stacked(shapes, config.get("axis", 0)),
        "reshape": lambda: _reshaped(first, config.get("newshape", config.get("shape"))),
        "expand_dims": lambda: _expanded(first, axis),
        "squeeze": lambda: _squeezed(first, axis),
        "transpose": lambda: _turned(first, config.get("axes") or config.get("perm")),
        "matmul": lambda: _product(first, shapes[-1]),
        "get_item": lambda: _parted(first, rest),
    }
    return rules[name]() if name in rules else None


def _expanded(full: _Full, axis: Any) -> _Full:  # noqa: ANN401
    place = _index(axis, len(full) + 1)
    return (*full[:place], 1, *full[place:])


def _turned(full: _Full, said: Any) -> _Full | None:  # noqa: ANN401
    axes = cast("list[int]", said or [])
    return tuple(full[axis] for axis in axes) if sorted(axes) == [*range(len(full))] else None


def _product(first: _Full, second: _Full) -> _Full | None:
    return (*first[:-1], second[-1]) if len(first) == len(second) else None


def _stacked(shapes: list[_Full], axis: Any) -> _Full:  # noqa: ANN401
    first = shapes[0]
    place = _index(axis, len(first) + 1)
    return (*first[:place], len(shapes), *first[place:])


def _index(axis: Any, axes: int) -> int:  # noqa: ANN401 - whatever a file says
    """Return the place of an axis; ValueError where there is none."""
    if type(axis) is not int or not -axes <= axis < axes:
        raise ValueError("no axis")
    return axis % axes


def _axes(said: Any, axes: int) -> set[int]:  # noqa: ANN401 - whatever a file says
    listed = cast("list[Any]", said) if isinstance(said, list | tuple) else [said]
    return {_index(axis, axes) for axis in listed}


def _broadcast(shapes: list[_Full]) -> _Full:
    most = max(len(shape) for shape in shapes)
    padded = [(*(1,) * (most - len(shape)), *shape) for shape in shapes]
    found: list[int | None] = []
    for sizes in zip(*padded, strict=True):
        different = {*sizes} - {1}
        if len(different) > 1:
            raise ValueError("shapes that do not fit")
        found.append(different.pop() if different else 1)
    return tuple(found)


def _reduced(full: _Full, axis: Any, *, kept: bool) -> _Full:  # noqa: ANN401
    gone = {*range(len(full))} if axis is None else _axes(axis, len(full))
    if kept:
        return tuple(1 if index in gone else size for index, size in enumerate(full))
    return tuple(size for index, size in enumerate(full) if index not in gone)


def _joined(shapes: list[_Full], axis: Any) -> _Full | None:  # noqa: ANN401
    first = shapes[0]
    place = _index(axis, len(first))
    known = [size for shape in shapes if (size := shape[place]) is not None]
    return (*first[:place], sum(known), *first[place + 1 :]) if len(known) == len(shapes) else None


def _reshaped(full: _Full, target: Any) -> _Full | None:  # noqa: ANN401
    if not isinstance(target, list | tuple) or not target:
        return None
    _, *sizes = cast("list[Any]", target)
    whole = product(cast("Shape", full[1:]))
    if sizes.count(-1) == 1:
        rest = product(tuple(size for size in sizes if size != -1))
        sizes = [whole // rest if size == -1 else size for size in sizes]
    return (None, *sizes) if product(tuple(sizes)) == whole else None


def _squeezed(full: _Full, axis: Any) -> _Full:  # noqa: ANN401
    gone = _axes(axis, len(full)) if axis is not None else {
        index for index, size in enumerate(full) if size == 1
    }  # fmt: skip
    return tuple(size for index, size in enumerate(full) if index not in gone)


def _parted(full: _Full, rest: Sequence[Any]) -> _Full | None:
    """Return the shape of a part, such as `x[:, -1]`; each index is a number or a slice."""
    given = rest[0] if len(rest) == 1 else None
    indices = cast("list[Any]", given) if isinstance(given, list | tuple) else [given]
    found: list[int | None] = []
    for place, index in enumerate(indices):
        ends = fields_of(fields_of(index).get("config")) or None
        if type(index) is int and place:
            continue
        if ends is None:
            return None
        size = full[place]
        part = slice(ends.get("start"), ends.get("stop"), ends.get("step"))
        found.append(None if size is None else len(range(*part.indices(size))))
    return (*found, *full[len(indices) :])
