"""Probabilities as rows: what each is of, a bar, and how much it is."""

from collections.abc import Sequence

import plotly.graph_objects as go

from nnviz.figures.kit.bindings import bind, set_trace
from nnviz.figures.kit.marks import frame_words
from nnviz.figures.kit.theme import Theme, bare_axis, lay_out


def add_rows(
    figure: go.Figure,
    theme: Theme,
    count: int,
    *,
    probe: str,
    names: tuple[str, Sequence[str]],
    size: float = 12,
    numbers: bool = True,
) -> None:
    """Add rows for probabilities to an empty figure, the first at the top.

    Traces: 0 the bars, 1 the names at their left, 2 the numbers at their right. The numbers stand
    in a column, so that bars grow and shrink without words to be moved.

    Args:
        figure: With room for names and numbers in its margins.
        theme: Colours.
        count: Rows.
        probe: Key of the probe that is wanted; its array `probability` gives the lengths.
        names: Its array with a number for each row, and the names by that number.
        size: Pixels of the names' font.
        numbers: Whether to write the probabilities too.
    """
    rows = list(range(count))
    figure.add_trace(
        go.Bar(
            orientation="h", x=[0.0] * count, y=rows, width=0.62, hoverinfo="skip",
            marker={"color": theme.positive, "line": {"width": 0}},
        )
    )  # fmt: skip
    array, texts = names
    figure.add_trace(frame_words([0.0] * count, rows, "left", size, theme.text))
    shown = {"op": "labels", "prop": "text", "count": count}
    bind(
        figure,
        set_trace(f"{probe}/probability", 0, "x", count=count),
        {**shown, "array": f"{probe}/{array}", "trace": 1, "texts": texts, "suffix": "\u00a0"},
    )
    if numbers:
        figure.add_trace(frame_words([1.0] * count, rows, "right", min(size, 12), theme.quiet))
        percent = {"percent": True, "digits": 1, "prefix": "\u2009", "suffix": "\u2009%"}
        bind(figure, {**shown, "array": f"{probe}/probability", "trace": 2, **percent})
    lay_out(figure, xaxis=bare_axis(0, 1), yaxis=bare_axis(count - 0.5, -0.5))
