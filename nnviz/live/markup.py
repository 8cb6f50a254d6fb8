"""Which markup a figure may hold when it goes to the browser.

Plotly reads tags in every text of a figure: labels, hovers, names, ticks. Our own figures need a
few for bold type, lines, colours and hovers. Names of strangers are cleaned where they are read
(`core.files.names`); this is the second door, the same for all figures: no link, and no tag that
brings anything else.
"""

import re

_LESS = r"(?:<|\\u003[cC])"
_MORE = r"(?:>|\\u003[eE])"
_SLASH = r"(?:/|\\u002[fF])"
_QUOTE = r"(?:'|\\\")"
_OURS = (
    rf"{_SLASH}?(?:b|i|br|sub|sup|extra){_MORE}|{_SLASH}span{_MORE}"
    rf"|span style={_QUOTE}(?:color:[#\w(),.% ]+;?)+{_QUOTE}{_MORE}"
)
_FOREIGN = re.compile(rf"{_LESS}(?=[\w!?/]|\\u)(?!{_OURS})")
_SHOWN = "\u2039"
"""What stands for the sign that begins a tag."""


def without_foreign_tags(text: str) -> str:
    """Return a figure as JSON in which only tags of our own figures are left.

    Args:
        text: JSON, in which Plotly writes `<` as an escape or as it is.
    """
    return _FOREIGN.sub(_SHOWN, text)
