"""Texts that somebody else wrote, shown as they are where Streamlit reads Markdown.

A backslash takes a sign its meaning in Markdown. It does not keep Streamlit from what it looks for
in the text that remains: addresses become links, `:name:` an icon or a smiley, `->` an arrow. An
invisible sign (word joiner, U+2060) in the middle of these does.
"""

import re

JOINER = "\u2060"
_SPACES = re.compile(r"\s+")
_LOOKED_FOR = re.compile(r"(?<=[:@])(?=\S)|(?<=[-<>=~])(?=[-<>=~])|(?<=www)(?=\.)", re.IGNORECASE)
"""Places inside of what is looked for: addresses of pages and of mail, icons, arrows."""
_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~:$<>&=^@/])")


def plain(text: str) -> str:
    r"""Return a text in which nothing is Markdown, HTML, a formula, an icon or a link.

    It is one line: line breaks and indents, which mean something in Markdown, become spaces.

    Example:
        >>> plain("a*b")
        'a\\*b'
    """
    line = _SPACES.sub(" ", text).strip()
    return _SIGNS.sub(r"\\\1", _LOOKED_FOR.sub(JOINER, line))
