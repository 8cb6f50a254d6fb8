"""Which token attends to which in one head, as arcs over the tokens."""

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from nnviz.figures.kit.bindings import bind, want
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out
from nnviz.figures.kit.wording import trimmed

_EDGES = (0.02, 0.08, 0.2, 0.4, 0.7)
_WIDTHS = (0.0, 0.6, 1.2, 2.2, 3.6, 5.5)
_POINTS = 13
_LONGEST = 10
_UPRIGHT = 10
"""With more tokens than this, words are turned so that they do not run into each other."""


def attention_arcs(
    theme: Theme,
    *,
    layer: str,
    words: Sequence[str],
    chosen: tuple[int, int] = (0, 0),
    options: dict[str, str | int],
    height: int = 190,
) -> go.Figure:
    """Draw an arc from each asking token, above, to what it looks at; thick is much attention.

    Traces: the arcs by size, twice, as signs do not occur.

    Args:
        theme: Colours.
        layer: Id of the layer.
        words: The tokens.
        chosen: The head that is drawn, and the token that is asked for with it.
        options: Part and number of the example.
        height: Pixels.
    """
    count = len(words)
    head = chosen[0] + 1
    alt = f"Arcs over {count} tokens: which attends to which in head {head} of layer {layer}."
    figure = blank(theme, height=height, alt=alt, margins=(8, 8, 6, 6))
    for width in (*_WIDTHS, *_WIDTHS):
        figure.add_trace(
            go.Scatter(
                x=[], y=[], mode="lines", hoverinfo="skip", opacity=0.75 if width else 0,
                line={"color": theme.positive_ink, "width": max(width, 0.1)},
            )
        )  # fmt: skip
    _add_words(figure, theme, words)
    bind(
        figure,
        {"op": "segments", "array": "attention/arcs", "traces": list(range(2 * len(_WIDTHS))),
         "edges": list(_EDGES),
         "paths": [_arc(a, b, count) for a in range(count) for b in range(count)]},
    )  # fmt: skip
    head, token = chosen
    want(figure, "attention", "attention",
         {"layer": layer, "head": head, "token": token, **options})  # fmt: skip
    lay_out(
        figure,
        xaxis=bare_axis(-0.6, count - 0.4),
        yaxis=bare_axis(-0.38 if count > _UPRIGHT else -0.22, 1.02),
    )
    return figure


def _add_words(figure: go.Figure, theme: Theme, words: Sequence[str]) -> None:
    """Write the tokens below the arcs; many are turned, so that none runs into the next."""
    turned = len(words) > _UPRIGHT
    for place, word in enumerate(words):
        figure.add_annotation(
            text=trimmed(word, _LONGEST), x=place, y=-0.04, showarrow=False, yanchor="top",
            xanchor="right" if turned else "center", textangle=-60 if turned else 0,
            xshift=6 if turned else 0, font={"size": 11, "color": theme.text},
        )  # fmt: skip


def _arc(start: int, end: int, count: int) -> list[list[float]]:
    """Return an arc above the line; a token that looks at itself gets a small loop."""
    high = 0.12 + 0.86 * abs(end - start) / max(1, count - 1)
    radius = (end - start) / 2 or 0.22
    middle = (start + end) / 2
    turns = [math.pi * step / (_POINTS - 1) for step in range(_POINTS)]
    return [
        [round(middle - radius * math.cos(turn), 3) for turn in turns],
        [round(high * math.sin(turn), 3) for turn in turns],
    ]
