"""Arrays in pasted code, of which only shapes are known, and numbers out of NumPy and math."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from nnviz.core.opening.source_values import MAX_NUMBER, Array, Opaque, parts_of

Shape = tuple[int | None, ...]
_DATASETS: Mapping[str, tuple[Shape, Shape, int, int]] = {
    "mnist": ((28, 28), (), 60_000, 10_000), "fashion_mnist": ((28, 28), (), 60_000, 10_000),
    "cifar10": ((32, 32, 3), (1,), 50_000, 10_000),
    "cifar100": ((32, 32, 3), (1,), 50_000, 10_000),
    "imdb": ((), (), 25_000, 25_000), "reuters": ((), (), 8_982, 2_246),
    "boston_housing": ((13,), (), 404, 102), "california_housing": ((8,), (), 16_512, 4_128),
}  # fmt: skip
"""Shapes of an example and of a target in Keras's datasets, and how many there are."""
_TABLES = {"load_iris": (150, 4), "load_wine": (178, 13), "load_breast_cancer": (569, 30),
           "load_digits": (1_797, 64), "load_diabetes": (442, 10),
           "fetch_california_housing": (20_640, 8)}  # fmt: skip
"""Shapes of scikit-learn's datasets."""
_MADE = ("zeros", "ones", "empty", "full", "random.normal", "random.uniform", "random.random",
         "random.random_sample", "random.standard_normal")  # fmt: skip
_SIZED = ("random.rand", "random.randn")
_KEPT = ("astype", "copy", "to_numpy", "numpy", "round", "clip")
_SAME = ("asarray", "float32", "float64", "abs", "log1p", "sqrt", "cast",
         "convert_to_tensor", "constant", "nan_to_num")  # fmt: skip


def dataset(path: str) -> Any:  # noqa: ANN401 - arrays in tuples, None where it is not one
    """Return what loading a dataset of known shapes gives.

    Args:
        path: The function, such as `keras.datasets.mnist.load_data`.
    """
    names = path.split(".")
    if names[-1] == "load_data" and len(names) > 1 and names[-2] in _DATASETS:
        example, target, train, test = _DATASETS[names[-2]]
        return tuple((Array((rows, *example)), Array((rows, *target))) for rows in (train, test))
    return None


def table(path: str) -> dict[str, Any] | None:
    """Return arrays of one of scikit-learn's datasets; None where it is not one."""
    shape = _TABLES.get(path.rsplit(".", maxsplit=1)[-1]) if path.startswith("sklearn.") else None
    return {"data": Array(shape), "target": Array(shape[:1])} if shape else None


def numpy_call(path: str, given: Sequence[Any], named: Mapping[str, Any], line: int) -> Any:  # noqa: ANN401
    """Return what a function of NumPy or math gives, `Opaque` where it is not known.

    Args:
        path: Its name, such as `numpy.prod`.
        given: Arguments by position.
        named: Arguments by name.
        line: Where it stands.
    """
    root, _, name = path.partition(".")
    unknown = Opaque(f"'{path[:60]}(...)'", line)
    if root == "tensorflow" and name.split(".")[0] not in ("zeros", "ones", "random", "constant"):
        return unknown
    if name in _NUMBERS and root in ("numpy", "math"):
        return _number(_NUMBERS[name], given, unknown)
    shape = _made(name, given, named)
    if shape is not None:
        return Array(shape)
    array = given[0] if given and isinstance(given[0], Array) else None
    changed = _changed(name, array, [*given[1:]], named) if array else None
    return changed or unknown


def _made(name: str, given: Sequence[Any], named: Mapping[str, Any]) -> Shape | None:
    """Return the shape of an array that a function makes, None where it makes none."""
    if name in _MADE:
        said = named.get("shape", named.get("size", given[0] if given else None))
        return _shape(given[-1] if given and name.startswith("random.") else said)
    if name in _SIZED:
        return _shape(tuple(given))
    if name in ("array", *_SAME) and given:
        return given[0].shape if isinstance(given[0], Array) else _nested(given[0])
    return None


def array_member(array: Array, name: str) -> Any:  # noqa: ANN401 - None where it is not known
    """Return an attribute of an array."""
    if name == "shape":
        return array.shape
    if name == "ndim":
        return len(array.shape)
    return Array(array.shape[::-1]) if name == "T" else None


def array_method(array: Array, name: str, given: Sequence[Any], named: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Return what a method of an array gives, None where it is not known."""
    if name in _KEPT:
        return array
    if name == "reshape" and len(given) > 1:
        given = [tuple(given)]
    return _changed(name, array, [*given], named)


def array_part(array: Array, index: Any) -> Array | None:  # noqa: ANN401
    """Return a part of an array; the index is a number, a slice, None or `...`, or several."""
    parts = [*cast("tuple[Any, ...]", index)] if isinstance(index, tuple) else [index]
    named = sum(1 for part in parts if part is not None and part is not ...)
    if named > len(array.shape):
        return None
    found: list[int | None] = []
    left = [*array.shape]
    for part in parts:
        if part is ...:
            keep = len(left) - sum(1 for one in parts if one is not None and one is not ...)
            found += left[: max(keep, 0)]
            left = left[max(keep, 0) :]
        elif part is None:
            found.append(1)
        elif isinstance(part, slice):
            size = left.pop(0)
            found.append(None if size is None else len(range(*part.indices(size))))
        elif type(part) is int:
            left.pop(0)
        else:
            return None
    return Array((*found, *left))


def _changed(name: str, array: Array, given: list[Any], named: Mapping[str, Any]) -> Array | None:
    shape = array.shape
    first = given[0] if given else None
    if name == "reshape":
        return _reshaped(shape, _shape(named.get("newshape", named.get("shape", first))))
    if name == "expand_dims":
        axis = named.get("axis", first)
        if type(axis) is not int or not -len(shape) - 1 <= axis <= len(shape):
            return None
        place = axis % (len(shape) + 1)
        return Array((*shape[:place], 1, *shape[place:]))
    if name in ("to_categorical", "one_hot"):
        classes = named.get("num_classes", named.get("depth", first))
        rows = shape[:-1] if shape[-1:] == (1,) else shape
        return Array((*rows, classes if type(classes) is int else None))
    return Array((None, *shape[1:])) if name == "concatenate" else None


def _reshaped(shape: Shape, target: Shape | None) -> Array | None:
    if target is None:
        return None
    if -1 not in target:
        return Array(target)
    known = [size for size in shape if size is not None]
    rest = math.prod(size for size in target if size is not None and size != -1)
    if len(known) < len(shape) or rest < 1:
        return Array(tuple(None if size == -1 else size for size in target))
    return Array(tuple(math.prod(known) // rest if size == -1 else size for size in target))


def _shape(value: Any) -> Shape | None:  # noqa: ANN401
    parts = [value] if type(value) is int else parts_of(value)
    known = (
        parts is not None
        and len(parts) <= 8
        and all(type(one) is int or one is None for one in parts)
    )
    return tuple(cast("list[int | None]", parts)) if known else None


def _nested(value: Any) -> Shape | None:  # noqa: ANN401
    """Return the shape of lists of numbers in lists."""
    parts = parts_of(value)
    if parts is None:
        return () if type(value) in (int, float, bool) else None
    inner = _nested(parts[0]) if parts else ()
    return None if inner is None or len(inner) > 6 else (len(parts), *inner)


def _number(function: Callable[[list[Any]], Any], given: Sequence[Any], unknown: Opaque) -> Any:  # noqa: ANN401
    """Return the result of a function on plain numbers."""
    numbers = parts_of(given[0]) if len(given) == 1 and parts_of(given[0]) else [*given]
    if not numbers or not all(type(one) in (int, float) for one in numbers):
        return unknown
    try:
        found = function(numbers)
    except (ArithmeticError, TypeError, ValueError):
        return unknown
    return found if isinstance(found, int | float) and abs(found) <= MAX_NUMBER else unknown


def _product(numbers: list[Any]) -> Any:  # noqa: ANN401
    total: Any = 1
    for one in numbers:
        total *= one
        if abs(total) > MAX_NUMBER:
            raise OverflowError
    return total


def _power(numbers: list[Any]) -> float:
    base, exponent = numbers
    return math.pow(base, exponent)


def _only(function: Callable[[Any], Any]) -> Callable[[list[Any]], Any]:
    def made(numbers: list[Any]) -> Any:  # noqa: ANN401
        (one,) = numbers
        return function(one)

    return made


_NUMBERS: Mapping[str, Callable[[list[Any]], Any]] = {
    "prod": _product, "sum": sum, "max": max, "min": min, "maximum": max, "minimum": min,
    "mean": lambda numbers: sum(numbers) / len(numbers), "pow": _power, "power": _power,
    "sqrt": _only(math.sqrt), "ceil": _only(math.ceil), "floor": _only(math.floor),
    "log": _only(math.log), "log2": _only(math.log2), "log10": _only(math.log10),
    "exp": _only(math.exp), "round": _only(round), "abs": _only(abs), "int32": _only(int),
    "int64": _only(int), "gcd": lambda numbers: math.gcd(*numbers),
}  # fmt: skip
