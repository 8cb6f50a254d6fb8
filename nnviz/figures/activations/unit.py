"""One unit large: what it responds to."""

import plotly.graph_objects as go

from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import bind, set_trace, trace_count, want
from nnviz.figures.kit.points import point_traces
from nnviz.figures.kit.theme import Theme, axis, bare_axis, blank, lay_out


def unit(
    dataset: Dataset,
    theme: Theme,
    *,
    layer: str,
    unit: int,
    example: int = 0,
    side: int = 60,
    height: int = 300,
) -> go.Figure:
    """Draw the activation of one unit over the plane, or on one example.

    On an example it is the unit's feature map, its values over time, or one number.

    Args:
        dataset: On a plane its points are drawn over the map.
        theme: Colours.
        layer: Id of the layer.
        unit: Number of the unit.
        example: Number of the test example.
        side: Places along each axis of a plane.
        height: Pixels.
    """
    plane = dataset.signature.view == "plane"
    where = "over the plane" if plane else f"on test example {example + 1}"
    alt = f"Activation of unit {unit + 1} of layer {layer} {where}."
    figure = blank(theme, height=height, alt=alt, margins=(40, 70, 26, 36 if plane else 10))
    extent = float(dataset.plane_extent)
    step = 2 * extent / (side - 1)
    grid = {"x0": -extent, "dx": step, "y0": -extent, "dy": step} if plane else {}
    figure.add_trace(_map(theme, grid))
    bind(figure, set_trace("unit/map", 0, "z"))
    _add_number(figure, theme)
    options = {"layer": layer, "unit": unit, "example": example}
    want(figure, "unit", "unit", {**options, "side": side})
    if plane:
        figure.add_traces(point_traces(dataset, theme, size=5))
        ends = [-extent - step / 2, extent + step / 2]
        lay_out(
            figure,
            xaxis=axis(theme, "X\u2081", range=ends, constrain="domain", constraintoward="right"),
            yaxis=axis(theme, "X\u2082", range=ends, scaleanchor="x", constrain="domain"),
        )
    else:
        tied = {"scaleanchor": "x"} if dataset.signature.view == "image" else {}
        free = {**bare_axis(0, 1), "range": None, "autorange": True, "constrain": "domain"}
        lay_out(figure, xaxis=free, yaxis={**free, **tied})
    return figure


def _map(theme: Theme, grid: dict[str, float]) -> go.Heatmap:
    """The map with a scale in the unit's own values, zero in the middle."""
    return go.Heatmap(
        z=[[0.0]],
        zmid=0,
        colorscale=theme.diverging,
        hovertemplate="%{z:.3f}<extra></extra>",
        colorbar={
            "thickness": 10,
            "outlinewidth": 0,
            "len": 0.9,
            "nticks": 5,
            "tickfont": {"size": 11, "color": theme.quiet},
            "ticklen": 3,
            "tickcolor": theme.line,
        },
        **grid,
    )


def _add_number(figure: go.Figure, theme: Theme) -> None:
    """Write the activation on the chosen example above the map."""
    trace = trace_count(figure)
    figure.add_trace(
        go.Scatter(
            x=[0], y=[1], xaxis="x2", yaxis="y2", mode="text", text=[""], hoverinfo="skip",
            textposition="top right", cliponaxis=False,
            textfont={"size": 12, "color": theme.text},
        )
    )  # fmt: skip
    lay_out(figure, xaxis2=bare_axis(0, 1, overlaying="x"), yaxis2=bare_axis(0, 1, overlaying="y"))
    bind(
        figure,
        {"op": "labels", "array": "unit/value", "trace": trace, "prop": "text", "count": 1,
         "prefix": "activation on the chosen example ", "digits": 3},
    )  # fmt: skip
