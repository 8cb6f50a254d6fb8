"""The weights between all units of a Hopfield network: a matrix that is its own mirror image."""

import plotly.graph_objects as go

from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.kinds import product
from nnviz.figures.kit.bindings import bind, empty_cells, set_trace, want
from nnviz.figures.kit.theme import Theme, axis, blank, lay_out


def couplings(dataset: Dataset, theme: Theme, *, height: int = 292) -> go.Figure:
    """Draw the weight of every unit to every other: blue where they agree, orange where not.

    Trace 0 is the matrix.

    Args:
        dataset: What the units stand for.
        theme: Colours.
        height: Pixels.
    """
    units = product(dataset.signature.input_shape)
    alt = (
        f"Matrix of the weights between {units} units: the same above and below the diagonal, "
        "which is 0. Blue pairs of units agree in most stored patterns, orange ones differ."
    )
    figure = blank(theme, height=height, alt=alt, margins=(40, 8, 20, 36))
    figure.add_trace(
        go.Heatmap(
            **empty_cells(units, units), x0=1, dx=1, y0=-units, dy=1, zmin=-1, zmax=1,
            colorscale=theme.diverging, showscale=False, hoverinfo="skip",
        )
    )  # fmt: skip
    bind(figure, set_trace("couplings/values", 0, "z"))
    figure.add_annotation(
        text="\u00a0", x=1, y=1, xref="paper", yref="paper", xanchor="right", yanchor="bottom",
        yshift=3, showarrow=False, font={"size": 11.5, "color": theme.quiet},
    )  # fmt: skip
    bind(
        figure,
        {"op": "labels", "array": "couplings/largest", "index": 0, "digits": 3,
         "layout": "annotations[0].text", "prefix": "largest weight \u00b1"},
    )  # fmt: skip
    want(figure, "couplings", "couplings", {})
    ticks = [1, *range(units // 4, units + 1, max(1, units // 4))]
    lay_out(
        figure,
        xaxis=axis(
            theme, "unit, row after row", constrain="domain", range=[0.5, units + 0.5],
            tickvals=ticks,
        ),
        yaxis=axis(
            theme, scaleanchor="x", constrain="domain", range=[-units - 0.5, -0.5],
            tickvals=[-tick for tick in ticks], ticktext=[str(tick) for tick in ticks],
        ),
    )  # fmt: skip
    return figure
