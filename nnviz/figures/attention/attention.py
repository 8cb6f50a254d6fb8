"""The attention weights of every head as a matrix, one row for each query."""

from collections.abc import Sequence

import plotly.graph_objects as go

from nnviz.figures.kit.bindings import bind, empty_cells, want
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out
from nnviz.figures.kit.wording import trimmed

_LONGEST = 11
_HEIGHT = 270


def attention(
    theme: Theme,
    *,
    layer: str,
    words: Sequence[str],
    looked_at: int,
    heads: int,
    chosen: tuple[int, int] = (0, 0),
    options: dict[str, str | int],
) -> go.Figure:
    """Draw one matrix a head; a click on a row chooses head and token.

    Args:
        theme: Colours.
        layer: Id of the layer.
        words: The tokens that ask.
        looked_at: How many tokens they look at.
        heads: How many heads are drawn.
        chosen: Head and token that are framed.
        options: Part and number of the example.
    """
    count = len(words)
    alt = f"Attention of {heads} heads of layer {layer} over {count} tokens, as matrices."
    figure = blank(theme, height=_HEIGHT, alt=alt, margins=(88, 4, 20, 4))
    pitch = looked_at + max(1, looked_at // 8)
    columns = heads * pitch - (pitch - looked_at)
    _add_tiles(figure, theme, count, columns)
    rows = [(head, token) for head in range(heads) for token in range(count)]
    boxes = [[h * pitch, count - 1 - t, h * pitch + looked_at, count - t] for h, t in rows]
    bind(
        figure,
        {"op": "atlas", "array": "attention/weights", "trace": 0, "prop": "z", "rows": count,
         "columns": columns, "at": [[0, head * pitch] for head in range(heads)]},
        {"op": "touch", "boxes": boxes,
         "texts": [f"head {h + 1}: \u201c{words[t]}\u201d attends to \u2026" for h, t in rows],
         "click": [{"kind": "row", "head": h, "token": t} for h, t in rows]},
    )  # fmt: skip
    _add_names(figure, theme, words)
    _add_heads(figure, theme, [h * pitch + looked_at / 2 for h in range(heads)])
    if chosen in rows:
        x0, y0, x1, y1 = boxes[rows.index(chosen)]
        figure.add_shape(type="rect", x0=x0, x1=x1, y0=y0, y1=y1,
                         line={"color": theme.text, "width": 2})  # fmt: skip
    head, token = chosen
    want(figure, "attention", "attention",
         {"layer": layer, "head": head, "token": token, **options})  # fmt: skip
    lay_out(figure, xaxis=bare_axis(-0.2, columns + 0.2), yaxis=bare_axis(-0.1, count + 0.1))
    return figure


def _add_tiles(figure: go.Figure, theme: Theme, count: int, columns: int) -> None:
    """Add the heat map that the matrices are put into."""
    figure.add_trace(
        go.Heatmap(
            **empty_cells(count, columns), x0=0.5, dx=1, y0=0.5, dy=1, zmin=0, zmax=1,
            colorscale=[[0.0, theme.faint], [1.0, theme.positive]], showscale=False,
            hoverinfo="skip",
        )
    )  # fmt: skip


def _add_names(figure: go.Figure, theme: Theme, words: Sequence[str]) -> None:
    """Name the asking tokens at the left."""
    for token, word in enumerate(words):
        figure.add_annotation(
            text=trimmed(word, _LONGEST), x=0, xref="paper", xshift=-6,
            y=len(words) - 0.5 - token, showarrow=False, xanchor="right",
            font={"size": 11, "color": theme.text},
        )  # fmt: skip


def _add_heads(figure: go.Figure, theme: Theme, middles: Sequence[float]) -> None:
    """Name the heads above their matrices."""
    for head, middle in enumerate(middles):
        figure.add_annotation(
            text=f"head {head + 1}", x=middle, y=1, yref="paper", yshift=2,
            showarrow=False, yanchor="bottom", font={"size": 11, "color": theme.quiet},
        )  # fmt: skip
