"""What a network writes after a typed text, word by word."""

import plotly.graph_objects as go

from nnviz.core.dataset import Dataset
from nnviz.figures.bindings import bind, set_trace, want
from nnviz.figures.theme import Theme, bare_axis, blank, lay_out
from nnviz.figures.wording import trimmed

TOKENS = 12
"""Tokens that the `completion` probe answers."""
_LONGEST = 14


def completion(dataset: Dataset, theme: Theme, *, text: str, height: int = 292) -> go.Figure:
    """Draw what is written from top to bottom, each with how sure the network was.

    Traces: 0 the bars, 1 the words.

    Args:
        dataset: Tokens, of which the network writes.
        theme: Colours.
        text: What was typed.
        height: Pixels.
    """
    alt = f"Up to {TOKENS} words that the network writes one after another, each with how sure."
    figure = blank(theme, height=height, alt=alt, margins=(104, 44, 8, 8))
    rows, blanks = list(range(TOKENS)), ["\u00a0"] * TOKENS
    figure.add_trace(
        go.Bar(
            orientation="h", x=[0.0] * TOKENS, y=rows, text=blanks, textposition="outside",
            textfont={"size": 12, "color": theme.quiet}, cliponaxis=False, hoverinfo="skip",
            marker={"color": theme.positive, "line": {"width": 0}}, width=0.5,
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[0.0] * TOKENS, y=rows, text=blanks, mode="text", textposition="middle left",
            textfont={"size": 13, "color": theme.text}, cliponaxis=False, hoverinfo="skip",
        )
    )  # fmt: skip
    size = {"count": TOKENS}
    shown = {"op": "labels", "prop": "text", **size}
    # Token 0, which stands behind the end, is no word.
    words = ["", *(trimmed(word, _LONGEST) for word in dataset.vocabulary[1:])]
    bind(
        figure,
        set_trace("completion/probability", 0, "x", **size),
        {
            **shown,
            "array": "completion/token",
            "trace": 1,
            "texts": words,
            "suffix": "\u00a0\u00a0",
        },
    )
    want(figure, "completion", "completion", {"text": text})
    lay_out(figure, xaxis=bare_axis(0, 1), yaxis=bare_axis(TOKENS - 0.5, -0.5))
    return figure
