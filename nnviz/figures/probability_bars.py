"""Probabilities as rows: what each is of, a bar, and how much it is."""

from collections.abc import Sequence

import plotly.graph_objects as go

from nnviz.figures.bindings import Binding, bind, set_trace, trace_count
from nnviz.figures.theme import Theme, bare_axis, lay_out


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
    bind(figure, set_trace(f"{probe}/probability", 0, "x", count=count))
    array, texts = names
    shown = {"array": f"{probe}/{array}", "texts": texts, "suffix": "\u00a0"}
    _add_words(figure, rows, ("middle left", size, theme.text), shown)
    if numbers:
        percent = {"percent": True, "digits": 1, "prefix": "\u2009", "suffix": "\u2009%"}
        shown = {"array": f"{probe}/probability", **percent}
        _add_words(figure, rows, ("middle right", min(size, 12), theme.quiet), shown, x=1.0)
    lay_out(figure, xaxis=bare_axis(0, 1), yaxis=bare_axis(count - 0.5, -0.5))


def _add_words(
    figure: go.Figure,
    rows: list[int],
    style: tuple[str, float, str],
    shown: Binding,
    x: float = 0.0,
) -> None:
    """Add a column of words that frames fill.

    Args:
        figure: To be added to.
        rows: Where they stand.
        style: At which side of `x`, pixels of the font, colour.
        shown: What a `labels` binding makes them of.
        x: Where the column is.
    """
    position, size, colour = style
    words = {"op": "labels", "prop": "text", "count": len(rows), "trace": trace_count(figure)}
    bind(figure, {**words, **shown})
    figure.add_trace(
        go.Scatter(
            x=[x] * len(rows), y=rows, text=["\u00a0"] * len(rows), mode="text",
            textposition=position, textfont={"size": size, "color": colour}, hoverinfo="skip",
            cliponaxis=False,
        )
    )  # fmt: skip
