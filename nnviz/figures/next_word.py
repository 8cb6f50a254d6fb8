"""The words that the network expects after a typed beginning."""

import plotly.graph_objects as go

from nnviz.core.dataset import Dataset
from nnviz.figures.bindings import bind, set_trace, want
from nnviz.figures.theme import Theme, bare_axis, blank, lay_out
from nnviz.figures.wording import trimmed

WORDS = 8
"""Words that the `next_word` probe answers."""
_LONGEST = 14


def next_word(dataset: Dataset, theme: Theme, *, text: str, height: int = 300) -> go.Figure:
    """Draw the most probable next words as bars, the best at the top.

    Traces: 0 the bars with their probability, 1 the words.

    Args:
        dataset: Tokens, with a vocabulary.
        theme: Colours.
        text: The beginning typed.
        height: Pixels.
    """
    alt = f"The {WORDS} words that the network finds most probable after what was typed."
    figure = blank(theme, height=height, alt=alt, margins=(104, 44, 8, 8))
    rows = list(range(WORDS))
    figure.add_trace(
        go.Bar(
            orientation="h", x=[0.0] * WORDS, y=rows, text=[""] * WORDS, textposition="outside",
            textfont={"size": 12, "color": theme.quiet}, cliponaxis=False, hoverinfo="skip",
            marker={"color": theme.positive, "line": {"width": 0}}, width=0.62,
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[0.0] * WORDS, y=rows, text=[""] * WORDS, mode="text", textposition="middle left",
            textfont={"size": 13, "color": theme.text}, cliponaxis=False, hoverinfo="skip",
        )
    )  # fmt: skip
    size = {"count": WORDS}
    shown = {"op": "labels", "prop": "text", **size}
    words = [trimmed(word, _LONGEST) for word in dataset.vocabulary]
    bind(
        figure,
        set_trace("next_word/probability", 0, "x", **size),
        {**shown, "array": "next_word/probability", "trace": 0, "percent": True, "digits": 1,
         "suffix": "\u2009%"},
        {**shown, "array": "next_word/token", "trace": 1, "texts": words, "suffix": "\u00a0\u00a0"},
    )  # fmt: skip
    want(figure, "next_word", "next_word", {"text": text})
    lay_out(figure, xaxis=bare_axis(0, 1), yaxis=bare_axis(WORDS - 0.5, -0.5))
    return figure
