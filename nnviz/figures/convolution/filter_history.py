"""A filter at several checkpoints of its training: kernels above, maps below, early at the left."""

from dataclasses import dataclass

import plotly.graph_objects as go

from nnviz.core.spec.kinds import Shape
from nnviz.core.windows.sliding import Sliding
from nnviz.figures.activations.units import thinned_cells
from nnviz.figures.kit.bindings import bind, empty_cells, trace_count, want
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out

_SLOTS = 8
"""As the `filter_history` probe gives."""
_GAP = 0.14
_STRIP = 0.22
"""Height of a single row, where a column is 1 wide."""
_HEIGHT = 330
_ABOVE, _BETWEEN, _BELOW = 0.26, 0.12, 0.24
"""Room for the epochs, between kernels and maps, and for the mark below them."""


@dataclass(frozen=True, slots=True)
class FilterShown:
    """The filter that is drawn.

    Attributes:
        layer: Id of its layer.
        window: How its window slides.
        shape: Output shape of the layer.
        unit: Its number.
        number: Which of its kernels.
        per_epoch: Optimizer steps in an epoch.
        marked: The step of the checkpoint that all views show; negative for none.
    """

    layer: str
    window: Sliding
    shape: Shape
    unit: int = 0
    number: int = 0
    per_epoch: int = 1
    marked: int = -1


def filter_history(
    theme: Theme, filter_: FilterShown, *, split: str = "test", example: int = 0
) -> go.Figure:
    """Draw a kernel and its map at moments from first to last; a click goes to the moment.

    Traces: first the kernels, if there are some, then the maps, the epochs in words, and the mark
    of the checkpoint that is shown.

    Args:
        theme: Colours.
        filter_: The filter.
        split: `train`, `test` or `own`.
        example: Number of the example.
    """
    window = filter_.window
    alt = f"Filter {filter_.unit + 1} of layer {filter_.layer} at checkpoints of its training."
    figure = blank(theme, height=_HEIGHT, alt=alt, margins=(64, 4, 4, 4))
    bottom = 0.0
    if window.learns:
        bottom = _BETWEEN + _add_tiles(figure, theme, "kernels", window.size, 0.0)
    bottom = _add_tiles(figure, theme, "maps", thinned_cells(window.map_shape(filter_.shape)),
                        bottom)  # fmt: skip
    _add_words(figure, theme, filter_.marked, bottom)
    bind(
        figure,
        {"op": "touch", "boxes": [[at, -bottom, at + 1 - _GAP, _ABOVE] for at in range(_SLOTS)],
         "texts": ["Go to this checkpoint, epoch"] * _SLOTS, "array": "checkpoints/epoch",
         "digits": 1,
         "click": [{"kind": "checkpoint"}] * _SLOTS, "report": {"step": "checkpoints/step"}},
    )  # fmt: skip
    want(figure, "checkpoints", "filter_history",
         {"layer": filter_.layer, "unit": filter_.unit, "channel": filter_.number,
          "slice": window.slices.at if window.slices else 0,
          "per_epoch": filter_.per_epoch, "split": split, "example": example})  # fmt: skip
    lay_out(
        figure,
        xaxis=bare_axis(-0.02, _SLOTS - _GAP + 0.02, constrain="domain"),
        yaxis=bare_axis(-bottom - _BELOW, _ABOVE, scaleanchor="x", constrain="domain"),
    )
    return figure


def _add_tiles(
    figure: go.Figure, theme: Theme, array: str, cells: tuple[int, int], top: float
) -> float:
    """Add a row of pictures that begins `top` below 0, with its name; return where it ends."""
    high, wide = cells
    pitch = wide + max(1, round(_GAP / (1 - _GAP) * wide))
    columns = _SLOTS * pitch
    tall = _STRIP if high == 1 else 1 / pitch
    bottom = top + high * tall
    trace = trace_count(figure)
    figure.add_trace(
        go.Heatmap(
            **empty_cells(high, columns), x0=0.5 / pitch, dx=1 / pitch, y0=tall / 2 - bottom,
            dy=tall, zmin=-1, zmax=1, colorscale=theme.diverging, showscale=False,
            hoverinfo="skip",
        )
    )  # fmt: skip
    bind(
        figure,
        {"op": "atlas", "array": f"checkpoints/{array}", "trace": trace, "prop": "z", "rows": high,
         "columns": columns, "at": [[0, slot * pitch] for slot in range(_SLOTS)]},
    )  # fmt: skip
    figure.add_annotation(
        text=array.removesuffix("s").capitalize(), x=0, xref="paper", xshift=-8,
        y=-(top + bottom) / 2, showarrow=False, xanchor="right",
        font={"size": 12, "color": theme.quiet},
    )  # fmt: skip
    return bottom


def _add_words(figure: go.Figure, theme: Theme, marked: int, bottom: float) -> None:
    """Write the epoch over every checkpoint, and mark the one that all views show."""
    xs = [slot + (1 - _GAP) / 2 for slot in range(_SLOTS)]
    trace = trace_count(figure)
    for y, colour in ((_ABOVE / 2, theme.text), (-bottom - _BELOW / 2, theme.text)):
        figure.add_trace(
            go.Scatter(
                x=xs, y=[y] * _SLOTS, mode="text", text=[" "] * _SLOTS, hoverinfo="skip",
                textfont={"size": 12, "color": colour},
            )
        )  # fmt: skip
    figure.update_traces(selector=trace + 1, x=[], y=[], text="\u25b2 shown")
    bind(
        figure,
        {"op": "labels", "array": "checkpoints/epoch", "trace": trace, "prop": "text", "digits": 1,
         "prefix": "epoch ", "missing": " ", "count": _SLOTS},
        {"op": "where", "array": "checkpoints/step", "trace": trace + 1, "value": marked, "x": xs,
         "y": [-bottom - _BELOW / 2] * _SLOTS},
    )  # fmt: skip
