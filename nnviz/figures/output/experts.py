"""Which expert of a mixture answers where: regions of the plane, or shares of each class."""

from collections.abc import Sequence

import plotly.graph_objects as go

from nnviz.core.families.experts import groups
from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import bind, empty_cells, set_trace, trace_count, want
from nnviz.figures.kit.points import point_traces
from nnviz.figures.kit.theme import Theme, axis, bare_axis, blank, lay_out, mix
from nnviz.figures.kit.wording import trimmed
from nnviz.figures.output.surface import doubt, flat_scale, plane_axes, plane_grid

_SIDE = 50
_PLANE, _BARS = 0.76, 0.79
"""Where the plane ends and the bars begin, as shares of the width."""
_FEWEST_ROWS = 7
"""Rows there is room for beside the plane; fewer experts take no more of it."""
_STEPS = 60
"""Lengths a bar can have: about a pixel each, so that most frames leave it alone."""
_UNUSED = 0.01
_PALER = 0.5
"""Share of the page in regions, so that points stand out from them."""
_SIZE = 11.5
_LONGEST = 12


def experts(
    dataset: Dataset, theme: Theme, *, names: Sequence[str], height: int = 292
) -> go.Figure:
    """Draw who answers where, and how much each expert is used on the training data.

    On a plane a region for each expert, with its number in it, paler where the gate is less
    clear. Traces: 0 the regions, 1 the veil over them, 2 their borders, 3 the numbers, 4 the bars,
    5 words above them, then the training points. On other data trace 0 is a matrix of classes and
    experts.

    Args:
        dataset: The data.
        theme: Colours.
        names: Of the experts, in the order of the gate's values.
        height: Pixels.
    """
    if dataset.signature.view == "plane":
        figure = _plane(dataset, theme, names, height)
    else:
        figure = _matrix(dataset, theme, names, height)
    want(figure, "experts", "experts", {"side": _SIDE})
    return figure


def expert_colour(dataset: Dataset, theme: Theme, number: int) -> str:
    """Return the colour of an expert, which none of the points has as long as there are enough."""
    return theme.class_colour(max(2, len(dataset.class_names)) + number)


def _plane(dataset: Dataset, theme: Theme, names: Sequence[str], height: int) -> go.Figure:
    count = len(names)
    alt = (
        f"Map of which of {count} experts has the largest weight at each point of the plane, with "
        f"its number in its region and {len(dataset.plane_train)} training examples; beside it the "
        "share of each expert in the work."
    )
    colours = [expert_colour(dataset, theme, number) for number in range(count)]
    figure = blank(theme, height=height, alt=alt, margins=(34, 2, 8, 34))
    grid, end = plane_grid(dataset, _SIDE)
    figure.add_trace(
        go.Heatmap(
            **empty_cells(_SIDE, _SIDE), zmin=-0.5, zmax=count - 0.5, hoverinfo="skip",
            colorscale=flat_scale(colours, theme, _PALER), **grid,
        )
    )  # fmt: skip
    figure.add_trace(doubt(theme, grid))
    figure.add_trace(
        go.Scatter(
            x=[None], y=[None], mode="lines", hoverinfo="skip",
            line={"color": theme.text, "width": 1.6, "shape": "linear"},
        )
    )  # fmt: skip
    figure.add_trace(_numbers(colours, theme))
    bind(
        figure,
        set_trace("experts/expert", 0, "z"),
        set_trace("experts/clear", 1, "z"),
        *(set_trace(f"experts/border_{one}", 2, one) for one in "xy"),
        *(set_trace(f"experts/middle_{one}", 3, one, count=count) for one in "xy"),
    )
    _add_bars(figure, theme, names, colours)
    figure.add_traces(point_traces(dataset, theme, size=5))
    plane_axes(figure, theme, end, domain=[0, _PLANE], constraintoward="left")
    lay_out(figure, yaxis={"constraintoward": "top"})
    return figure


def _numbers(colours: Sequence[str], theme: Theme) -> go.Scatter:
    """Return the number of every expert in a ring, above the points."""
    return go.Scatter(
        x=[None] * len(colours), y=[None] * len(colours), mode="markers+text", hoverinfo="skip",
        text=[f"<b>{number}</b>" for number in range(1, len(colours) + 1)], zorder=1,
        textfont={"size": 13, "color": theme.text},
        marker={"size": 23, "color": theme.page, "opacity": 1,
                "line": {"width": 2, "color": list(colours)}},
    )  # fmt: skip


def _add_bars(
    figure: go.Figure, theme: Theme, names: Sequence[str], colours: Sequence[str]
) -> None:
    """Add a bar an expert at the right: its share, and in words when it has next to none."""
    count = len(names)
    rows = list(range(count))
    figure.add_trace(
        go.Bar(
            orientation="h", x=[0.0] * count, y=[row + 0.28 for row in rows], width=0.3,
            xaxis="x2", yaxis="y2", hoverinfo="skip",
            marker={"color": list(colours), "line": {"width": 0}},
        )
    )  # fmt: skip
    for row in rows:
        figure.add_shape(
            type="rect", xref="x2", yref="y2", x0=0, x1=1, y0=row + 0.13, y1=row + 0.43,
            line={"width": 0}, fillcolor=theme.faint, layer="below",
        )  # fmt: skip
    words = [f"{number}: " for number in range(1, count + 1)]
    figure.add_trace(
        go.Scatter(
            x=[0.0] * count, y=[row - 0.12 for row in rows], mode="text", text=words,
            textposition="middle right", textfont={"size": _SIZE, "color": [theme.text] * count},
            hovertext=[f"expert {row + 1} is the layer {names[row]}" for row in rows],
            hoverinfo="text", xaxis="x2", yaxis="y2", cliponaxis=False,
        )
    )  # fmt: skip
    used = {"array": "experts/used", "count": count}
    bar, word = trace_count(figure) - 2, trace_count(figure) - 1
    bind(
        figure,
        {"op": "steps", **used, "trace": bar, "prop": "x",
         "edges": [(step + 0.5) / _STEPS for step in range(_STEPS)],
         "choices": [step / _STEPS for step in range(_STEPS + 1)]},
        {"op": "labels", **used, "trace": word, "prop": "text", "percent": True, "digits": 0,
         "prefix": words, "suffix": "\u2009%"},
        {"op": "steps", **used, "trace": word, "prop": "textfont.color", "edges": [_UNUSED],
         "choices": [theme.alarm, theme.text]},
    )  # fmt: skip
    figure.add_annotation(
        text="share of<br>the work", xref="x2", yref="paper", x=0, y=1, align="left",
        xanchor="left", yanchor="top", showarrow=False, font={"size": 11, "color": theme.quiet},
    )  # fmt: skip
    end = max(count, _FEWEST_ROWS)
    lay_out(
        figure,
        xaxis2=bare_axis(0, 1, domain=[_BARS, 1], anchor="y2"),
        yaxis2=bare_axis(end - 0.5, -0.5, domain=[0, 0.84], anchor="x2"),
    )


def _matrix(dataset: Dataset, theme: Theme, names: Sequence[str], height: int) -> go.Figure:
    count = len(names)
    rows = ["all", *(trimmed(name, _LONGEST) for name in groups(dataset))]
    among = f" and of each of {len(rows) - 1} classes" if len(rows) > 1 else ""
    alt = f"Share of each of {count} experts in the outputs for all training examples{among}."
    left = 14 + round(6.2 * max(map(len, rows)))
    figure = blank(theme, height=height, alt=alt, margins=(left, 8, 8, 48))
    figure.add_trace(
        go.Heatmap(
            z=[[0.0] * count] * len(rows), zmin=0, zmax=1, showscale=False, xgap=2, ygap=2,
            colorscale=[[0.0, theme.faint], [1.0, mix(theme.positive, theme.page, 0.4)]],
            texttemplate="%{z:.0%}", textfont={"size": 11, "color": theme.text},
            hovertemplate="expert %{x} handles %{z:.1%} of %{y}<extra></extra>",
        )
    )  # fmt: skip
    bind(figure, set_trace("experts/by_group", 0, "z", count=len(rows)))
    ticks = {"showline": False, "ticks": ""}
    numbers = [str(number) for number in range(1, count + 1)]
    lay_out(
        figure,
        xaxis=axis(
            theme, "expert, with its share of the work", tickvals=list(range(count)),
            ticktext=numbers, **ticks,
        ),
        yaxis=axis(
            theme, tickvals=list(range(len(rows))), ticktext=rows, autorange="reversed", **ticks
        ),
    )  # fmt: skip
    return figure
