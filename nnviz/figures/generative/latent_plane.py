"""What figures of a plane through a network's bottleneck share: the plane, its point, an image.

One unit is the side of the plane, whose lower left corner is the origin; the picture that the
network draws at the place stands to the right of it.
"""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from nnviz.core.errors import NnvizError
from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import annotate, bind, empty_cells, trace_count, want
from nnviz.figures.kit.pictures import shades
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out

BESIDE = 1.07
"""Left edge of what stands beside the plane."""
PICTURE = 0.45
"""Side of the picture beside the plane."""
_LEFT, _BOTTOM, _RIGHT = -0.15, -0.11, 1.53
_NUMBERS = ("across", "up")


@dataclass(frozen=True, slots=True)
class Plane:
    """Which plane of a code is looked at.

    Attributes:
        width: Values of the code.
        across: Number of the one that grows to the right.
        up: Number of the one that grows upwards; of no meaning for a code of one value.
        side: Places along each axis.
        points: Test examples that are placed.
        drawn: Whether the network draws its code, so that there is a KL divergence.
    """

    width: int
    across: int = 0
    up: int = 1
    side: int = 11
    points: int = 100
    drawn: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What the axes are called."""
        chosen = (self.across, self.up) if self.width > 1 else (self.across,)
        return tuple(f"code {number + 1}" for number in chosen)


def plane_figure(
    dataset: Dataset, theme: Theme, plane: Plane, *, height: int, alt: str
) -> go.Figure:
    """Return a figure with an empty plane, its scales, and the picture of the place beside it.

    Traces: 0 the picture, 1 the ends of the axes, then the numbers at the place. What is added
    later lies in the plane.

    Args:
        dataset: Pictures that are to be drawn again.
        theme: Colours.
        plane: Which plane.
        height: Pixels.
        alt: What is to be seen, in words.

    Raises:
        NnvizError: The network does not draw pictures on these data.
    """
    signature = dataset.signature
    if not signature.copies or signature.view != "image":
        raise NnvizError("data whose target is a picture", dataset.name, "Look at another view.")
    figure = blank(theme, height=height, alt=alt, margins=(0, 0, 2, 0))
    _add_picture(figure, dataset, theme, plane)
    _add_ends(figure, theme, plane)
    _add_numbers(figure, theme, plane)
    figure.add_shape(
        type="rect", x0=0, x1=1, y0=0, y1=1, layer="below", line={"color": theme.line, "width": 1}
    )
    middle = plane.side // 2
    annotate(
        figure,
        cursor={"rows": plane.side, "columns": plane.side, "row": middle, "column": middle,
                "label": "Point", "areas": [[0, 0, 1, 1]], "told": True},
    )  # fmt: skip
    want(figure, "decode", "decode",
         {"across": plane.across, "up": plane.up, "side": plane.side,
          "points": plane.points})  # fmt: skip
    lay_out(
        figure,
        xaxis=bare_axis(_LEFT, _RIGHT, constrain="domain"),
        yaxis=bare_axis(_BOTTOM, 1.01, scaleanchor="x", constrain="domain"),
    )
    return figure


def add_mark(figure: go.Figure, theme: Theme, plane: Plane, *, ring: bool) -> None:
    """Mark the place, by a ring around it or by a frame around its part of the plane.

    A second line in the colour of the page keeps it visible on dark and on bright pictures.
    """
    figure.add_annotation(
        text=f"drag the {'ring' if ring else 'frame'}", x=BESIDE, y=-0.05, showarrow=False,
        xanchor="left", xshift=-1, font={"size": 11, "color": theme.quiet},
    )  # fmt: skip
    step = 1 / plane.side
    size = max(step, 0.075) if ring else step
    margin = (step - size) / 2
    for colour, width in ((theme.page, 5), (theme.alarm, 2.5)):
        layout: Any = figure.layout
        bind(
            figure,
            {"op": "place", "array": "decode/sheet", "shape": len(layout.shapes),
             "x": [margin, step, size], "y": [1 - margin, -step, -size]},
        )  # fmt: skip
        left, top = margin + plane.side // 2 * step, 1 - margin - plane.side // 2 * step
        figure.add_shape(
            type="circle" if ring else "rect", x0=left, x1=left + size, y0=top, y1=top - size,
            line={"color": colour, "width": width},
        )  # fmt: skip


def _add_picture(figure: go.Figure, dataset: Dataset, theme: Theme, plane: Plane) -> None:
    """Add what the network draws at the place, as large as fits."""
    rows, columns = dataset.signature.places
    cell = PICTURE / max(rows, columns)
    figure.add_trace(
        go.Heatmap(
            **empty_cells(rows, columns),
            x0=BESIDE + cell / 2, dx=cell, y0=1 - (rows - 0.5) * cell, dy=cell,
            zmin=0, zmax=1, colorscale=shades(theme, lit=dataset.lit), showscale=False,
            hoverinfo="skip",
        )
    )  # fmt: skip
    bind(
        figure,
        {"op": "window", "array": "decode/sheet", "trace": 0, "prop": "z", "size": [rows, columns],
         "stride": [-rows, columns], "dilation": [1, 1], "from": [(plane.side - 1) * rows, 0]},
    )  # fmt: skip


def _add_ends(figure: go.Figure, theme: Theme, plane: Plane) -> None:
    """Write at both ends of the axes how far they reach, and what they are called."""
    places = [(0, -0.05, "right"), (1, -0.05, "left"), (-0.02, 0.03, "left"), (-0.02, 0.97, "left")]
    shown = places[: 2 * len(plane.names)]
    figure.add_trace(
        go.Scatter(
            x=[x for x, _, _ in shown], y=[y for _, y, _ in shown], text=[" "] * len(shown),
            mode="text", textposition=[f"middle {side}" for _, _, side in shown],
            hoverinfo="skip", cliponaxis=False, textfont={"size": 11, "color": theme.quiet},
        )
    )  # fmt: skip
    bind(
        figure,
        {"op": "labels", "array": "decode/ends", "trace": 1, "prop": "text", "digits": 1},
    )
    for name, at, angle in zip(plane.names, ((0.5, -0.05), (-0.06, 0.5)), (0, -90), strict=False):
        figure.add_annotation(
            text=name, x=at[0], y=at[1], textangle=angle, showarrow=False,
            font={"size": 12, "color": theme.quiet},
        )  # fmt: skip


def _add_numbers(figure: go.Figure, theme: Theme, plane: Plane) -> None:
    """Write the code of the place below its picture."""
    for line, (name, array) in enumerate(zip(plane.names, _NUMBERS, strict=False)):
        trace = trace_count(figure)
        figure.add_trace(
            go.Scatter(
                x=[BESIDE], y=[1 - PICTURE - 0.05 - 0.075 * line], text=[" "], mode="text",
                textposition="middle right", hoverinfo="skip", cliponaxis=False,
                textfont={"size": 12, "color": theme.text},
            )
        )  # fmt: skip
        bind(
            figure,
            {"op": "at", "array": f"decode/{array}", "trace": trace, "prop": "text", "digits": 2,
             "prefix": f"{name}:  "},
        )  # fmt: skip
