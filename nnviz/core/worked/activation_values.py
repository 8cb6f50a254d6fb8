"""Activation functions and their derivatives in plain NumPy, for arithmetic that is shown.

A compiled model gives only what comes out of a layer. To show what happens inside it - weighted
sum, gate, derivative - the same functions are needed on single numbers, in float64.
"""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]

_STEP = 1e-6
_SHRUNK = 0.5
"""Values up to this far from 0 become 0 by shrinking."""
_SELU_SCALE, _SELU_ALPHA = 1.0507009873554805, 1.6732632423543772
_KINKED = ("relu", "leaky_relu", "relu6", "hard_sigmoid", "hard_tanh", "sparse_sigmoid")
"""Straight pieces: at a kink the slope is that of the left piece, as in Keras."""


def _sigmoid(z: Numbers) -> Numbers:
    return 0.5 * (1 + np.tanh(0.5 * z))


def _softplus(z: Numbers) -> Numbers:
    return np.logaddexp(0, z)


def _elu(z: Numbers, alpha: float = 1.0) -> Numbers:
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def _gelu(z: Numbers) -> Numbers:
    return 0.5 * z * (1 + np.vectorize(math.erf, otypes=[float])(z / math.sqrt(2)))


def _softmax(z: Numbers) -> Numbers:
    raised = np.exp(z - z.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def _log_softmax(z: Numbers) -> Numbers:
    below = z - z.max(axis=-1, keepdims=True)
    return below - np.log(np.exp(below).sum(axis=-1, keepdims=True))


def _sparsemax(z: Numbers) -> Numbers:
    """Return what Keras 3.15 computes: its threshold adds up all running sums it should end at.

    Where more than one value is kept, the results are therefore less than the shares of
    Martins and Astudillo ("From softmax to sparsemax", 2016), which add up to 1.
    """
    falling: Numbers = -np.sort(-z, axis=-1)
    sums: Numbers = np.cumsum(falling, axis=-1)
    ranks = np.arange(1.0, z.shape[-1] + 1)
    kept: Numbers = np.where(falling - (sums - 1) / ranks > 0, 1.0, 0.0)
    threshold = ((kept * sums).sum(axis=-1, keepdims=True) - 1) / kept.sum(axis=-1, keepdims=True)
    return np.maximum(z - threshold, 0)


def _sparse_plus(z: Numbers) -> Numbers:
    return np.where(z <= -1, 0, np.where(z < 1, 0.25 * (z + 1) ** 2, z))


_FUNCTIONS: Mapping[str, Callable[[Numbers], Numbers]] = MappingProxyType(
    {
        "linear": lambda z: z,
        "relu": lambda z: np.maximum(z, 0),
        "leaky_relu": lambda z: np.where(z > 0, z, 0.2 * z),
        "elu": _elu,
        "selu": lambda z: _SELU_SCALE * _elu(z, _SELU_ALPHA),
        "gelu": _gelu,
        "silu": lambda z: z * _sigmoid(z),
        "mish": lambda z: z * np.tanh(_softplus(z)),
        "celu": _elu,
        "relu6": lambda z: np.clip(z, 0, 6),
        "softplus": _softplus,
        "softsign": lambda z: z / (1 + np.abs(z)),
        "tanh": np.tanh,
        "sigmoid": _sigmoid,
        "hard_sigmoid": lambda z: np.clip(z / 6 + 0.5, 0, 1),
        "hard_tanh": lambda z: np.clip(z, -1, 1),
        "exponential": np.exp,
        "softmax": _softmax,
        "hard_silu": lambda z: z * np.clip(z / 6 + 0.5, 0, 1),
        "log_sigmoid": lambda z: -_softplus(-z),
        "log_softmax": _log_softmax,
        "squareplus": lambda z: (z + np.sqrt(z**2 + 4)) / 2,
        "sparsemax": _sparsemax,
        "sparse_plus": _sparse_plus,
        "sparse_sigmoid": lambda z: np.clip((z + 1) / 2, 0, 1),
        "tanh_shrink": lambda z: z - np.tanh(z),
        "hard_shrink": lambda z: np.where(np.abs(z) > _SHRUNK, z, 0.0),
        "soft_shrink": lambda z: np.sign(z) * np.maximum(np.abs(z) - _SHRUNK, 0),
    }
)


def activate(name: str, sums: Numbers) -> Numbers:
    """Return the activation function of each weighted sum; softmax runs over the last axis.

    Args:
        name: Name in the catalogue, which is Keras's.
        sums: Any shape.
    """
    return _FUNCTIONS[name](sums)


def back_through(name: str, sums: Numbers, gradient: Numbers) -> Numbers:
    """Return dL/dz from dL/da, where a = f(z).

    For all but softmax that is a product unit by unit; every output of a softmax depends on every
    sum, so there the whole Jacobian acts: dL/dz_i = a_i (dL/da_i - sum over j of a_j dL/da_j).

    Args:
        name: Name of f.
        sums: z, any shape.
        gradient: dL/da, of the same shape.
    """
    if name == "softmax":
        values = _softmax(sums)
        return values * (gradient - (values * gradient).sum(axis=-1, keepdims=True))
    return gradient * slope(name, sums)


def slope(name: str, sums: Numbers) -> Numbers:
    """Return f'(z) for a function that acts on each sum alone.

    The most frequent ones in closed form, the others as difference quotients in float64, which
    are good to nine digits.
    """
    if name == "linear":
        return np.ones_like(sums)
    if name == "tanh":
        return 1 - np.tanh(sums) ** 2
    if name == "sigmoid":
        values = _sigmoid(sums)
        return values * (1 - values)
    function, z = _FUNCTIONS[name], sums.astype(np.float64)
    ahead = 0.0 if name in _KINKED else _STEP
    return (function(z + ahead) - function(z - _STEP)) / (_STEP + ahead)
