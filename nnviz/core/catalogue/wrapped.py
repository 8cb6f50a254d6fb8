"""Layers inside a wrapper: time-distributed, or with a spectrally normalized kernel."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from nnviz.core.catalogue.dense import DENSE
from nnviz.core.catalogue.pictures.convolution import CONVOLUTION
from nnviz.core.catalogue.pictures.pooling import POOLING
from nnviz.core.catalogue.shaping import SHAPING
from nnviz.core.spec.kinds import Inference, LayerKind, Misfit, Shape
from nnviz.core.spec.params import Param

EVERY_STEP = "layers.TimeDistributed"
"""The wrapper that applies one layer at every time step."""
BOUNDED = "own_layers.SpectralNormalization"
"""The wrapper that scales a kernel to a spectral norm of 1."""
_AT_STEPS = (
    "dense", "conv1d", "conv2d", "max_pooling1d", "max_pooling2d", "global_average_pooling2d",
    "flatten",
)  # fmt: skip
_WITH_KERNEL = ("dense", "conv1d", "conv2d")
_ITERATIONS = Param(
    "power_iterations", "Power iterations", 1,
    "How many power iterations estimate the spectral norm in each training step.",
    low=1, high=10, step=1, rare=True,
)  # fmt: skip

Infer = Callable[[Shape, dict[str, Any]], Inference | Misfit]


def _at_steps(inner: LayerKind) -> LayerKind:
    """Return the kind that applies another kind separately at every step of a sequence."""
    infer = cast("Infer", inner.infer)

    def steps(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
        one = infer(shape[1:], values)
        if isinstance(one, Misfit):
            return one
        work = f"{shape[0]} steps \u00d7 ({one.work})" if one.work else ""
        return replace(
            one,
            shape=(shape[0], *one.shape),
            macs=shape[0] * one.macs,
            arithmetic=f"at each of {shape[0]} steps: {one.arithmetic}",
            work=work,
        )

    sentence = f"{inner.sentence[0].lower()}{inner.sentence[1:]}"
    return replace(
        inner,
        name=f"timed_{inner.name}",
        label=f"Time-distributed {inner.label[0].lower()}{inner.label[1:]}",
        ranks=tuple(rank + 1 for rank in inner.ranks if rank < 4),
        infer=steps,
        sentence=f"At every step of a sequence: {sentence}",
        formula=rf"Y_t = F(X_t),\quad F:\ {inner.formula}",
        wrapper=EVERY_STEP,
    )


def _bounded(inner: LayerKind) -> LayerKind:
    """Return the kind whose kernel is divided by its largest singular value during training.

    Miyato et al., "Spectral normalization for generative adversarial networks", 2018.
    """
    infer = cast("Infer", inner.infer)

    def measured(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
        plain = infer(shape, values)
        if isinstance(plain, Misfit):
            return plain
        count = values[str(inner.units)]
        return replace(
            plain,
            parameters=plain.parameters + count,
            fixed=count,
            arithmetic=f"{plain.arithmetic} + {count} values to estimate the spectral norm",
        )

    return replace(
        inner,
        name=f"spectral_{inner.name}",
        label=f"{inner.label}, spectral norm",
        params=(*inner.params, _ITERATIONS),
        infer=measured,
        sentence=f"{inner.sentence[:-1]}; its kernel is scaled to a spectral norm of 1.",
        formula=rf"{inner.formula},\quad W \leftarrow W / \sigma_{{\max}}(W)",
        wrapper=BOUNDED,
        wrapper_params=(_ITERATIONS.name,),
    )


_PLAIN = {kind.name: kind for group in (DENSE, CONVOLUTION, POOLING, SHAPING) for kind in group}

WRAPPED = (
    *(_at_steps(_PLAIN[name]) for name in _AT_STEPS),
    *(_bounded(_PLAIN[name]) for name in _WITH_KERNEL),
)
"""Wrapped layers."""
