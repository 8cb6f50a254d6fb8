"""Marks that many figures are made of: words in their places, and outlines of boxes.

All words of a figure are one trace and all boxes of a kind another, because Plotly's time goes by
traces.
"""

from collections.abc import Iterable, Sequence

import plotly.graph_objects as go

Word = tuple[float, float, str, str, str]
"""Where it stands (x, y), the text, on which side of that place (`middle right`), the colour."""
Box = tuple[float, float, float, float]
"""Left, bottom, right and top."""


def words(rows: Iterable[Word], size: float) -> go.Scatter:
    """Return all words of a figure as one trace.

    Args:
        rows: The words. None may be empty: Plotly drops empty texts, and then mistakes one for
            another when it draws again.
        size: Of the letters, in pixels.
    """
    listed = list(rows)
    return go.Scatter(
        x=[row[0] for row in listed],
        y=[row[1] for row in listed],
        text=[row[2] for row in listed],
        textposition=[row[3] for row in listed],
        textfont={"size": size, "color": [row[4] for row in listed]},
        mode="text",
        hoverinfo="skip",
        cliponaxis=False,
    )


def frame_words(
    xs: Sequence[float], ys: Sequence[float], side: str, size: float, colour: str
) -> go.Scatter:
    """Return words that frames fill, as one trace; until then blanks, as for `words`.

    Args:
        xs: Where they stand.
        ys: Likewise.
        side: On which side of that place: `left`, `right`, `center`.
        size: Of the letters, in pixels.
        colour: Of the letters.
    """
    return go.Scatter(
        x=xs, y=ys, text=["\u00a0"] * len(xs), mode="text", textposition=f"middle {side}",
        hoverinfo="skip", cliponaxis=False, textfont={"size": size, "color": colour},
    )  # fmt: skip


def outlines(boxes: Iterable[Box], fill: str, line: str, width: float = 1) -> go.Scatter:
    """Return boxes as one path.

    Args:
        boxes: Their sides.
        fill: Colour inside.
        line: Colour of the outline.
        width: Of the outline, in pixels.
    """
    xs: list[float | None] = []
    ys: list[float | None] = []
    for left, bottom, right, top in boxes:
        xs += [left, right, right, left, left, None]
        ys += [bottom, bottom, top, top, bottom, None]
    return go.Scatter(
        x=xs, y=ys, mode="lines", fill="toself", fillcolor=fill, hoverinfo="skip",
        line={"color": line, "width": width},
    )  # fmt: skip
