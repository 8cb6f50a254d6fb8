"""Whole numbers in English words, up to 999,999."""

from nnviz.core.errors import SpecError

DIGITS = tuple("0123456789")
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS = (*_ONES, *_TENS, "hundred", "thousand")
"""Every word that `spelled` uses."""
MOST_WORDS = 9
"""Words of the longest number."""
_END = 1_000_000


def spelled(number: int) -> list[str]:
    """Return a number in words.

    Args:
        number: 0 to 999,999.

    Raises:
        SpecError: It is smaller or larger.

    Example:
        >>> spelled(42_007)
        ['forty', 'two', 'thousand', 'seven']
    """
    if not 0 <= number < _END:
        raise SpecError("a number from 0 to 999,999", str(number))
    if number == 0:
        return ["zero"]
    thousands, rest = divmod(number, 1000)
    return [*([*_hundreds(thousands), "thousand"] if thousands else []), *_hundreds(rest)]


def _hundreds(number: int) -> list[str]:
    """Return a number below 1000 in words; none for 0."""
    hundreds, rest = divmod(number, 100)
    words = [_ONES[hundreds], "hundred"] if hundreds else []
    if rest >= 20:
        tens, rest = divmod(rest, 10)
        words.append(_TENS[tens - 2])
    return [*words, *([_ONES[rest]] if rest else [])]
