"""Tiny networks: XLA may compile the whole training loop into one function.

On a CPU, XLA calls every operation of a loop by itself, which costs about a microsecond each,
more than a layer of a few units takes to compute. A loop whose data are smaller than a bound
becomes one function instead. Its matrix products are plain loops then, so that this only pays
where they are tiny: 2-(8x6)-1 trains four times faster, 2-64-64-1 five times slower.
"""

import os
from typing import TYPE_CHECKING

import numpy as np

from nnviz.model.backends.backend import Program

if TYPE_CHECKING:
    import keras

_OPTION = "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold"
_BOUND = 1 << 26
_MOST_PRODUCTS = 4_000
"""Multiply-adds of one layer and batch up to which the calls cost more than the products."""
_PLAIN = ("InputLayer", "Dense", "Activation", "Dropout", "BatchNormalization", "Flatten")


def tiny(program: Program) -> bool:
    """Say whether a network consists of few, small dense layers."""
    layers: list[keras.Layer] = program.model.layers
    if any(type(layer).__name__ not in _PLAIN for layer in layers):
        return False
    sizes = [np.prod(v.shape) for v in program.model.trainable_variables if v.name == "kernel"]
    return bool(sizes) and program.batch * float(np.mean(sizes)) <= _MOST_PRODUCTS


def allow_whole_loops() -> None:
    """Set XLA's bound; it reads the environment once, when it first compiles.

    A process that has compiled another network before keeps what held then, and one whose
    environment says something about it is left alone.
    """
    given = os.environ.get("XLA_FLAGS", "")
    if _OPTION not in given:
        os.environ["XLA_FLAGS"] = f"{given} {_OPTION}={_BOUND}".strip()
