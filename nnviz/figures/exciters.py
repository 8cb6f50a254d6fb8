"""The examples that excite one unit most, as pictures with its activation."""

import plotly.graph_objects as go

from nnviz.core.dataset import Dataset
from nnviz.core.errors import NnvizError
from nnviz.figures.bindings import bind, want
from nnviz.figures.colour import coloured, colours, empty_colour_trace
from nnviz.figures.pictures import shades
from nnviz.figures.theme import Theme, blank
from nnviz.figures.tiling import TileGrid, grid_axes, grid_trace, tile_grid

_WIDTH = 260.0


def exciters(
    dataset: Dataset,
    theme: Theme,
    *,
    layer: str,
    unit: int = 0,
    part: str = "test",
    count: int = 12,
    height: int = 200,
) -> go.Figure:
    """Draw the images that excite a unit most, the strongest first; a click chooses one.

    Args:
        dataset: Images.
        theme: Colours.
        layer: Id of the layer.
        unit: Number of the unit.
        part: `train` or `test` examples.
        count: Images.
        height: Pixels.

    Raises:
        NnvizError: The examples are not images.
    """
    if dataset.signature.view != "image":
        raise NnvizError("images", f"a {dataset.signature.view}", "Choose the examples by number.")
    inputs = dataset.x_train if part == "train" else dataset.x_test
    shown = min(count, len(inputs))
    high, wide = dataset.signature.input_shape[:2]
    grid = tile_grid(shown, high, wide, width=_WIDTH, height=height)
    alt = f"The {shown} {part} images that excite unit {unit + 1} of layer {layer} most."
    figure = blank(theme, height=height, alt=alt, margins=(2, 2, 2, 2))
    _add_pictures(figure, dataset, grid, theme)
    bind(
        figure,
        {"op": "touch", "boxes": grid.boxes, "array": "exciters/activation", "digits": 3,
         "prefix": "activation ", "texts": [f"Place {rank + 1}" for rank in range(shown)],
         "click": [{"kind": "exciter", "rank": rank} for rank in range(shown)]},
    )  # fmt: skip
    options = {"layer": layer, "unit": unit, "part": part, "count": shown}
    want(figure, "exciters", "exciters", options)
    grid_axes(figure, grid)
    return figure


def _add_pictures(figure: go.Figure, dataset: Dataset, grid: TileGrid, theme: Theme) -> None:
    """Add the trace of the pictures, in colour where the images are."""
    if coloured(dataset.signature.input_shape):
        figure.add_trace(empty_colour_trace(grid.rows, grid.columns))
        bind(figure, colours("exciters/pictures", (grid.rows, grid.columns), grid.at))
        return
    trace = grid_trace(grid, theme)
    figure.add_trace(trace.update(zmin=0, colorscale=shades(theme, lit=dataset.lit)))
    bind(
        figure,
        {"op": "atlas", "array": "exciters/pictures", "trace": 0, "prop": "z", "rows": grid.rows,
         "columns": grid.columns, "at": [list(place) for place in grid.at]},
    )  # fmt: skip
