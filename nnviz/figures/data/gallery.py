"""Examples to choose from, as small pictures."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from nnviz.core.errors import NnvizError
from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import bind
from nnviz.figures.kit.pictures import picture_sheet, picture_trace
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out

_WIDTH = 280.0


def gallery(
    dataset: Dataset,
    theme: Theme,
    *,
    split: str = "test",
    numbers: Sequence[int] = tuple(range(12)),
    marked: int = -1,
    height: int = 122,
) -> go.Figure:
    """Draw examples that a click chooses; the chosen one has a frame.

    Args:
        dataset: Images or series.
        theme: Colours.
        split: `train` or `test`.
        numbers: Places of the examples in that split.
        marked: The chosen one.
        height: Pixels.

    Raises:
        NnvizError: The examples are neither images nor series.
    """
    if dataset.signature.view not in ("image", "series"):
        raise NnvizError("images or series", f"a {dataset.signature.view}", "Choose by number.")
    inputs = dataset.inputs(split)
    places = [min(number, len(inputs) - 1) for number in numbers]
    alt = f"{len(places)} examples to choose from."
    figure = blank(theme, height=height, alt=alt, margins=(2, 2, 2, 2))
    image = dataset.signature.view == "image"
    sheet = picture_sheet(dataset, np.asarray(inputs)[places], _WIDTH, height, below=0)
    figure.add_trace(picture_trace(sheet, theme))
    boxes = [[x, y, x + sheet.across, y + sheet.down] for x, y in sheet.corners]
    bind(
        figure,
        {"op": "touch", "boxes": boxes, "texts": [_words(dataset, split, one) for one in places],
         "click": [{"kind": "example", "number": int(one)} for one in places]},
    )  # fmt: skip
    if marked in places:
        x0, y0, x1, y1 = boxes[places.index(marked)]
        figure.add_shape(
            type="rect", x0=x0, y0=y0, x1=x1, y1=y1,
            line={"color": theme.positive_ink, "width": 2.5},
        )  # fmt: skip
    tied = {"scaleanchor": "x", "constrain": "domain"} if image else {}
    lay_out(
        figure,
        xaxis=bare_axis(-0.5, sheet.columns + 0.5, constrain="domain"),
        yaxis=bare_axis(-0.5, sheet.rows + 0.5, **tied),
    )
    return figure


def _words(dataset: Dataset, split: str, number: int) -> str:
    """Say what an example is."""
    known = dataset.known(split)
    if known is None or not dataset.known_names:
        return f"Example {number + 1}"
    return f"Example {number + 1}: {dataset.known_names[int(known[number])]}"
