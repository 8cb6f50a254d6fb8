"""A small table of texts as HTML: Streamlit's own would load pandas."""

from collections.abc import Sequence
from html import escape

import streamlit as st


def plain_table(
    names: Sequence[str], rows: Sequence[Sequence[str]], *, caption: str, marked: int | None = None
) -> None:
    """Draw rows under the names of their columns; wide tables scroll by themselves.

    Args:
        names: One for each column.
        rows: Cells as texts, nothing of which is taken for markup.
        caption: What the table shows, for those who do not see it.
        marked: Number of the column that stands out.
    """

    def cells(tag: str, texts: Sequence[str]) -> str:
        marks = ['class="nnviz-marked"' if place == marked else "" for place in range(len(texts))]
        return "".join(
            f"<{tag} {mark}>{escape(text)}</{tag}>" for mark, text in zip(marks, texts, strict=True)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    st.html(
        f'<div class="nnviz-rows" role="region" aria-label="{escape(caption)}" tabindex="0">'
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{cells('th', names)}</tr></thead><tbody>{body}</tbody></table></div>"
    )
