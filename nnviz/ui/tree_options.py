"""The sentence whose parse tree is shown: one that the visitor types, or a test example."""

from typing import Any

import streamlit as st

from nnviz.core.errors import NnvizError
from nnviz.data.opinions import vocabulary_words
from nnviz.data.parsing import parsed
from nnviz.ui.choices import chosen
from nnviz.ui.example_choice import NUMBERS

_MOST = 160


def tree_options() -> dict[str, Any]:
    """Draw the field for a sentence; what is no sentence is said, and the example shown instead."""
    text = st.text_input(
        "Sentence of your own",
        "",
        key="tree_sentence",
        max_chars=_MOST,
        placeholder="((not good) film)",
        help="Empty, the test example is shown. The tree follows from a small grammar, or from "
        "brackets that you type, two parts in each pair. It may have the words "
        f"{', '.join(vocabulary_words())}.",
    )
    text = text or ""
    if text.strip():
        try:
            parsed(text)
        except NnvizError as error:
            st.caption(f":material/error: {error}")
            text = ""
    return {"text": text.strip(), "example": int(chosen(NUMBERS["test"], 0))}
