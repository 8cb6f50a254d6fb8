"""Attribution of a class, laid over the image: saliency, Grad-CAM or occlusion."""

from collections.abc import Mapping

import plotly.graph_objects as go

from nnviz.core.windows.covering import covering
from nnviz.figures.kit.bindings import bind, empty_cells, set_trace, want
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out
from nnviz.figures.kit.theme import channels as parts_of

_HEIGHT = 250
_NAMES = {
    "saliency": "gradient of the score with respect to each pixel",
    "grad_cam": "where feature maps that support the class are active",
    "occlusion": "how far the probability falls when a patch is hidden",
}


def overlay(
    theme: Theme,
    *,
    probe: str,
    size: tuple[int, int],
    channels: int = 1,
    cells: tuple[int, int],
    options: Mapping[str, str | int],
    asked: Mapping[str, str | int],
) -> go.Figure:
    """Draw a heat map over the picture that the network reads.

    Blue supports the class; orange in an occlusion map counts against it. Traces: 0 the
    picture, in grey so that only what is laid over it has a colour, 1 the map.

    Args:
        theme: Colours.
        probe: `saliency`, `grad_cam` or `occlusion`.
        size: Rows and columns of the picture.
        channels: Of the picture; their mean is drawn.
        cells: Rows and columns of the map; of an occlusion those of the patch.
        options: Part and number of the example.
        asked: Further options of the probe.
    """
    figure = blank(theme, height=_HEIGHT, alt=f"Heat map: {_NAMES[probe]}.", margins=(2, 2, 2, 24))
    figure.add_trace(
        go.Heatmap(
            **empty_cells(*size), x0=0.5, dx=1, y0=0.5, dy=1, zmin=0, zmax=1,
            colorscale=[[0.0, theme.faint], [1.0, theme.quiet]], showscale=False, hoverinfo="skip",
        )
    )  # fmt: skip
    figure.add_trace(_heat(theme, probe, size, cells))
    # Layer `input` holds one picture a channel.
    bind(
        figure,
        {"op": "atlas", "array": "picture/values", "trace": 0, "prop": "z", "rows": size[0],
         "columns": size[1], "at": [[0, 0]], "mean": channels > 1},
        set_trace("heat/map", 1, "z"),
    )  # fmt: skip
    if probe == "occlusion":
        _scale(figure, theme)
    want(figure, "picture", "units", {"layer": "input", "count": channels, **options})
    want(figure, "heat", probe, {**options, **asked})
    lay_out(
        figure,
        xaxis=bare_axis(0, size[1], constrain="domain"),
        yaxis=bare_axis(0, size[0], scaleanchor="x", constrain="domain"),
    )
    return figure


def _scale(figure: go.Figure, theme: Theme) -> None:
    """Let the largest change that there is be the end of the colours, and say how large it is."""
    for prop, sign in (("zmin", -1), ("zmax", 1)):
        bind(figure, {"op": "pick", "array": "heat/largest", "trace": 1, "prop": prop,
                      "index": 0, "scale": sign, "alone": True})  # fmt: skip
    write_below(figure, theme, "heat/largest", 0, "largest change ", (0.5, "center"),
                percent=True, digits=1, suffix="\u2009%")  # fmt: skip


def write_below(
    figure: go.Figure,
    theme: Theme,
    array: str,
    number: int,
    words: str,
    place: tuple[float, str],
    **form: object,
) -> None:
    """Write the first number of an array under a picture, live.

    Args:
        figure: Where.
        theme: Colours.
        array: Name of the array.
        number: How many annotations there are before.
        words: What stands in front of the number.
        place: Place from left to right, 0 to 1, and the side of the text that lies there.
        **form: How the number is written, as a `labels` binding says it.
    """
    figure.add_annotation(
        text="", x=place[0], y=0, xref="paper", yref="paper", yshift=-2, yanchor="top",
        xanchor=place[1], showarrow=False, font={"size": 12, "color": theme.text},
    )  # fmt: skip
    bind(
        figure,
        {"op": "labels", "array": array, "index": 0, "layout": f"annotations[{number}].text",
         "prefix": words, "digits": 3, **form},
    )  # fmt: skip


def _heat(theme: Theme, probe: str, size: tuple[int, int], cells: tuple[int, int]) -> go.Heatmap:
    """Return the map, spread over the picture; nothing of it hides what it does not concern."""
    red, green, blue = parts_of(theme.positive)
    scale = [[0.0, f"rgba({red},{green},{blue},0)"], [1.0, f"rgba({red},{green},{blue},0.85)"]]
    if probe != "occlusion":
        down, across = size[0] / cells[0], size[1] / cells[1]
        return go.Heatmap(
            **empty_cells(*cells), x0=across / 2, dx=across, y0=down / 2, dy=down,
            zmin=0, zmax=1, colorscale=scale, showscale=False,
            hovertemplate="%{z:.2f} of the maximum<extra></extra>",
        )  # fmt: skip
    warm = ",".join(str(part) for part in parts_of(theme.negative))
    signed = [[0.0, f"rgba({warm},0.85)"], [0.5, f"rgba({warm},0)"],
              [0.5, scale[0][1]], [1.0, scale[1][1]]]  # fmt: skip
    side = cells[0]
    tops, lefts = covering(size, side)
    lowest = size[0] - tops[-1] - side / 2
    return go.Heatmap(
        **empty_cells(len(tops), len(lefts)), x0=lefts[0] + side / 2, dx=lefts.step,
        y0=lowest, dy=tops.step, zmin=-1, zmax=1, colorscale=signed, showscale=False,
        hovertemplate="probability falls by %{z:.3f}<extra></extra>",
    )  # fmt: skip
