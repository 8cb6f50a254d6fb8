"""What the hidden units of a Boltzmann machine look for, as pictures of their weights."""

import math

import plotly.graph_objects as go

from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import bind, want
from nnviz.figures.kit.pictures import cells, free_cells, grey
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out

_GAP = 1
_MOST = 64


def hidden_filters(
    dataset: Dataset, theme: Theme, *, hidden: int = 32, height: int = 292
) -> go.Figure:
    """Draw the weights of every hidden unit: blue pixels switch it on, orange ones off.

    Trace 0 are all pictures.

    Args:
        dataset: Grey pictures.
        theme: Colours.
        hidden: Hidden units of the machine; at most 64 are drawn.
        height: Pixels.

    Raises:
        NnvizError: The data are no grey pictures.
    """
    signature = grey(dataset)
    count = min(hidden, _MOST)
    alt = (
        f"Weights of {count} hidden units as images, each scaled to its maximum: blue pixels "
        "switch the unit on, orange ones off."
    )
    figure = blank(theme, height=height, alt=alt, margins=(2, 2, 2, 2))
    high, wide = signature.input_shape[:2]
    beside = math.ceil(math.sqrt(count))
    lines = math.ceil(count / beside)
    rows, columns = lines * (high + _GAP) - _GAP, beside * (wide + _GAP) - _GAP
    places = [
        [rows - high - (unit // beside) * (high + _GAP), (unit % beside) * (wide + _GAP)]
        for unit in range(count)
    ]
    figure.add_trace(cells(free_cells(rows, columns), theme.diverging, low=-1.0))
    bind(
        figure,
        {"op": "atlas", "array": "hidden_filters/values", "trace": 0, "prop": "z", "rows": rows,
         "columns": columns, "at": places},
    )  # fmt: skip
    want(figure, "hidden_filters", "hidden_filters", {})
    lay_out(
        figure,
        xaxis=bare_axis(0, columns, constrain="domain"),
        yaxis=bare_axis(0, rows, scaleanchor="x", constrain="domain"),
    )
    return figure
