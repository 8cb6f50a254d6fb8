"""Real points, made points, and what a discriminator says of every place of the plane."""

import plotly.graph_objects as go

from nnviz.core.errors import NnvizError
from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import bind, set_trace, trace_count, want
from nnviz.figures.kit.theme import Theme, axis, blank, lay_out, mix

_SIDE = 40
_REAL = 250
"""Real points that are drawn at most."""
_ARROWS = 60
_SHORTEST, _LONGEST = 6.0, 15.0
"""Pixels of arrows."""
_PALER = 0.4
_TOP = 1.3
"""Where the band with words above the plane ends, in halves of the plane."""
MADE, REAL = 0, 1
"""Class numbers."""


def adversaries(
    dataset: Dataset, theme: Theme, *, arrows: bool = False, height: int = 292
) -> go.Figure:
    """Draw the plane as the discriminator sees it, with real test points and made ones on it.

    Traces: 0 the verdict, 1 real points, 2 made points, 3 and 4 words, then arrows.

    Args:
        dataset: Real points and noise.
        theme: Colours.
        arrows: Whether made points show which way they would look more real.
        height: Pixels.

    Raises:
        NnvizError: The data hold no noise.
    """
    alt = (
        "Map of what the discriminator judges real (blue) or fake (orange), with real points as "
        "squares and generated points as circles."
    )
    figure = plane(dataset, theme, alt, height)
    extent = float(dataset.plane_extent)
    figure.add_trace(_verdict(extent, theme))
    figure.add_trace(real_points(dataset, theme))
    figure.add_trace(
        go.Scatter(
            x=[], y=[], mode="markers", name="generated", marker=_marker(theme, MADE, 6.0),
            hovertemplate="%{x:.2f}, %{y:.2f}<extra>generated</extra>",
        )
    )  # fmt: skip
    bind(
        figure,
        set_trace("cloud/verdict", 0, "z"),
        set_trace("cloud/x", 2, "x"),
        set_trace("cloud/y", 2, "y"),
    )
    _add_words(figure, theme, extent)
    if arrows:
        _add_arrows(figure, theme)
    options = {"side": _SIDE, "arrows": _ARROWS if arrows else 0}
    want(figure, "cloud", "adversaries", options)
    return figure


def _verdict(extent: float, theme: Theme) -> go.Heatmap:
    """Return the map of what the discriminator says, paler than the points on it."""
    step = 2 * extent / (_SIDE - 1)
    ends = (theme.negative, theme.zero, theme.positive)
    scale = [[n / 2, mix(colour, theme.page, _PALER)] for n, colour in enumerate(ends)]
    return go.Heatmap(
        z=[[0.0] * _SIDE] * _SIDE, zmin=-1, zmax=1, colorscale=scale, showscale=False,
        x0=-extent, dx=step, y0=-extent, dy=step, hoverinfo="skip",
    )  # fmt: skip


def plane(dataset: Dataset, theme: Theme, alt: str, height: int) -> go.Figure:
    """Return an empty figure of the plane, with room for words above it.

    Raises:
        NnvizError: The data hold no noise.
    """
    if not dataset.signature.noise:
        raise NnvizError("data with noise", dataset.name, "Look at another view.")
    figure = blank(theme, height=height, alt=alt, margins=(30, 6, 22, 32))
    extent = float(dataset.plane_extent)
    ends = [-extent, extent]
    lay_out(
        figure,
        xaxis=axis(theme, "X\u2081", range=ends, constrain="domain", nticks=5),
        yaxis=axis(theme, "X\u2082", range=ends, scaleanchor="x", constrain="domain", nticks=5),
    )
    return figure


def real_points(dataset: Dataset, theme: Theme, *, opacity: float = 1.0) -> go.Scatter:
    """Return the real test points."""
    points = dataset.plane_test[:_REAL]
    return go.Scatter(
        x=points[:, 0], y=points[:, 1], mode="markers", name="real", opacity=opacity,
        marker=_marker(theme, REAL, 5.0),
        hovertemplate="%{x:.2f}, %{y:.2f}<extra>real</extra>",
    )  # fmt: skip


def _marker(theme: Theme, number: int, size: float) -> dict[str, object]:
    return {
        "symbol": "circle" if number == MADE else "square",
        "size": size,
        "color": theme.class_colour(number),
        "line": {"width": 0.7, "color": theme.page},
    }


def _add_words(figure: go.Figure, theme: Theme, extent: float) -> None:
    """Write in a band above the plane how many points of each kind are near the other kind."""
    lay_out(figure, margin={"t": 4}, yaxis={"range": [-extent, _TOP * extent]})
    lines = (
        (MADE, 1.14 * extent, "\u25cf generated points: ", "\u2009% near real"),
        (REAL, extent, "\u25a0 real points: ", "\u2009% near generated"),
    )
    for number, height, before, after in lines:
        trace = trace_count(figure)
        figure.add_trace(
            go.Scatter(
                x=[-extent], y=[height], mode="text", text=[before], textposition="top right",
                textfont={"size": 11.5, "color": theme.class_colour(number)}, hoverinfo="skip",
            )
        )  # fmt: skip
        bind(
            figure,
            {"op": "labels", "array": "cloud/near", "index": number, "trace": trace,
             "prop": "text", "percent": True, "digits": 0, "prefix": before, "suffix": after},
        )  # fmt: skip


def _add_arrows(figure: go.Figure, theme: Theme) -> None:
    """Let some made points show which way they would look more real; steeper is longer."""
    trace = trace_count(figure)
    figure.add_trace(
        go.Scatter(
            x=[], y=[], mode="markers", hoverinfo="skip", cliponaxis=True,
            marker={"symbol": "arrow", "size": 0, "angle": 0, "color": theme.text,
                    "line": {"width": 0.7, "color": theme.page}},
        )
    )  # fmt: skip
    bind(
        figure,
        set_trace("cloud/push_x", trace, "x"),
        set_trace("cloud/push_y", trace, "y"),
        set_trace("cloud/angle", trace, "marker.angle"),
        set_trace("cloud/push", trace, "marker.size", scale=_LONGEST - _SHORTEST, offset=_SHORTEST),
    )
