"""What the name of a column says: whether it only identifies rows, or is likely to be predicted."""

import re
from collections.abc import Mapping
from types import MappingProxyType

_WORD = re.compile(r"[^\W\d_]+|\d+|#")
_HUMP = re.compile(r"(?<=[a-z\u00e0-\u00ff])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORDS_SURE = """
    id ids uuid guid identifier rownames rowname rownumber rowid index idx serial sno slno srno
    kennung kennnummer lfdnr rn instant
"""
_SURE = frozenset(_WORDS_SURE.split())
_WORDS_LIKELY = """
    no nr num number nummer row zeile key record recordno obs observation entry case sample #
    passenger customer ticket account matrikel matrikelnummer kundennummer
"""
_LIKELY = frozenset(_WORDS_LIKELY.split())
_COMPOUND = ("nummer", "number", "rownames")
_UNNAMED = ("unnamed", "level")
"""What pandas calls columns without a name."""
FROM_R = ("X", "X.1")
"""What R calls them; others mean something by that, so the cells have to count as well."""

_WORDS_SOUGHT = """
    target targets label labels class classes klasse klassen ziel outcome response dependent
    survived diagnosis species fraud churn churned exited attrition medv mpg
"""
_SOUGHT = frozenset(_WORDS_SOUGHT.split())
_WORDS_USUAL = """
    price preis saleprice quality charges default result ergebnis y variety sentiment approved
    purchased bought heartdisease diabetes stroke cancer potability deposit cnt answer
"""
_USUAL = frozenset(_WORDS_USUAL.split())
_WORDS_POSSIBLE = """
    salary rating status value score income sales revenue umsatz grade type category rings
    rent miete cost costs yield output gehalt note sorte art kind tip group gruppe
"""
_POSSIBLE = frozenset(_WORDS_POSSIBLE.split())
_PREFIXES = ("is", "has", "ist", "hat")


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case: PassengerId and passenger_id have two.

    Example:
        >>> words_of("PassengerId")
        ('passenger', 'id')
    """
    return tuple(word.lower() for word in _WORD.findall(_HUMP.sub(" ", name)))


def identifies(name: str, *, nameless: bool = False) -> float:
    """Return the share of different cells from which on a column of this name identifies rows.

    Args:
        name: Its name.
        nameless: Whether it has none where others have one, as an index that was saved.

    Returns:
        More than 1 where the name does not speak of that.
    """
    words = words_of(name)
    unnamed = not words or (words[0] in _UNNAMED and all(map(str.isdigit, words[1:])))
    if nameless or unnamed:
        return 1.0
    joined = "".join(words)
    if words[-1] in _SURE or joined in _SURE or words[0] in ("id", "uuid", "guid"):
        return 0.7
    if words[-1] in _LIKELY or joined in _LIKELY or joined.endswith(_COMPOUND):
        return 0.95
    return 2.0


def sought(name: str, others: frozenset[str]) -> float:
    """Return how much a name speaks for a column that is to be predicted, 0 to 6.

    Args:
        name: Its name.
        others: The names of all columns in lower case.
    """
    words = words_of(name)
    joined = "".join(words)
    if name.lower() == "y" and {"x", "z"} <= others:
        return 0.0
    if _SOUGHT & {*words, joined}:
        return 6.0
    if words and (words[-1] in _USUAL or joined in _USUAL):
        return 4.0
    if words and words[0] in _PREFIXES and len(words) > 1:
        return 3.0
    return 2.0 if words and words[-1] in _POSSIBLE else 0.0


WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"last": 2.0, "first": 0.4, "two values": 2.5, "few values": 1.5, "gaps": 6.0, "date": -3.0}
)
"""What else speaks for a column, or against it."""
