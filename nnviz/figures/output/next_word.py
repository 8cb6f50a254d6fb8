"""The words that the network expects after a typed beginning."""

import plotly.graph_objects as go

from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import want
from nnviz.figures.kit.probability_bars import add_rows
from nnviz.figures.kit.theme import Theme, blank
from nnviz.figures.kit.wording import trimmed

WORDS = 8
"""Words that the `next_word` probe answers."""
_LONGEST = 14


def next_word(dataset: Dataset, theme: Theme, *, text: str, height: int = 300) -> go.Figure:
    """Draw the most probable next words as bars, the best at the top.

    Traces: 0 the bars, 1 the words, 2 their probabilities.

    Args:
        dataset: Tokens, with a vocabulary.
        theme: Colours.
        text: The beginning typed.
        height: Pixels.
    """
    alt = f"The {WORDS} most probable words after the typed text."
    figure = blank(theme, height=height, alt=alt, margins=(104, 52, 8, 8))
    words = [trimmed(word, _LONGEST) for word in dataset.vocabulary]
    add_rows(figure, theme, WORDS, probe="next_word", names=("token", words), size=13)
    want(figure, "next_word", "next_word", {"text": text})
    return figure
