"""How a Hopfield network recalls: pictures from the damaged one on, and the energy that falls."""

import plotly.graph_objects as go

from nnviz.core.families.energy import SHOWN
from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import bind, set_trace, want
from nnviz.figures.kit.pictures import cells, free_cells, grey, shades
from nnviz.figures.kit.theme import Theme, axis, bare_axis, blank, lay_out

_GAP, _APART = 1, 3
"""Cells between two pictures of the recall, and before the stored one."""
_LEFT = 44
_STRIP, _CURVE = 0.74, 0.52
"""Where the strip of pictures begins and the curve ends, as shares of the height."""


def recall(
    dataset: Dataset, theme: Theme, *, split: str = "test", example: int = 0, height: int = 292
) -> go.Figure:
    """Draw one recall of a Hopfield network.

    Traces: 0 the pictures, 1 the energy over updates, 2 where the pictures lie on it.

    Args:
        dataset: Grey pictures.
        theme: Colours.
        split: `train`, `test`, or `own` for the visitor's.
        example: Number of the example.
        height: Pixels.

    Raises:
        NnvizError: The data are no grey pictures.
    """
    signature = grey(dataset)
    alt = (
        f"{SHOWN} images from the start of a recall to its end, then the nearest stored image; "
        "below them the energy, which falls with every unit that changes."
    )
    figure = blank(theme, height=height, alt=alt, margins=(_LEFT, 6, 18, 34))
    _pictures(figure, theme, signature.input_shape[:2])
    _energies(figure, theme)
    _words(figure, theme, dataset, signature.input_shape[:2])
    want(figure, "recall", "recall", {"split": split, "example": example})
    return figure


def _pictures(figure: go.Figure, theme: Theme, side: tuple[int, ...]) -> None:
    """Lay the pictures out in one row, the stored one a little apart."""
    high, wide = side[0], side[1]
    lefts = _lefts(wide)
    columns = lefts[-1] + wide
    figure.add_trace(
        cells(free_cells(high, columns), shades(theme, lit=False), xaxis="x2", yaxis="y2")
    )
    bind(
        figure,
        {"op": "atlas", "array": "recall/pictures", "trace": 0, "prop": "z", "rows": high,
         "columns": columns, "at": [[0, left] for left in lefts]},
    )  # fmt: skip
    lay_out(
        figure,
        xaxis2=bare_axis(0, columns, constrain="domain", anchor="y2"),
        yaxis2=bare_axis(
            0, high, scaleanchor="x2", constrain="domain", constraintoward="top", anchor="x2",
            domain=[_STRIP, 1],
        ),
    )  # fmt: skip


def _lefts(wide: int) -> list[int]:
    """Return the first column of every picture, the stored one last."""
    lefts = [number * (wide + _GAP) for number in range(SHOWN)]
    return [*lefts, lefts[-1] + wide + _APART]


def _energies(figure: go.Figure, theme: Theme) -> None:
    figure.add_trace(
        go.Scatter(
            x=[None], y=[None], mode="lines",
            line={"color": theme.text, "width": 1.6, "shape": "hv"},
            hovertemplate="energy %{y:.3g} after %{x} updates<extra></extra>",
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[None], y=[None], mode="markers", hoverinfo="skip", cliponaxis=False,
            marker={"size": 8, "symbol": "square", "color": theme.page,
                    "line": {"color": theme.text, "width": 1.6}},
        )
    )  # fmt: skip
    bind(
        figure,
        set_trace("recall/update", 1, "x"),
        set_trace("recall/energy", 1, "y"),
        set_trace("recall/at", 2, "x"),
        set_trace("recall/height", 2, "y"),
    )
    lay_out(
        figure,
        xaxis=axis(theme, "unit updates, one at a time", domain=[0, 1], rangemode="tozero"),
        yaxis=axis(theme, domain=[0, _CURVE], nticks=5),
    )


def _words(figure: go.Figure, theme: Theme, dataset: Dataset, side: tuple[int, ...]) -> None:
    """Say what the pictures are, and live which stored one is nearest and how near."""
    quiet = {"size": 11.5, "color": theme.quiet}
    high, lefts = side[0], _lefts(side[1])
    above = (("start", 0, "left"), ("end", lefts[-2] + side[1] / 2, "center"))
    for text, x, lies in (*above, ("stored", lefts[-1] + side[1], "right")):
        figure.add_annotation(
            text=text, x=x, y=high, xref="x2", yref="y2", xanchor=lies, yanchor="bottom",
            showarrow=False, font=quiet,
        )  # fmt: skip
    figure.add_annotation(
        text="energy", x=0, y=_CURVE, xref="paper", yref="paper", xanchor="left",
        yanchor="bottom", xshift=-4, yshift=4, showarrow=False,
        font={"size": 12, "color": theme.text},
    )  # fmt: skip
    places = (
        {"x": lefts[-1] + side[1], "y": 0, "xref": "x2", "yref": "y2", "yanchor": "top"},
        {"x": 1, "y": _CURVE, "xref": "paper", "yref": "paper", "yanchor": "bottom", "yshift": 4},
    )
    forms = (
        ("nearest", {"texts": list(dataset.group_names)}),
        ("agreement", {"percent": True, "digits": 0, "suffix": "\u2009% of the pixels agree"}),
    )
    for number, (place, (array, form)) in enumerate(zip(places, forms, strict=True), 4):
        figure.add_annotation(
            text="\u00a0", xanchor="right", showarrow=False,
            font={"size": 11.5, "color": theme.text}, **place,
        )  # fmt: skip
        bind(
            figure,
            {"op": "labels", "array": f"recall/{array}", "index": 0,
             "layout": f"annotations[{number}].text", **form},
        )  # fmt: skip
