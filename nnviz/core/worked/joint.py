"""Worked examples of the layers that bring networks together."""

from typing import Any

import numpy as np

from nnviz.core.worked.example import Example, Make

_PAIR = np.array([[2.0, -1.0, 0.5], [-1.0, 3.0, 0.5]])
_SHARES = np.array([0.7, 0.3])
_SAID = (np.array([1.0, 0.0, 4.0]), np.array([-1.0, 2.0, 4.0]))


def _pair_distance(values: dict[str, Any]) -> Example:
    apart = _PAIR[0] - _PAIR[1]
    if values["measure"] == "differences":
        return Example((_PAIR,), np.abs(apart), "The larger value of each column.")
    note = "The differences are 3, 4 and 0: the square root of 9 + 16 + 0."
    return Example((_PAIR,), np.sqrt((apart**2).sum(keepdims=True)), note)


def _mixture(values: dict[str, Any]) -> Example:
    del values
    output = sum(share * said for share, said in zip(_SHARES, _SAID, strict=True))
    note = "The gate weights the first expert by 0.7 and the second by 0.3."
    return Example((_SHARES, *_SAID), np.asarray(output), note)


JOINT: dict[str, Make] = {"pair_distance": _pair_distance, "mixture": _mixture}
"""What makes the example of a kind."""
