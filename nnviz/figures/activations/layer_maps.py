"""Every layer of a network on one example, a row of small pictures each."""

from collections.abc import Sequence

import plotly.graph_objects as go

from nnviz.core.shapes.shapes import NetworkShapes
from nnviz.core.spec.kinds import Shape
from nnviz.core.spec.network import NetworkSpec
from nnviz.figures.kit.bindings import bind, empty_cells, want
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out
from nnviz.figures.kit.wording import compact_shape, layer_title

SIDE, COUNT = 20, 16
_GAP = 3
_ROW = 62
_NAMES = 118


def layer_maps(
    network: NetworkSpec,
    shapes: NetworkShapes,
    theme: Theme,
    *,
    split: str = "test",
    example: int = 0,
) -> go.Figure:
    """Draw the first units of every layer, the first layer on top; a click chooses a layer.

    Args:
        network: The layers.
        shapes: Their shapes, all of which fit.
        theme: Colours.
        split: `train`, `test` or `own`.
        example: Number of the example.
    """
    counts = [min(COUNT, _shape(shapes, layer.id)[-1]) for layer in network.layers]
    height = min(420, max(100, _ROW * len(counts)))
    alt = f"Activations of the first units of {len(counts)} layers on the chosen example."
    figure = blank(theme, height=height, alt=alt, margins=(_NAMES, 4, 2, 2))
    pitch = SIDE + _GAP
    at = [
        [(len(counts) - 1 - row) * pitch, place * pitch]
        for row, count in enumerate(counts)
        for place in range(count)
    ]
    rows, columns = len(counts) * pitch - _GAP, COUNT * pitch - _GAP
    figure.add_trace(
        go.Heatmap(
            **empty_cells(rows, columns), x0=0.5, dx=1, y0=0.5, dy=1, zmin=-1, zmax=1,
            colorscale=theme.diverging, showscale=False, hoverinfo="skip",
        )
    )  # fmt: skip
    bind(
        figure,
        {"op": "atlas", "array": "maps/values", "trace": 0, "prop": "z", "rows": rows,
         "columns": columns, "at": at},
        _touch(network, shapes, counts, at),
    )  # fmt: skip
    want(figure, "maps", "layer_maps",
         {"side": SIDE, "count": COUNT, "split": split, "example": example})  # fmt: skip
    _name_rows(figure, network, shapes, theme, rows)
    lay_out(
        figure,
        xaxis=bare_axis(-0.5, columns + 0.5),
        yaxis=bare_axis(-0.5, rows + 0.5),
    )
    return figure


def _shape(shapes: NetworkShapes, layer: str) -> Shape:
    """Return a layer's output shape, one unit where it is a single number or unknown."""
    return shapes.of(layer).shape or (1,)


def _touch(
    network: NetworkSpec, shapes: NetworkShapes, counts: Sequence[int], at: Sequence[list[int]]
) -> dict[str, object]:
    """Return what the pictures answer to the pointer."""
    texts, clicks = [], []
    for layer, count in zip(network.layers, counts, strict=True):
        units = _shape(shapes, layer.id)[-1]
        for unit in range(count):
            texts.append(f"{layer_title(network, layer.id)}, {layer.id}: {unit + 1} of {units}")
            clicks.append({"kind": "unit", "layer": layer.id, "unit": unit})
    boxes = [[x, y, x + SIDE, y + SIDE] for y, x in at]
    return {"op": "touch", "boxes": boxes, "texts": texts, "click": clicks}


def _name_rows(
    figure: go.Figure, network: NetworkSpec, shapes: NetworkShapes, theme: Theme, rows: int
) -> None:
    """Write name and output shape of every layer at the left of its row."""
    pitch = SIDE + _GAP
    small = len(network.layers) > 10
    for row, layer in enumerate(network.layers):
        shape = _shape(shapes, layer.id)
        title = layer_title(network, layer.id)
        size = f"<span style='color:{theme.quiet}'>{compact_shape(shape)}</span>"
        figure.add_annotation(
            text=title if small else f"{title}<br>{size}", x=0, xref="paper", xshift=-8,
            y=rows - row * pitch - SIDE / 2, showarrow=False, xanchor="right", align="right",
            font={"size": 10 if small else 12, "color": theme.text},
        )  # fmt: skip
