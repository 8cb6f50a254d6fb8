"""Worked examples of the layers of generative adversarial networks."""

from typing import Any

import numpy as np

from nnviz.core.worked.example import Example, Make

_MADE_ROW = np.array([0.0, 0.0, 0.0, 0.7, -1.2])
_REAL_ROW = np.array([1.0, 2.0, -1.0, 0.7, -1.2])
"""Whether there is a real point, the point, and two values of noise."""


def _fresh_noise(values: dict[str, Any]) -> Example:
    noise = _MADE_ROW[-min(values["size"], len(_MADE_ROW)) :]
    note = "The noise in the row, as used after training; during training new noise is drawn."
    return Example((_MADE_ROW,), noise, note)


def _reversal(values: dict[str, Any]) -> Example:
    point = np.array([0.5, -1.5])
    note = (
        "Nothing changes on the forward pass. A gradient of 0.2 from the next "
        f"layer is passed back as {-0.2 * values['strength']:.2g}."
    )
    return Example((point,), point, note)


def _real_or_made(values: dict[str, Any]) -> Example:
    del values
    made = np.array([0.5, -1.5])
    note = "The row begins with 1, so its own two values pass; with 0, the generated ones would."
    return Example((made, _REAL_ROW), _REAL_ROW[1:3], note)


ADVERSARIAL: dict[str, Make] = {
    "fresh_noise": _fresh_noise, "gradient_reversal": _reversal, "real_or_made": _real_or_made,
}  # fmt: skip
"""What makes the example of a kind."""
