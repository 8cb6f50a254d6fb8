"""Texts of a visitor's shown as they are, where Streamlit reads Markdown."""

import re

_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~:$<>&])")


def plain(text: str) -> str:
    r"""Return a text in which nothing is Markdown, a formula, an icon or a link.

    Example:
        >>> plain("a*b")
        'a\\*b'
    """
    return _SIGNS.sub(r"\\\1", text)
