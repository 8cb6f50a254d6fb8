"""Pictures that nobody gave the network: what it draws at every place of its latent space."""

import plotly.graph_objects as go

from nnviz.core.spec.dataset import Dataset
from nnviz.figures.generative.latent_plane import BESIDE, Plane, add_mark, plane_figure
from nnviz.figures.kit.bindings import bind, set_trace, trace_count
from nnviz.figures.kit.pictures import shades
from nnviz.figures.kit.theme import Theme


def generated(dataset: Dataset, theme: Theme, *, plane: Plane, height: int = 250) -> go.Figure:
    """Draw a picture for every place of a plane of codes, each where its code is.

    Traces: 0 the picture at the place, 1 and on words, then the plane.

    Args:
        dataset: Pictures that are to be drawn again.
        theme: Colours.
        plane: Which plane, with as many places as there are to be pictures.
        height: Pixels.

    Raises:
        NnvizError: The network does not draw pictures on these data.
    """
    alt = (
        f"{plane.side} times {plane.side} images generated from "
        f"{' and '.join(plane.names)}; the framed one is shown large beside them."
    )
    figure = plane_figure(dataset, theme, plane, height=height, alt=alt)
    rows, columns = (plane.side * size for size in dataset.signature.places)
    trace = trace_count(figure)
    figure.add_trace(
        go.Heatmap(
            # The frames bring as many values as there are pixels; until then there are none.
            z=[[None, None], [None, None]],
            x0=0.5 / columns, dx=1 / columns, y0=0.5 / rows, dy=1 / rows,
            zmin=0, zmax=1, colorscale=shades(theme, lit=dataset.lit), showscale=False,
            hoverinfo="skip",
        )
    )  # fmt: skip
    bind(figure, set_trace("decode/sheet", trace, "z", count=rows))
    _add_gaps(figure, theme, plane)
    if plane.drawn:
        _add_divergence(figure, theme)
    add_mark(figure, theme, plane, ring=False)
    return figure


def _add_divergence(figure: go.Figure, theme: Theme) -> None:
    """Say what the codes cost, which is no part of the loss in the curves."""
    trace = trace_count(figure)
    figure.add_trace(
        go.Scatter(
            x=[BESIDE], y=[0.24], text=[" "], mode="text", textposition="middle right",
            hoverinfo="skip", cliponaxis=False, textfont={"size": 14, "color": theme.text},
        )
    )  # fmt: skip
    bind(
        figure,
        {"op": "labels", "array": "decode/divergence", "trace": trace, "prop": "text", "digits": 2,
         "suffix": " nats"},
    )  # fmt: skip
    for y, text in (
        (0.315, "KL divergence"),
        (0.09, "times its weight,<br>added to the loss<br>shown below"),
    ):
        figure.add_annotation(
            text=text, x=BESIDE, y=y, showarrow=False, xanchor="left", yanchor="middle",
            align="left", xshift=-1, font={"size": 11, "color": theme.quiet},
        )  # fmt: skip


def _add_gaps(figure: go.Figure, theme: Theme, plane: Plane) -> None:
    """Keep the pictures apart by thin lines in the colour of the page."""
    cuts = [cut / plane.side for cut in range(1, plane.side)]
    along, across = [0.0, 1.0, None] * len(cuts), [at for cut in cuts for at in (cut, cut, None)]
    figure.add_trace(
        go.Scatter(
            x=along + across, y=across + along, mode="lines", hoverinfo="skip",
            line={"color": theme.page, "width": 1.5},
        )
    )  # fmt: skip
