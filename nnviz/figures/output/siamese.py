"""Siamese networks: how far apart the codes of pairs are, and the pairs with the worst answers."""

import math

import plotly.graph_objects as go

from nnviz.core.errors import NnvizError
from nnviz.core.families.siamese import BINS, SHOWN
from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import bind, set_trace, trace_count, want
from nnviz.figures.kit.pictures import cells, free_cells, grey, shades
from nnviz.figures.kit.theme import Theme, axis, bare_axis, blank, lay_out
from nnviz.figures.kit.tiling import TileGrid
from nnviz.figures.kit.wording import trimmed

_WIDTH = 340.0
_BESIDE = 2
_LINE = 12.5
_GAP = 5.0
"""Pixels of a line of words, and between two pairs."""
_WIDEST = 0.45
"""What a picture takes at most of the width there is for it and its words."""
_TOP = 38
"""Pixels above for what to see and where the answer turns."""
_HILLS = 0.5
"""Where the hills begin, as a share of the height."""
_AXIS = 42
"""Pixels below the hills for their axis."""
_TALLEST = 1.08


def siamese(dataset: Dataset, theme: Theme, *, height: int = 292) -> go.Figure:
    """Draw how far apart pairs are: those of the second class upwards, of the first downwards.

    Traces: 0 and 1 the pairs of the first and the second class, 2 where the answer turns, 3 the
    pairs that get the worst answers, 4 to 6 words beside each.

    Args:
        dataset: Grey pictures that are pairs of two kinds.
        theme: Colours.
        height: Pixels.

    Raises:
        NnvizError: The data are no grey pictures of two kinds.
    """
    if grey(dataset).task != "binary":
        raise NnvizError("pairs of two kinds", dataset.name, "Look at another view.")
    names = [trimmed(name, 12) for name in dataset.class_names]
    count = min(SHOWN, len(dataset.x_test))
    alt = (
        f"Histogram of the distances of test pairs: pairs that are {names[1]} upwards, pairs that "
        f"are {names[0]} downwards, and the distance at which the prediction changes. Below, the "
        f"{count} pairs with the worst predictions, each with its distance and prediction."
    )
    figure = blank(theme, height=height, alt=alt, margins=(4, 4, _TOP, 2))
    _hills(figure, theme, names, _AXIS / (height - _TOP))
    _turn(figure, theme)
    _names(figure, theme, names)
    side = dataset.signature.input_shape[:2]
    grid, cell = _grid(count, (side[0], side[1]), _HILLS * (height - _TOP))
    _pairs(figure, grid, shades(theme, lit=dataset.lit))
    _verdicts(figure, theme, grid, cell, names)
    want(figure, "siamese", "siamese", {"count": count})
    return figure


def _hills(figure: go.Figure, theme: Theme, names: list[str], below: float) -> None:
    """Add the two distributions, one upwards and one downwards."""
    for number, name in enumerate(names):
        figure.add_trace(
            go.Bar(
                x=[0.0] * BINS, y=[0.0] * BINS, name=name, marker={
                    "color": theme.class_colour(number), "line": {"width": 0},
                    "pattern": {"shape": "" if number else "/", "fillmode": "overlay",
                                "fgcolor": theme.page, "fgopacity": 0.5, "size": 5},
                },
                hovertemplate="%{x:.2f} apart<extra>" + name + "</extra>",
            )
        )  # fmt: skip
        bind(
            figure,
            set_trace("siamese/middles", number, "x"),
            {"op": "set", "array": "siamese/shares", "row": number, "trace": number, "prop": "y",
             "scale": 1 if number else -1},
        )  # fmt: skip
    ends = [-_TALLEST, _TALLEST]
    lay_out(
        figure,
        barmode="overlay",
        bargap=0.08,
        xaxis=axis(theme, "distance between the two codes", range=[0, 1], anchor="y"),
        yaxis=bare_axis(*ends, domain=[_HILLS + below, 1], anchor="x"),
        shapes=[{"type": "line", "x0": 0, "x1": 1, "xref": "x domain", "y0": 0, "y1": 0,
                 "line": {"color": theme.line, "width": 1}}],
    )  # fmt: skip
    bind(figure, {"op": "set", "array": "siamese/end", "layout": "xaxis.range"})


def _turn(figure: go.Figure, theme: Theme) -> None:
    """Add the line where the answer turns, and what it means in words above."""
    trace = trace_count(figure)
    figure.add_trace(
        go.Scatter(
            x=[None, None], y=[-_TALLEST, _TALLEST], mode="lines", hoverinfo="skip",
            line={"color": theme.text, "width": 1.6, "dash": "dash"},
        )
    )  # fmt: skip
    bind(figure, set_trace("siamese/threshold", trace, "x"))
    lines = (
        ("\u00a0", 0, "left", 3, theme.text),
        ("\u00a0", 1, "right", 3, theme.text),
        ("Training separates the two hills.", 0, "left", 19, theme.quiet),
        ("Below: worst predictions", 1, "right", 19, theme.quiet),
    )
    for text, x, lies, up, colour in lines:
        figure.add_annotation(
            text=text, x=x, y=1, xref="paper", yref="paper", xanchor=lies, yanchor="bottom",
            yshift=up, showarrow=False, font={"size": 11.5, "color": colour},
        )  # fmt: skip
    live = (
        ("threshold", {"prefix": "\u2506 decision boundary at ", "digits": 2,
                       "missing": "no decision boundary yet"}),
        ("agreement", {"prefix": "correct for ", "percent": True, "digits": 0,
                       "suffix": "\u2009% of pairs", "missing": " "}),
    )  # fmt: skip
    for number, (array, form) in enumerate(live):
        bind(
            figure,
            {"op": "labels", "array": f"siamese/{array}", "index": 0,
             "layout": f"annotations[{number}].text", **form},
        )  # fmt: skip


def _names(figure: go.Figure, theme: Theme, names: list[str]) -> None:
    """Write which hill is which, with the mean of each, where the other hill is in the end."""
    for number, name in enumerate(names):
        x_lies, y_lies = ("right", "top") if number else ("left", "bottom")
        figure.add_annotation(
            text=name, x=number, xref="x domain", y=_TALLEST if number else -_TALLEST, yref="y",
            xanchor=x_lies, yanchor=y_lies, showarrow=False,
            font={"size": 11.5, "color": theme.class_colour(number)}, bgcolor=theme.page,
            borderpad=1, opacity=0.9,
        )  # fmt: skip
        sign = "\u25b2" if number else "\u25bc"
        bind(
            figure,
            {"op": "labels", "array": "siamese/mean", "index": number, "digits": 2,
             "layout": f"annotations[{4 + number}].text", "prefix": f"{sign} {name}, mean "},
        )  # fmt: skip


def _grid(count: int, side: tuple[int, int], room: float) -> tuple[TileGrid, float]:
    """Place pairs in rows, with room for words at the right of each.

    Args:
        count: Pairs.
        side: Rows and columns of a picture.
        room: Pixels from top to bottom.

    Returns:
        The places, and how many pixels a cell has.
    """
    high, wide = side
    stacked = max(1, math.ceil(count / _BESIDE))
    cell = min((room / stacked - _GAP) / high, _WIDEST * _WIDTH / _BESIDE / wide)
    down, across = high + max(1, round(_GAP / cell)), round(_WIDTH / _BESIDE / cell)
    at = tuple(
        ((stacked - 1 - number // _BESIDE) * down, number % _BESIDE * across)
        for number in range(count)
    )
    return TileGrid(at, high, wide, stacked * down, _BESIDE * across), cell


def _pairs(figure: go.Figure, grid: TileGrid, colours: list[list[float | str]]) -> None:
    """Lay out the pairs with the worst answers, the worst first."""
    trace = trace_count(figure)
    empty = free_cells(grid.rows, grid.columns)
    figure.add_trace(cells(empty, colours, xaxis="x2", yaxis="y2"))
    bind(
        figure,
        {"op": "atlas", "array": "siamese/pictures", "trace": trace, "prop": "z", "rows": grid.rows,
         "columns": grid.columns, "at": [list(place) for place in grid.at]},
    )  # fmt: skip
    lay_out(
        figure,
        xaxis2=bare_axis(0, grid.columns, constrain="domain", anchor="y2"),
        yaxis2=bare_axis(
            0, grid.rows, scaleanchor="x2", constrain="domain", anchor="x2",
            constraintoward="bottom", domain=[0, _HILLS],
        ),
    )  # fmt: skip


def _verdicts(
    figure: go.Figure, theme: Theme, grid: TileGrid, cell: float, names: list[str]
) -> None:
    """Write beside each pair how far apart it is, what the network says, and whether it is so."""
    forms = (
        ("apart", theme.quiet, {"suffix": " apart", "digits": 2}),
        ("verdict", theme.text, {"texts": [f"says {name}" for name in names for _ in range(2)]}),
        ("verdict", theme.text, {"texts": ["right", "wrong \u2715"] * len(names)}),
    )
    for line, (array, colour, form) in enumerate(forms):
        trace = trace_count(figure)
        figure.add_trace(
            go.Scatter(
                x=[x + grid.wide + 5 / cell for _, x in grid.at],
                y=[y + grid.high / 2 + (1 - line) * _LINE / cell for y, _ in grid.at],
                text=["\u00a0"] * len(grid.at), mode="text", textposition="middle right",
                textfont={"size": 11, "color": colour}, hoverinfo="skip", cliponaxis=False,
                xaxis="x2", yaxis="y2",
            )
        )  # fmt: skip
        bind(
            figure,
            {"op": "labels", "array": f"siamese/{array}", "trace": trace, "prop": "text",
             "count": len(grid.at), **form},
        )  # fmt: skip
