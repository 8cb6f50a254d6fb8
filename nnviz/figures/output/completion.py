"""What a network writes after a typed text, word by word."""

import plotly.graph_objects as go

from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import want
from nnviz.figures.kit.probability_bars import add_rows
from nnviz.figures.kit.theme import Theme, blank
from nnviz.figures.kit.wording import trimmed

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
    alt = f"Up to {TOKENS} words that the network writes in turn, each with its probability."
    figure = blank(theme, height=height, alt=alt, margins=(104, 44, 8, 8))
    # Token 0, which stands behind the end, is no word.
    words = ["", *(trimmed(word, _LONGEST) for word in dataset.vocabulary[1:])]
    add_rows(
        figure, theme, TOKENS, probe="completion", names=("token", words), size=13,
        numbers=False,
    )  # fmt: skip
    want(figure, "completion", "completion", {"text": text})
    return figure
