"""Activation functions as curves, with their slopes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnviz.core.spec.params import ParamValue
from nnviz.core.worked.activation_values import activate, slope
from nnviz.core.worked.example import Numbers

_REACH, _POINTS = 4.0, 321
_ACROSS = ("softmax", "log_softmax", "sparsemax")
"""Functions of several values at once, which have no curve."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A function of one number: `x`, `y` and the slope `dy/dx`, each `(points,)`."""

    x: Numbers
    y: Numbers
    slope: Numbers


def curve(kind: str, values: Mapping[str, ParamValue]) -> Curve | None:
    """Return the curve of an activation layer with these complete parameters, None for others."""
    x = np.linspace(-_REACH, _REACH, _POINTS)
    name = str(values.get("activation"))
    if kind == "activation":
        return None if name in _ACROSS else Curve(x, activate(name, x), slope(name, x))
    if kind == "elu":
        alpha = float(str(values["alpha"]))
        bent = alpha * np.exp(np.minimum(x, 0))
        return Curve(x, np.where(x > 0, x, bent - alpha), np.where(x > 0, 1.0, bent))
    if kind not in ("relu", "leaky_relu", "prelu"):
        return None
    low = 0.25 if kind == "prelu" else float(str(values["negative_slope"]))
    high = float(str(values.get("max_value", 0.0))) or np.inf
    y = np.minimum(np.where(x > 0, x, low * x), high)
    steep = np.where(x > 0, np.where(x < high, 1.0, 0.0), low)
    return Curve(x, y, steep)
