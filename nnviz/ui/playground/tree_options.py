"""The sentence whose parse tree is shown, typed by the visitor or a test example, and its tree."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from nnviz.core.errors import NnvizError
from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.trees import tree_of
from nnviz.data.sets.text.opinions import vocabulary_words
from nnviz.data.sets.text.parsing import parsed
from nnviz.figures.kit.theme import Theme
from nnviz.figures.network.parse_tree import parse_tree
from nnviz.graph.parse_tree import parse_tree_graph
from nnviz.ui.inspect.example_choice import NUMBERS
from nnviz.ui.playground import words
from nnviz.ui.state.choices import chosen
from nnviz.ui.widgets.plain_text import plain

_MOST = 160


def tree_options(_experiment: Experiment, _dataset: Dataset) -> dict[str, Any]:
    """Draw the field for a sentence; what is no sentence is said, and the example shown instead."""
    text = st.text_input(
        words.YOUR_SENTENCE,
        "",
        key="tree_sentence",
        max_chars=_MOST,
        placeholder="((not good) film)",
        help=words.sentence_help(", ".join(vocabulary_words())),
    )
    text = text or ""
    if text.strip():
        try:
            parsed(text)
        except NnvizError as error:
            st.caption(f":material/error: {plain(str(error))}")
            text = ""
    return {"text": text.strip(), "example": int(chosen(NUMBERS["test"], 0))}


def tree_figure(
    dataset: Dataset, theme: Theme, *, text: str = "", example: int = 0, height: int = 292
) -> go.Figure:
    """Draw the tree of a sentence.

    Args:
        dataset: Parsed sentences.
        theme: Colours.
        text: What was typed; nothing shows a test example.
        example: Number of that example; the last one when there are not so many.
        height: Pixels.

    Raises:
        NnvizError: The text is no sentence.
    """
    at = min(example, len(dataset.x_test) - 1)
    tree = parsed(text) if text else tree_of(dataset.x_test[at], dataset.vocabulary)
    options: dict[str, str | int] = {"text": text, "split": "test", "example": at}
    return parse_tree(parse_tree_graph(tree), dataset, theme, options=options, height=height)
