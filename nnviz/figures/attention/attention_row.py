"""How one token finds what it looks at: query, keys, scores, mask, softmax, values, mix."""

from collections.abc import Sequence

import plotly.graph_objects as go

from nnviz.figures.kit.bindings import bind, empty_cells, set_trace, want
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out, mix
from nnviz.figures.kit.wording import trimmed

_HEIGHT, _ROW = 300, 14
"""Pixels of the whole where there are few tokens, and of a row where there are many."""
_LONGEST = 12
_WIDE = 26.0
_AROUND = 7.6
"""Rows above and below those of the tokens: query, headings, mix."""
_KEYS, _SCORES, _MASKED, _SOFTMAX, _VALUES = 14.0, 44.0, 53.0, 62.0, 76.0


def attention_row(
    theme: Theme,
    *,
    layer: str,
    name: str,
    words: Sequence[str],
    size: int,
    chosen: tuple[int, int] = (0, 0),
    options: dict[str, str | int],
) -> go.Figure:
    """Draw the numbers of one token in one head, a row each token that may be looked at.

    Traces: 0 the query, 1 the keys, 2 the values, 3 the mix; then scores, masked scores and
    softmax as texts, the softmax as bars, and lines between rows.

    Args:
        theme: Colours.
        layer: Id of the layer.
        name: The token that asks.
        words: The tokens that it may look at.
        size: Values of a head.
        chosen: Head and asking token.
        options: Part and number of the example.
    """
    head, token = chosen
    count = len(words)
    name = trimmed(name, _LONGEST)
    alt = f"How \u201c{name}\u201d computes its attention in head {head + 1} of layer {layer}."
    height = max(_HEIGHT, round((count + _AROUND) * _ROW))
    figure = blank(theme, height=height, alt=alt, margins=(4, 4, 4, 4))
    for array, x, rows, top in (
        ("query", _KEYS, 1, count + 2.2), ("keys", _KEYS, count, count),
        ("values", _VALUES, count, count), ("context", _VALUES, 1, -1.2),
    ):  # fmt: skip
        _add_block(figure, theme, array, (x, top), (rows, size))
    _add_numbers(figure, theme, count)
    _add_rules(figure, theme, count)
    _add_words(figure, theme, words, name)
    want(figure, "attention", "attention",
         {"layer": layer, "head": head, "token": token, **options})  # fmt: skip
    lay_out(
        figure,
        xaxis=bare_axis(0, _VALUES + _WIDE + 1),
        yaxis=bare_axis(-3.4, count + _AROUND - 3.4),
    )
    return figure


def _add_numbers(figure: go.Figure, theme: Theme, count: int) -> None:
    """Write scores, masked scores and softmax, the last one as bars too."""
    rows = [count - 0.5 - place for place in range(count)]
    for array, x in (("scores", _SCORES), ("masked", _MASKED), ("softmax", _SOFTMAX)):
        trace = 4 + [_SCORES, _MASKED, _SOFTMAX].index(x)
        figure.add_trace(
            go.Scatter(
                x=[x] * count, y=rows, mode="text", text=[""] * count, hoverinfo="skip",
                textfont={"size": 11, "color": theme.text},
            )
        )  # fmt: skip
        bind(figure, {"op": "labels", "array": f"attention/{array}", "trace": trace,
                      "prop": "text", "count": count, "digits": 2})  # fmt: skip
    figure.add_trace(
        go.Bar(
            orientation="h", x=[0.0] * count, y=rows, base=_SOFTMAX + 3, width=0.6,
            hoverinfo="skip", marker={"color": theme.positive, "line": {"width": 0}},
        )
    )  # fmt: skip
    bind(figure, set_trace("attention/softmax", 7, "x", count=count, scale=9))


def _add_block(
    figure: go.Figure, theme: Theme, array: str, corner: tuple[float, float], size: tuple[int, int]
) -> None:
    """Add a heat map of vectors, a row each, its first row on top."""
    soft = [mix(theme.page, colour, 0.8) for colour in (theme.negative, theme.positive)]
    x, top = corner
    rows, columns = size
    trace = {"query": 0, "keys": 1, "values": 2, "context": 3}[array]
    figure.add_trace(
        go.Heatmap(
            **empty_cells(rows, columns), x0=x + _WIDE / columns / 2, dx=_WIDE / columns,
            y0=top - 0.5, dy=-1, zmid=0, showscale=False,
            colorscale=[[0.0, soft[0]], [0.5, theme.zero], [1.0, soft[1]]],
            hovertemplate="%{z:.3f}<extra></extra>",
        )
    )  # fmt: skip
    bind(figure, set_trace(f"attention/{array}", trace, "z"))


def _add_rules(figure: go.Figure, theme: Theme, count: int) -> None:
    """Keep the rows of keys and values apart; lines stay where they are while numbers change."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for left in (_KEYS, _VALUES):
        for row in range(1, count):
            xs += [left, left + _WIDE, None]
            ys += [row, row, None]
    figure.add_trace(
        go.Scatter(
            x=xs, y=ys, mode="lines", hoverinfo="skip", line={"color": theme.page, "width": 1}
        )
    )  # fmt: skip


def _add_words(figure: go.Figure, theme: Theme, words: Sequence[str], name: str) -> None:
    """Write tokens at the left, and over the columns what they are."""
    count = len(words)
    for place, word in enumerate(words):
        figure.add_annotation(
            text=trimmed(word, _LONGEST), x=_KEYS - 0.8, y=count - 0.5 - place, showarrow=False,
            xanchor="right", font={"size": 11, "color": theme.text},
        )  # fmt: skip
    high, low = count + 0.7, -0.5
    for text, x, y, side in (
        (f"query of \u201c{name}\u201d", _KEYS, count + 2.9, "left"),
        ("keys", _KEYS, high, "left"),
        ("score", _SCORES, high, "center"),
        ("masked", _MASKED, high, "center"),
        ("softmax", _SOFTMAX, high, "center"),
        ("values", _VALUES, high, "left"),
        ("weighted sum of the values", _VALUES, low, "left"),
    ):
        figure.add_annotation(
            text=text, x=x, y=y, showarrow=False, xanchor=side,
            font={"size": 11, "color": theme.quiet},
        )  # fmt: skip
