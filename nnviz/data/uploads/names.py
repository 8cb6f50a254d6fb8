"""Names from uploaded files, made safe to show anywhere."""

import unicodedata
from collections.abc import Iterable

LONGEST = 40
_PLAIN = str.maketrans({"<": "\u2039", ">": "\u203a", "[": "(", "]": ")", "`": "'", "\\": "/"})
"""Figures read angle brackets as markup, pages read square ones and backquotes as such."""


def clean_name(text: str, fallback: str = "") -> str:
    """Return a text as a name of one line that no page or figure takes for markup.

    Control and invisible characters, those that turn the direction of writing included, become
    spaces; spaces are single; at most 40 characters remain.

    Args:
        text: Anything.
        fallback: What to call it when nothing remains.
    """
    visible = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    name = " ".join(visible.translate(_PLAIN).split())
    if len(name) > LONGEST:
        name = name[: LONGEST - 1].rstrip() + "\u2026"
    return name or fallback


def unique_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names, with a number after those that came before.

    Example:
        >>> unique_names(["a", "b", "a"])
        ('a', 'b', 'a (2)')
    """
    found: dict[str, None] = {}
    for name in names:
        wanted, number = name, 2
        while wanted in found:
            wanted, number = f"{name} ({number})", number + 1
        found[wanted] = None
    return tuple(found)
