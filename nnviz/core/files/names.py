"""Names from files and links, made safe to show anywhere."""

import unicodedata

LONGEST = 40
_PLAIN = str.maketrans({"<": "\u2039", ">": "\u203a", "[": "(", "]": ")", "`": "'", "\\": "/"})
"""Figures read angle brackets as markup, pages read square ones and backquotes as such."""


def clean_name(text: str, fallback: str = "", longest: int = LONGEST) -> str:
    """Return a text as a name of one line that no page or figure takes for markup.

    Control and invisible characters, those that turn the direction of writing included, become
    spaces; spaces are single.

    Args:
        text: Anything.
        fallback: What to call it when nothing remains.
        longest: Characters that remain at most.
    """
    visible = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    name = " ".join(visible.translate(_PLAIN).split())
    if len(name) > longest:
        name = name[: longest - 1].rstrip() + "\u2026"
    return name or fallback
