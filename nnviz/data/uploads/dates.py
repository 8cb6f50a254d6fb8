"""Dates and times of the day as people and programs write them."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from nnviz.data.uploads.numbers import LONGEST

DAYS = "days since 1970"
HOURS = "hours of the day"
_DAY = 86_400.0
_MONTHS: Mapping[str, int] = MappingProxyType(
    {
        name: number
        for number, names in enumerate(
            (
                "jan january januar", "feb february februar", "mar march m\u00e4rz m\u00e4r mrz",
                "apr april", "may mai", "jun june juni", "jul july juli", "aug august",
                "sep sept september", "oct october okt oktober", "nov november",
                "dec december dez dezember",
            ),
            1,
        )
        for name in names.split()
    }
)  # fmt: skip
"""Numbers of months by their names in English and German, in lower case."""

_CLOCK = re.compile(
    r"(\d{1,2})(?::(\d{2}))?(?::(\d{2})(?:[.,]\d{1,9})?)? ?([AaPp]\.?[Mm]\.?)?", re.ASCII
)
_ZONE = re.compile(r"(.*\d|.*[AaPp]\.?[Mm]\.?) ?(Z|UTC|GMT|[-+]\d{2}:?\d{2}|[-+]\d{2})", re.ASCII)
_WEEKDAY = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)[a-z]{0,6}\.?,? (.*)", re.IGNORECASE
)
_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/](\d{4})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})[-/ ]?[Qq]([1-4])|[Qq]([1-4])[-/ ]?(\d{4})", re.ASCII)
_WEEK = re.compile(r"(\d{4})-?W(\d{2})", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})?\.?[- /]?([^\W\d_]{3,9})\.?[- /,]{0,2}(\d{1,2},? )?(\d{4}|\d{2})?")


def dates(texts: Sequence[str]) -> tuple[list[float | None], str]:
    """Read the cells of one column as dates or times of the day.

    Days and months are told apart over the whole column, since 03/04 alone may be either. What has
    an offset from UTC is brought to UTC. A month or quarter is its first day.

    Returns:
        A number for every cell, None where it is neither, and the unit of the numbers: days since
        1970 or hours of the day.
    """
    if texts and all(_is_clock(text) for text in texts):
        return [_hours(text) for text in texts], HOURS
    found = [match for text in texts if (match := _DAY_FIRST.fullmatch(_split(text)[0]))]
    american = any(int(match.group(3)) > 12 for match in found) and not any(
        int(match.group(1)) > 12 for match in found
    )
    return [_days(text, american=american) for text in texts], DAYS


def is_date(text: str) -> bool:
    """Say whether a single cell is a date or a time of the day."""
    return _is_clock(text) or _days(text) is not None or _days(text, american=True) is not None


def _is_clock(text: str) -> bool:
    match = _CLOCK.fullmatch(text) if len(text) <= LONGEST else None
    return match is not None and bool(match.group(2) or match.group(4))


def _hours(text: str) -> float | None:
    """Return a time of the day in hours, None where the day has no such time."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = (int(part or 0) for part in match.group(1, 2, 3))
    if half := match.group(4):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half[0] in "pP")
    usual = hour < 24 and minute < 60 and second < 60
    return hour + minute / 60 + second / 3600 if usual else None


def _split(text: str) -> tuple[str, str]:
    """Return the day and the time of a cell; either may be empty."""
    if len(text) > LONGEST:
        return "", ""
    text = " ".join(text.split())
    if match := _WEEKDAY.fullmatch(text):
        text = match.group(1)
    colon = text.find(":")
    if colon < 0:
        return text, ""
    # The time begins before its first colon, behind a space, a comma or a T.
    start = max(text.rfind(sign, 0, colon) for sign in " ,T")
    return text[: max(start, 0)].rstrip(" ,T"), text[start + 1 :]


def _days(text: str, *, american: bool = False) -> float | None:
    """Return days since 1970; None where a cell is no date."""
    written, clock = _split(text)
    # A year alone, or any other number, is none.
    day = None if not written or written.isdigit() else _day(written, american=american)
    if day is None:
        return None
    if not clock:
        return day.timestamp() / _DAY
    match = _ZONE.fullmatch(clock)
    hours = _hours(match.group(1) if match else clock)
    if hours is None:
        return None
    offset = _offset(match.group(2)) if match else 0.0
    return day.timestamp() / _DAY + (hours - offset) / 24


def _offset(zone: str) -> float:
    """Return how many hours a clock is ahead of UTC."""
    if zone[0] not in "+-":
        return 0.0
    digits = zone[1:].replace(":", "")
    hours = int(digits[:2]) + int(digits[2:] or 0) / 60
    return -hours if zone[0] == "-" else hours


def _day(text: str, *, american: bool) -> datetime | None:
    numbers = _numbers(text, american=american)
    if numbers is None:
        return None
    year, month, day = numbers
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def _numbers(text: str, *, american: bool) -> tuple[int, int, int] | None:
    """Return year, month and day as they are written, whether there is such a day or not."""
    for pattern, meaning in _FORMS:
        if match := pattern.fullmatch(text):
            return meaning(match)
    if match := _DAY_FIRST.fullmatch(text):
        first, second, year = int(match.group(1)), int(match.group(3)), _whole_year(match.group(4))
        return (year, first, second) if american else (year, second, first)
    return _with_name(text)


def _quarter(match: re.Match[str]) -> tuple[int, int, int]:
    year, quarter = int(match.group(1) or match.group(4)), int(match.group(2) or match.group(3))
    return year, 3 * quarter - 2, 1


def _week(match: re.Match[str]) -> tuple[int, int, int]:
    try:
        monday = datetime.fromisocalendar(int(match.group(1)), int(match.group(2)), 1)
    except ValueError:
        return 0, 0, 0
    return monday.year, monday.month, monday.day


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[int, int, int]]], ...] = (
    (_YEAR_FIRST, lambda match: (int(match.group(1)), int(match.group(3)), int(match.group(4)))),
    (_YEAR_MONTH, lambda match: (int(match.group(1)), int(match.group(2)), 1)),
    (_MONTH_YEAR, lambda match: (int(match.group(2)), int(match.group(1)), 1)),
    (_QUARTER, _quarter),
    (_WEEK, _week),
)
"""Ways to write a date in which the order is clear."""


def _with_name(text: str) -> tuple[int, int, int] | None:
    """Read 1 March 2020, Mar 1, 2020, 01-Mar-20 and March 2020."""
    match = _NAMED.fullmatch(text)
    month = _MONTHS.get(match.group(2).casefold()) if match else None
    if match is None or month is None or match.group(4) is None:
        return None
    before, behind = match.group(1), match.group(3)
    if before and behind:
        return None
    day = int((before or behind or "1").rstrip(", "))
    return _whole_year(match.group(4)), month, day


def _whole_year(year: str) -> int:
    """Read 24 as 2024 and 98 as 1998."""
    if len(year) == 4:
        return int(year)
    return int(year) + (2000 if int(year) < 70 else 1900)


def moment(days: float) -> datetime:
    """Return the date and time of so many days since 1970."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=days)
