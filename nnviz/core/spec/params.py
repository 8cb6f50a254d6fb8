"""One described parameter of a layer kind or a dataset: type, range, default and help."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

from nnviz.core.errors import SpecError

_T = TypeVar("_T")
_LARGEST = sys.float_info.max
ParamValue = bool | int | float | str | tuple[int, ...] | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter as forms, validation and documentation need it.

    Attributes:
        name: The Keras argument or option name.
        label: What a control is called on the page.
        default: The value when nothing is said; its type is the parameter's type.
        help: One plain sentence.
        low: Smallest value allowed, for numbers.
        high: Largest value allowed, for numbers.
        step: Distance between two ticks of a slider.
        choices: The values allowed, for text.
        unit: The unit of the number, as shown after it.
        rare: Seldom needed: forms fold it away, and code leaves it out at its default.
        per_axis: Whether a tuple, one number for each axis, is accepted too.
        signs: The characters that a text may have; any when empty.
    """

    name: str
    label: str
    default: ParamValue
    help: str
    low: float | None = None
    high: float | None = None
    step: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""
    rare: bool = False
    per_axis: bool = False
    signs: str = ""

    def check(self, value: ParamValue, owner: str) -> ParamValue:
        """Return the value in this parameter's type, or raise.

        Args:
            value: The value received.
            owner: What the parameter belongs to, for the message.

        Raises:
            SpecError: The value has another type or lies outside the range.
        """
        where = f"{self.label.lower()} of {owner}"
        if isinstance(self.default, bool):
            return _typed(value, bool, "true or false", where)
        if isinstance(self.default, str):
            text = _typed(value, str, "text", where)
            if self.choices and text not in self.choices:
                raise SpecError(f"{where} to be one of {', '.join(self.choices)}", _shown(text))
            if self.signs and (others := sorted(set(text) - set(self.signs))):
                raise SpecError(f"{where} without the signs {' '.join(others)}", _shown(text))
            return text
        if isinstance(self.default, tuple):
            numbers = cast("tuple[int, ...]", _typed(value, tuple, "a list of numbers", where))
            return tuple(self._number(number, where) for number in numbers)
        if self.per_axis and isinstance(value, tuple):
            return tuple(self._number(number, where) for number in value)
        return self._number(value, where)

    def _number(self, value: ParamValue, where: str) -> int | float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise SpecError(f"{where} to be a number", _shown(value))
        low = -_LARGEST if self.low is None else self.low
        high = _LARGEST if self.high is None else self.high
        if not low <= value <= high:
            raise SpecError(f"{where} from {low:g} to {high:g}", _shown(value))
        if self._is_fractional():
            return float(value)
        if value != int(value):
            raise SpecError(f"{where} to be a whole number", _shown(value))
        return int(value)

    def _is_fractional(self) -> bool:
        numbers = self.default if isinstance(self.default, tuple) else (self.default,)
        return any(isinstance(number, float) for number in numbers)


def _typed(value: ParamValue, kind: type[_T], words: str, where: str) -> _T:
    if not isinstance(value, kind):
        raise SpecError(f"{where} to be {words}", _shown(value))
    return value


def _shown(value: ParamValue) -> str:
    """Write a wrong value short enough for a sentence."""
    if isinstance(value, int) and value.bit_length() > 64:
        return "a number that is far too large"
    text = repr(value)
    return text if len(text) <= 60 else text[:60] + "..."


def complete(
    params: Iterable[Param], values: Mapping[str, ParamValue], owner: str
) -> dict[str, ParamValue]:
    """Check the given values and fill in the defaults of the others.

    Args:
        params: The parameters that exist.
        values: The values given, by parameter name.
        owner: What they belong to, for messages.

    Returns:
        One checked value for every parameter.

    Raises:
        SpecError: A name is unknown or a value does not fit.
    """
    known = {param.name: param for param in params}
    if unknown := sorted(set(values) - set(known)):
        allowed = ", ".join(known) or "none"
        raise SpecError(f"options of {owner} from {allowed}", ", ".join(unknown)[:80])
    return {
        name: param.check(values[name], owner) if name in values else param.default
        for name, param in known.items()
    }
