"""What a reader sees of a text that Streamlit reads as Markdown."""

import re

from nnviz.ui.widgets.plain_text import JOINER

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def seen(text: str) -> str:
    """Return the text without backslashes before signs and without invisible joiners."""
    return _ESCAPED.sub(r"\1", text.replace(JOINER, ""))
