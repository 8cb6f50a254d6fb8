"""Arrays as texts, with as many decimals as a binding says."""

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from nnviz.figures.applying.changes import Array, Changes, fits
from nnviz.figures.kit.bindings import Binding

_PRECISE = Context(prec=60, rounding=ROUND_HALF_UP)
_EXPONENTS = 1e21
"""Numbers from here on are written with an exponent, as JavaScript does."""
_NOT_FINITE = "not finite"
_BLANK = "\u00a0"


def filled(text: str) -> str:
    """Return a space for an empty text: Plotly mixes up the words of a trace with empty ones."""
    return text or _BLANK


def label(binding: Binding, value: float, index: int = 0) -> str:
    """Return one value as the text that a `labels` binding makes of it.

    Args:
        binding: What is written, and how.
        value: A number of the array.
        index: Its place, for affixes that differ.
    """
    if "missing" in binding and math.isnan(value):
        return binding["missing"]
    if binding.get("texts") is not None:
        text = _chosen(binding["texts"], value)
    else:
        number = (value * 100 if binding.get("percent") else value) + binding.get("offset", 0)
        if math.isnan(number):
            return _affix(binding.get("prefix"), index) + _NOT_FINITE
        text = fixed(number, binding.get("digits", 2))
    text = text.replace("-", "\u2212", 1).replace("Infinity", "\u221e", 1)
    prefix, suffix = (_affix(binding.get(name), index) for name in ("prefix", "suffix"))
    return prefix + text + suffix


def _chosen(texts: list[str], value: float) -> str:
    """Return the text with this number; none for a number that is no place among them."""
    whole = math.isfinite(value) and value == int(value) and 0 <= value < len(texts)
    return texts[int(value)] if whole else ""


def _affix(text: Any, index: int) -> str:  # noqa: ANN401 - one text, one each, or none
    if isinstance(text, list | tuple):
        return text[index] if index < len(text) else ""
    return text or ""


def fixed(number: float, digits: int) -> str:
    """Write a number with so many decimals as JavaScript does: halves go away from zero."""
    sign, size = ("-" if number < 0 else ""), abs(number)
    if math.isinf(size):
        return f"{sign}Infinity"
    if size >= _EXPONENTS:
        return f"{sign}{size!r}"
    return sign + format(Decimal(size).quantize(Decimal(1).scaleb(-digits), context=_PRECISE), "f")


def labels(binding: Binding, array: Array, changes: Changes) -> None:
    """Let each value, or the one at `index`, become a text."""
    if not fits(binding, array.size):
        return
    values = [float(one) for one in array.ravel()]
    index = binding.get("index")
    if index is None:
        texts = [filled(label(binding, value, at)) for at, value in enumerate(values)]
        changes.target(binding, texts)
    elif index < len(values):
        changes.target(binding, filled(label(binding, values[index])))


def at(binding: Binding, array: Array, changes: Changes) -> None:
    """Write the number at the cursor in the last two axes of an array."""
    rows, columns = array.shape[-2:]
    row, column = min(binding.get("row", 0), rows - 1), min(binding.get("column", 0), columns - 1)
    place = row * columns + column
    value = float(array.ravel()[place]) if 0 <= place < array.size else math.nan
    changes.target(binding, [label(binding, value)])
