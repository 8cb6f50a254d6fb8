"""A grid of noise as a generator bends it: what it makes of noise that lies evenly."""

import plotly.graph_objects as go

from nnviz.core.spec.dataset import Dataset
from nnviz.figures.generative.adversaries import plane, real_points
from nnviz.figures.kit.bindings import bind, set_trace, want
from nnviz.figures.kit.theme import Theme


def bent_noise(dataset: Dataset, theme: Theme, *, height: int = 292) -> go.Figure:
    """Draw where the generator puts the lines of a grid of noise, over the real points.

    Traces: 0 the real points, 1 the lines.

    Args:
        dataset: Real points and noise.
        theme: Colours.
        height: Pixels.

    Raises:
        NnvizError: The data hold no noise.
    """
    many = dataset.signature.noise > 1
    what = "A grid of noise" if many else "A line of noise"
    alt = f"{what} as the generator warps it onto the plane, with real points as squares."
    figure = plane(dataset, theme, alt, height)
    figure.add_trace(real_points(dataset, theme, opacity=0.5))
    figure.add_trace(
        go.Scatter(
            x=[], y=[], mode="lines", hoverinfo="skip",
            line={"color": theme.negative_ink, "width": 1.0, "shape": "linear"},
        )
    )  # fmt: skip
    text = (
        "every cell holds as many generated points" if many else "generated points lie on this line"
    )
    # No trace may leave its axes, or Plotly would not cut off the lines either.
    figure.add_annotation(
        text=text, xref="x domain", x=0, yref="y domain", y=1, xanchor="left", yanchor="bottom",
        showarrow=False, font={"size": 11.5, "color": theme.quiet},
    )  # fmt: skip
    bind(figure, set_trace("bent/x", 1, "x"), set_trace("bent/y", 1, "y"))
    want(figure, "bent", "bent_noise", {})
    return figure
