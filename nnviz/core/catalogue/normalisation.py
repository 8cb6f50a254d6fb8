"""Normalisation and dropout."""

from typing import Any

from nnviz.core.kinds import Inference, LayerKind, Shape
from nnviz.core.params import Param


def _batch(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    size = shape[-1]
    text = f"scale, shift, moving mean and moving variance for each of {size} features"
    return Inference(shape, 4 * size, 0, text, fixed=2 * size)


def _layer(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    return Inference(shape, 2 * shape[-1], 0, f"scale and shift for each of {shape[-1]} features")


def _dropout(shape: Shape, values: dict[str, Any]) -> Inference:
    return Inference(shape, 0, 0, f"{values['rate']:.0%} of the values are 0 while training")


NORMALISATION = (
    LayerKind(
        name="batch_normalization",
        label="Batch normalisation",
        category="normalisation",
        keras_name="BatchNormalization",
        params=(),
        ranks=(1, 2, 3),
        infer=_batch,
        sentence="Centres and scales every feature over the batch.",
        formula=r"y = \gamma\,\frac{x - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}} + \beta",
    ),
    LayerKind(
        name="layer_normalization",
        label="Layer normalisation",
        category="normalisation",
        keras_name="LayerNormalization",
        params=(),
        ranks=(1, 2, 3),
        infer=_layer,
        sentence="Centres and scales the features of every example by themselves.",
        formula=r"y = \gamma\,\frac{x - \mu_x}{\sqrt{\sigma_x^2 + \epsilon}} + \beta",
    ),
    LayerKind(
        name="dropout",
        label="Dropout",
        category="normalisation",
        keras_name="Dropout",
        params=(
            Param(
                "rate",
                "Dropout",
                0.2,
                "Share of values that are set to 0 at random while training.",
                low=0.0,
                high=0.9,
                step=0.05,
            ),
        ),
        ranks=(1, 2, 3),
        infer=_dropout,
        sentence="Switches random values off while training, so that none is relied on.",
        formula=r"y = x \odot m / (1 - p),\quad m_i \sim \mathrm{Bernoulli}(1 - p)",
    ),
)
"""Normalisation and dropout layers."""
