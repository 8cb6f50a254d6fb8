"""One place of a convolution or pooling, with every number: patch, kernel, products, sum."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go

from nnviz.core.windows.input_field import InputField
from nnviz.core.windows.slices import OUTSIDE
from nnviz.core.windows.sliding import Pair, Sliding
from nnviz.figures.activations.units import thinned_cells
from nnviz.figures.kit.bindings import (
    Binding,
    annotate,
    bind,
    empty_cells,
    set_trace,
    trace_count,
    want,
)
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out, mix

_HEIGHT = 318
_MAP, _WINDOW = 30.0, 17.0
_TOP, _FLAT = 36.0, 5.0
_INPUT_X, _PATCH_X, _KERNEL_X, _PRODUCT_X, _OUTPUT_X = 0.0, 36.0, 57.0, 78.0, 101.0
_WIDE = 131.0
_FIELD_TOP, _FIELD_SIDE = 14.4, 10.8
"""Where the network's input stands, below patch and kernel."""
_MOST_MARKED = 49
"""Cells of a window with gaps that are framed one by one."""
_CONSTANT = ("bias", "mixing")
"""Numbers of the sum that are the same at every position."""
_DIGITS = {1: 3, 2: 2, 3: 2, 4: 1, 5: 1}


@dataclass(frozen=True, slots=True)
class TakenApart:
    """The layer whose arithmetic is drawn.

    Attributes:
        layer: Its id.
        window: How its window slides.
        inside: Rows and columns of the input without its border.
        unit: Number of the filter, or of the feature that is pooled.
        channel: Number of the input channel that is drawn; of one slice, where there are several.
        number: Which of the filter's kernels is laid upon it.
        activation: Name of the activation function; empty when there is none.
        field: Which part of the network's input each place depends on; None where the layer reads
            the input itself, or where that cannot be framed.
        picture: Rows and columns of the network's input.
    """

    layer: str
    window: Sliding
    inside: tuple[int, int]
    unit: int = 0
    channel: int = 0
    number: int = 0
    activation: str = ""
    field: InputField | None = None
    picture: Pair = (1, 1)


@dataclass(frozen=True, slots=True)
class _Panel:
    """A heat map in the picture: `rows` x `columns` cells, the upper left corner at `x`, `top`."""

    rows: int
    columns: int
    x: float
    wide: float
    high: float
    top: float = _TOP

    @classmethod
    def fitted(cls, rows: int, columns: int, x: float, side: float, top: float = _TOP) -> "_Panel":
        """Make cells square, but for a single row, which is drawn as a strip."""
        cell = side / max(rows, columns)
        return cls(rows, columns, x, side / columns if rows == 1 else cell,
                   _FLAT if rows == 1 else cell, top)  # fmt: skip

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top."""
        bottom = self.top - self.rows * self.high
        return (self.x, bottom, self.x + self.columns * self.wide, self.top)


def convolution(
    theme: Theme, taken: TakenApart, *, split: str = "test", example: int = 0
) -> go.Figure:
    """Draw input, patch, kernel, products and output of one filter, and its sum in numbers.

    The place is the figure's cursor. Traces: 0 input, 1 output, 2 patch, then of a convolution
    3 kernel and 4 products; after them the numbers of the sum.

    Args:
        theme: Colours.
        taken: The layer.
        split: `train`, `test` or `own`.
        example: Number of the example.
    """
    window = taken.window
    what = "convolution" if window.learns else "pooling"
    alt = f"The arithmetic at one position of the {what} {taken.layer}: patch, products and sum."
    figure = blank(theme, height=_HEIGHT, alt=alt, margins=(4, 4, 2, 2))
    source = _Panel.fitted(*window.covered, _INPUT_X, _MAP)
    result = _Panel.fitted(*window.shown, _OUTPUT_X, _MAP)
    _add_map(figure, theme, source, "input", 0, _input_title(taken))
    _add_map(figure, theme, result, "output", 3, f"Output {taken.unit + 1}")
    _add_window(figure, theme, window, _PATCH_X, "Patch", {"array": "taken/input"}, 0)
    if window.learns:
        turned = ", flipped" if window.operation == "transposed" else ""
        _add_window(figure, theme, window, _KERNEL_X, f"\u00d7 Kernel{turned}", None, 1)
        _add_window(figure, theme, window, _PRODUCT_X, "= Products",
                    {"array": "taken/input", "times": "taken/kernel"}, 2)  # fmt: skip
    _add_frames(figure, theme, taken, source, result)
    if taken.field is not None:
        _add_field(figure, theme, taken.picture, taken.field)
    _add_sum(figure, theme, taken)
    rows, columns = window.shown
    annotate(
        figure,
        cursor={
            "rows": rows, "columns": columns, "row": rows // 2, "column": columns // 2,
            "label": "Position", "areas": [list(result.box), list(source.box)],
        },
    )  # fmt: skip
    want(figure, "taken", "arithmetic",
         {"layer": taken.layer, "unit": taken.unit, "channel": taken.number, "split": split,
          "slice": window.slices.at if window.slices else 0, "example": example})  # fmt: skip
    lay_out(
        figure,
        xaxis=bare_axis(-0.5, _WIDE + 0.5),
        yaxis=bare_axis(-4.5, _TOP + 4),
    )
    return figure


def _input_title(taken: TakenApart) -> str:
    """Say which part of the input is drawn."""
    channel, window = f"channel {taken.channel + 1}", taken.window
    if window.slices is None or window.slices.inputs == 1:
        return f"Input, {channel}"
    read = window.slices.read
    if window.learns:
        number = read[taken.number // (window.depth // window.slices.size)]
        return f"Border, {channel}" if number == OUTSIDE else f"Input slice {number + 1}, {channel}"
    inside = [one + 1 for one in read if one != OUTSIDE]
    if inside[0] == inside[-1]:
        return f"Input slice {inside[0]}, {channel}"
    rule = "largest" if window.operation == "max" else "mean"
    return f"{channel.capitalize()}, {rule} of slices {inside[0]} to {inside[-1]}"


def _heat(panel: _Panel, theme: Theme, **more: Any) -> go.Heatmap:  # noqa: ANN401 - Plotly's
    """Return a heat map that fills a panel, its first row on top."""
    soft = [mix(theme.page, colour, 0.72) for colour in (theme.negative, theme.positive)]
    return go.Heatmap(
        **empty_cells(panel.rows, panel.columns),
        x0=panel.x + panel.wide / 2, dx=panel.wide, y0=panel.top - panel.high / 2, dy=-panel.high,
        zmin=-1, zmax=1, colorscale=[[0.0, soft[0]], [0.5, theme.zero], [1.0, soft[1]]],
        showscale=False, hovertemplate="%{z:.4f}<extra></extra>", **more,
    )  # fmt: skip


def _add_panel(
    figure: go.Figure,
    theme: Theme,
    panel: _Panel,
    title: str,
    scale: int | None,
    **more: Any,  # noqa: ANN401
) -> int:
    """Add a panel with its title, coloured by one of the probe's scales; return its trace."""
    trace = trace_count(figure)
    figure.add_trace(_heat(panel, theme, **more))
    for prop, sign in (("zmin", -1), ("zmax", 1)) if scale is not None else ():
        bind(figure, {"op": "pick", "array": "taken/scales", "trace": trace, "prop": prop,
                      "index": scale, "scale": sign, "alone": True})  # fmt: skip
    figure.add_annotation(
        text=title, x=panel.x, y=panel.top + 0.6, showarrow=False, xanchor="left", yanchor="bottom",
        font={"size": 12, "color": theme.text},
    )  # fmt: skip
    return trace


def _add_map(
    figure: go.Figure, theme: Theme, panel: _Panel, array: str, scale: int | None, title: str
) -> None:
    trace = _add_panel(figure, theme, panel, title, scale)
    bind(figure, set_trace(f"taken/{array}", trace, "z"))


def _add_window(
    figure: go.Figure,
    theme: Theme,
    window: Sliding,
    x: float,
    title: str,
    cut: dict[str, str] | None,
    scale: int,
) -> None:
    """Add a panel as large as the window; with `cut` it shows what the window covers."""
    panel = _Panel.fitted(*window.size, x, _WINDOW)
    digits = _DIGITS.get(max(window.size))
    text = {"texttemplate": f"%{{z:.{digits}f}}", "textfont": {"size": 11, "color": theme.text}}
    trace = _add_panel(figure, theme, panel, title, scale, xgap=1, ygap=1,
                       **(text if digits else {}))  # fmt: skip
    if cut is None:
        bind(figure, set_trace("taken/kernel", trace, "z"))
        return
    slide = {"size": window.size, "stride": window.stride, "dilation": window.dilation}
    bind(figure, {"op": "window", "trace": trace, "prop": "z", **slide, **cut})


def _add_frames(
    figure: go.Figure, theme: Theme, taken: TakenApart, source: _Panel, result: _Panel
) -> None:
    """Frame what the place reads and gives, and the input inside its border."""
    window = taken.window
    strong = {"color": theme.text, "width": 2.5}
    _add_moving(figure, source, window.stride, (0, 0), window.reach, strong)
    _add_moving(figure, result, (1, 1), (0, 0), (1, 1), strong)
    if max(window.dilation) > 1 and window.size[0] * window.size[1] <= _MOST_MARKED:
        thin = {"color": theme.text, "width": 1}
        for row in range(window.size[0]):
            for column in range(window.size[1]):
                apart = row * window.dilation[0], column * window.dilation[1]
                _add_moving(figure, source, window.stride, apart, (1, 1), thin)
    top, left = window.before
    rows = min(taken.inside[0], source.rows - top)
    columns = min(taken.inside[1], source.columns - left)
    x0, y0 = source.x + left * source.wide, _TOP - top * source.high
    figure.add_shape(
        type="rect", x0=x0, x1=x0 + columns * source.wide, y0=y0, y1=y0 - rows * source.high,
        line={"color": theme.quiet, "width": 1, "dash": "dot"},
    )  # fmt: skip


def _add_field(figure: go.Figure, theme: Theme, inputs: Pair, field: InputField) -> None:
    """Add the network's input, with a frame around all that the position depends on."""
    cells = thinned_cells((*inputs, 1))
    side = _FIELD_SIDE if inputs[0] > 1 else _PRODUCT_X - _PATCH_X
    panel = _Panel.fitted(*cells, _PATCH_X, side, _FIELD_TOP)
    _add_map(figure, theme, panel, "picture", None, "Its receptive field in the input")
    # Frames are told in places of the input, of which a cell may hold several.
    rows, columns = inputs
    places = replace(panel, rows=rows, columns=columns, wide=panel.wide * cells[1] / columns,
                     high=panel.high * cells[0] / rows)  # fmt: skip
    x = [[panel.x + end * places.wide for end in span] for span in field.columns]
    y = [[panel.top - end * places.high for end in span] for span in field.rows]
    _add_frame(figure, panel, x, y, {"color": theme.text, "width": 2.5})
    high, wide = field.size
    what = f"{wide} steps" if rows == 1 else f"{high} \u00d7 {wide} pixels"
    figure.add_annotation(
        text=f"{what} lead<br>to one output value", x=panel.box[2] + 1.5, y=panel.top + 0.4,
        showarrow=False, xanchor="left", yanchor="top", align="left",
        font={"size": 11, "color": theme.quiet},
    )  # fmt: skip


def _add_moving(
    figure: go.Figure,
    panel: _Panel,
    step: tuple[int, int],
    apart: tuple[int, int],
    size: tuple[int, int],
    line: dict[str, object],
) -> None:
    """Add a frame that moves with the cursor.

    Args:
        figure: The figure.
        panel: What it stands on.
        step: Rows and columns that it moves for one place.
        apart: Rows and columns from the corner of the window to its own.
        size: Rows and columns that it frames.
        line: How it is drawn.
    """
    x = [panel.x + apart[1] * panel.wide, step[1] * panel.wide, size[1] * panel.wide]
    y = [panel.top - apart[0] * panel.high, -step[0] * panel.high, -size[0] * panel.high]
    _add_frame(figure, panel, x, y, line)


def _add_frame(
    figure: go.Figure,
    panel: _Panel,
    x: Sequence[float | Sequence[float]],
    y: Sequence[float | Sequence[float]],
    line: dict[str, object],
) -> None:
    """Add a frame inside a panel that stands where the cursor is.

    Args:
        figure: The figure.
        panel: What it stands on.
        x: Its left end at the first column, its step and its size; or both ends at each column.
        y: Likewise from top to bottom.
        line: How it is drawn.
    """
    layout: Any = figure.layout
    bind(
        figure,
        {"op": "place", "array": "taken/output", "shape": len(layout.shapes), "x": x, "y": y,
         "within": list(panel.box)},
    )  # fmt: skip
    figure.add_shape(type="rect", x0=panel.x, x1=panel.x, y0=panel.top, y1=panel.top, line=line)


def _terms(taken: TakenApart) -> list[tuple[float, str, str, str]]:
    """Return place, array, caption and the sign after it, of every number of the sum."""
    window = taken.window
    if not window.learns:
        rule = "maximum of the patch" if window.operation == "max" else "mean of the patch"
        return [(117, "output", rule, "")]
    separable = window.operation == "separable"
    plural = "" if window.depth == 2 else "s"
    deep = window.slices is not None and window.slices.size > 1
    one = "kernel" if deep else "channel"
    others = f"{window.depth - 1} other {one}{plural}{', mixed' if separable else ''}"
    which = "this kernel" if deep else f"channel {taken.channel + 1}"
    sums = [("sum", f"products of {which}", "\u00d7" if separable else "+")]
    sums += [("mixing", "mixing weight", "+")] if separable else []
    sums += [("others", others, "+")] if window.depth > 1 else []
    places = {1: (13,), 2: (13, 42), 3: (11, 30, 49)}[len(sums)]
    after = f"\u2192 {taken.activation} \u2192" if taken.activation else "\u2192"
    return [
        *((place, *term) for place, term in zip(places, sums, strict=True)),
        (67 if separable else 64, "bias", "bias", "="),
        (87, "total", "weighted sum", after),
        (117, "output", "output", ""),
    ]


def _add_sum(figure: go.Figure, theme: Theme, taken: TakenApart) -> None:
    """Write the sum out below the panels."""
    terms = _terms(taken)
    for place, (x, array, caption, sign) in enumerate(terms):
        trace = trace_count(figure)
        figure.add_trace(
            go.Scatter(
                x=[x], y=[1.2], text=[""], mode="text", hoverinfo="skip",
                textfont={"size": 15, "color": theme.text},
            )
        )  # fmt: skip
        label: Binding = {"array": f"taken/{array}", "trace": trace, "prop": "text", "digits": 3}
        bind(figure, {"op": "labels" if array in _CONSTANT else "at", **label})
        figure.add_annotation(
            text=caption, x=x, y=-2.4, showarrow=False, font={"size": 11, "color": theme.quiet}
        )
        if sign:
            figure.add_annotation(
                text=sign, x=(x + terms[place + 1][0]) / 2, y=1.2, showarrow=False,
                font={"size": 13, "color": theme.quiet},
            )  # fmt: skip
