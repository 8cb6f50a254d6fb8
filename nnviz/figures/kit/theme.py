"""Every colour, font and margin that figures use, for light and for dark pages.

Orange stands for negative and blue for positive everywhere. A colour is never the only sign of a
meaning: negative links are dashed, classes differ in symbol, wrong predictions carry a cross.
"""

from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
"""The system's own font: nothing to download, and it matches the page."""

SYMBOLS = (
    "circle", "square", "diamond", "triangle-up", "triangle-down",
    "cross", "x", "star", "pentagon", "hexagon",
)  # fmt: skip
"""Marker symbols by class number."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of one appearance, as `#rrggbb`.

    Attributes:
        name: `light` or `dark`.
        page: What the page behind a figure is filled with; figures themselves are transparent.
        text: Text that matters.
        quiet: Text and marks of second rank; still readable on `page`.
        line: Axes, outlines and separators.
        faint: Fills that only hint at something, such as a unit without values.
        negative: Fill for -1.
        zero: Fill for 0.
        positive: Fill for +1.
        negative_ink: Orange for lines, points and words, with more contrast than the fill.
        positive_ink: Blue, likewise.
        alarm: For what does not work.
        classes: One colour a class, distinguishable with colour vision deficiencies.
    """

    name: str
    page: str
    text: str
    quiet: str
    line: str
    faint: str
    negative: str
    zero: str
    positive: str
    negative_ink: str
    positive_ink: str
    alarm: str
    classes: tuple[str, ...]

    @property
    def diverging(self) -> list[list[Any]]:
        """The colour scale from -1 (orange) over 0 to +1 (blue)."""
        return [[0.0, self.negative], [0.5, self.zero], [1.0, self.positive]]

    def class_colour(self, number: int) -> str:
        """Return the colour of a class; after the tenth they repeat."""
        return self.classes[number % len(self.classes)]

    def symbol(self, number: int) -> str:
        """Return the marker symbol of a class; after the tenth they repeat."""
        return SYMBOLS[number % len(SYMBOLS)]


LIGHT = Theme(
    name="light",
    page="#ffffff",
    text="#1f2933",
    quiet="#616e7c",
    line="#cbd2d9",
    faint="#eef1f4",
    negative="#f59322",
    zero="#eef1f4",
    positive="#0877bd",
    negative_ink="#d9730d",
    positive_ink="#0877bd",
    alarm="#c62f2f",
    classes=(
        "#d9730d", "#0877bd", "#1f8a66", "#a8438f", "#7a3b1e",
        "#4a1f6b", "#8a7a12", "#5c6670", "#5f8f1f", "#8c1d40",
    ),
)  # fmt: skip
"""For pages with a white background."""

DARK = replace(
    LIGHT,
    name="dark",
    page="#14181d",
    text="#e6eaef",
    quiet="#97a3b0",
    line="#3a444f",
    faint="#222a33",
    negative="#f59322",
    zero="#222a33",
    positive="#2f9fe0",
    negative_ink="#f7a145",
    positive_ink="#4fb2ee",
    alarm="#ff7b72",
    classes=(
        "#f7a145", "#4fb2ee", "#3fc79a", "#d56abb", "#fff0a8",
        "#c2410c", "#b3bcc6", "#8a6fe0", "#a6d35a", "#c98a64",
    ),
)  # fmt: skip
"""For pages with a near-black background."""


def mix(first: str, second: str, share: float) -> str:
    """Return the colour `share` of the way from the first `#rrggbb` to the second."""
    pairs = zip(channels(first), channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of `#rrggbb`, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def blank(theme: Theme, *, height: int, alt: str, margins: tuple[int, int, int, int]) -> go.Figure:
    """Return an empty figure with the house style.

    Args:
        theme: Its colours.
        height: In pixels; the width is that of the place it is shown in.
        alt: What is to be seen, in words, for those who cannot see it.
        margins: Left, right, top and bottom, in pixels.
    """
    left, right, top, bottom = margins
    return go.Figure(
        layout=go.Layout(
            template="none",
            height=height,
            autosize=True,
            margin={"l": left, "r": right, "t": top, "b": bottom, "pad": 0, "autoexpand": False},
            paper_bgcolor="rgba(0,0,0,0)",
            plot_bgcolor="rgba(0,0,0,0)",
            font={"family": FONT, "size": 12, "color": theme.text},
            hoverlabel={
                "bgcolor": theme.page,
                "bordercolor": theme.line,
                "font": {"family": FONT, "size": 12, "color": theme.text},
            },
            showlegend=False,
            dragmode=False,
            hovermode="closest",
            uirevision="kept",
            meta={"alt": alt, "bindings": [], "wants": [], "theme": theme.name},
        )
    )


def lay_out(figure: go.Figure, **settings: Any) -> None:  # noqa: ANN401 - Plotly's
    """Set properties of a figure's layout; what an axis was given before stays beside them.

    As `update_layout`, which takes 6 ms for each axis; this takes 0.3.
    """
    layout: Any = figure.layout
    for name, value in settings.items():
        together = isinstance(value, dict) and name in layout
        layout[name] = {**layout[name].to_plotly_json(), **value} if together else value


def axis(theme: Theme, title: str = "", **options: Any) -> dict[str, Any]:  # noqa: ANN401 - Plotly's
    """Return the settings of a thin, quiet axis; `options` replace single ones."""
    return {
        "title": {"text": title, "font": {"size": 12, "color": theme.quiet}, "standoff": 6},
        "showgrid": False,
        "zeroline": False,
        "showline": True,
        "linecolor": theme.line,
        "linewidth": 1,
        "ticks": "outside",
        "ticklen": 3,
        "tickwidth": 1,
        "tickcolor": theme.line,
        "tickfont": {"size": 11, "color": theme.quiet},
        "nticks": 6,
        "tickangle": 0,
        "fixedrange": True,
        **options,
    }


def bare_axis(low: float, high: float, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - Plotly's
    """Return the settings of an axis that only places things and shows nothing itself."""
    return {"visible": False, "range": [low, high], "fixedrange": True, **options}
