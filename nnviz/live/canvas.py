"""Where visitors draw or type an example of their own, sent while it is made (`canvas.js`)."""

import base64
import binascii
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.live.module import nothing, registered

FINE = 8
"""Pixels of a drawing for each pixel of the data, along each side, at most."""
_FINEST = 112


def picture_pad(rows: int, columns: int, *, key: str) -> NDArray[np.uint8] | None:
    """Show a canvas with pen, eraser and clear.

    Args:
        rows: Pixels of the data from top to bottom.
        columns: From left to right.
        key: Name of this place on the page.

    Returns:
        The ink, 0 to 255, several times as fine as the data; None before the first stroke.
    """
    fine = max(1, min(FINE, _FINEST // max(rows, columns)))
    made = _pad(key, kind="picture", rows=rows, columns=columns, fine=fine)
    ink = _bytes(made, rows * columns * fine * fine)
    return None if ink is None else ink.reshape(rows * fine, columns * fine)


def series_pad(start: NDArray[np.floating[Any]], *, key: str) -> NDArray[np.float64] | None:
    """Show a line over time that can be drawn anew.

    Args:
        start: `(time,)` heights to begin with, 0 to 1.
        key: Name of this place on the page.

    Returns:
        `(time,)` heights from 0 to 1; None before it was touched.
    """
    first = np.rint(np.clip(start, 0, 1) * 255).astype(np.uint8).tobytes()
    made = _pad(key, kind="series", columns=len(start), start=base64.b64encode(first).decode())
    heights = _bytes(made, len(start))
    return None if heights is None else heights / 255.0


def text_pad(start: str, *, key: str, longest: int = 300) -> str | None:
    """Show a field for text that is sent while it is typed; None before it was touched."""
    made = _pad(key, kind="text", start=start)
    return None if made is None else made[:longest]


def _pad(key: str, **data: str | int) -> str | None:
    identity = ",".join(str(value) for value in data.values())
    result = registered("live/canvas.js")(
        key=key, data={**data, "identity": identity}, on_made_change=nothing
    )
    made = result.get("made")
    return made if isinstance(made, str) else None


def _bytes(text: str | None, count: int) -> NDArray[np.uint8] | None:
    """Read base64 of so many bytes; None for anything else."""
    if text is None:
        return None
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return np.frombuffer(data, np.uint8) if len(data) == count else None
