"""Dropout, noise and activity regularization: disturbances in training that help to generalize."""

from typing import Any

from nnviz.core.catalogue.rules.shared_params import share
from nnviz.core.spec.kinds import Inference, LayerKind, Shape
from nnviz.core.spec.params import Param

_RANKS = (1, 2, 3, 4)
_HALVED = "Fraction of the values that are replaced at random during training."


def _dropout(shape: Shape, values: dict[str, Any]) -> Inference:
    return Inference(shape, 0, 0, f"{values['rate']:.0%} of the values are 0 during training")


def _spatial(shape: Shape, values: dict[str, Any]) -> Inference:
    text = f"{values['rate']:.0%} of {shape[-1]} feature maps are 0 during training"
    return Inference(shape, 0, 0, text)


def _whole(shape: Shape, values: dict[str, Any]) -> Inference:
    text = f"{values['rate']:.0%} of the examples skip this branch during training"
    return Inference(shape, 0, 0, text)


def _noise(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    return Inference(shape, 0, 0, "random changes during training, none afterwards")


def _regularization(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    return Inference(shape, 0, 0, "values pass unchanged; the loss grows with their size")


def _rate(default: float = 0.2) -> Param:
    return share(
        "rate",
        "Dropout",
        default,
        "Fraction of values that are set to 0 at random during training.",
    )


def _factor(name: str, label: str, what: str) -> Param:
    return Param(
        name, label, 0.001, f"Weight of the sum of {what} in the loss.",
        low=0.0, high=1.0, step=0.001,
    )  # fmt: skip


_MASK = r"y = x \odot m / (1 - p),\quad m_i \sim \mathrm{Bernoulli}(1 - p)"


def _spatial_kind(axes: int) -> LayerKind:
    return LayerKind(
        name=f"spatial_dropout{axes}d",
        label=f"Spatial dropout{ {1: ' 1-D', 2: '', 3: ' 3-D'}[axes] }",
        category="regularization",
        keras_name=f"SpatialDropout{axes}D",
        params=(_rate(),),
        ranks=(axes + 1,),
        infer=_spatial,
        sentence="Sets whole feature maps to 0 at random during training.",
        formula=_MASK + r" \text{, one } m \text{ a feature}",
        seeded=True,
    )


REGULARISATION = (
    LayerKind(
        name="dropout",
        label="Dropout",
        category="regularization",
        keras_name="Dropout",
        params=(_rate(),),
        ranks=_RANKS,
        infer=_dropout,
        sentence="Sets random values to 0 during training, so that the network relies on none of "
        "them.",
        formula=_MASK,
        seeded=True,
    ),
    _spatial_kind(1),
    _spatial_kind(2),
    _spatial_kind(3),
    LayerKind(
        name="stochastic_depth",
        label="Stochastic depth",
        category="regularization",
        keras_name="Dropout",
        params=(_rate(),),
        ranks=(3,),
        infer=_whole,
        sentence="Drops a whole branch for random examples during training.",
        formula=_MASK + r" \text{, one } m \text{ an example}",
        constants=(("noise_shape", (None, 1, 1, 1)),),
        seeded=True,
    ),
    LayerKind(
        name="alpha_dropout",
        label="Alpha dropout",
        category="regularization",
        keras_name="AlphaDropout",
        params=(share("rate", "Dropout", 0.1, _HALVED),),
        ranks=_RANKS,
        infer=_noise,
        sentence="Dropout that preserves mean and variance, made for SELU.",
        formula=r"y = a\,(x \odot m + \alpha' (1 - m)) + b",
        seeded=True,
    ),
    LayerKind(
        name="gaussian_dropout",
        label="Gaussian dropout",
        category="regularization",
        keras_name="GaussianDropout",
        params=(share("rate", "Dropout", 0.2, "Strength of the noise, given as a dropout rate."),),
        ranks=_RANKS,
        infer=_noise,
        sentence="Multiplies every value by a random number near 1 during training.",
        formula=r"y = x\,(1 + \varepsilon),\quad \varepsilon \sim N(0, p / (1 - p))",
        seeded=True,
    ),
    LayerKind(
        name="gaussian_noise",
        label="Gaussian noise",
        category="regularization",
        keras_name="GaussianNoise",
        params=(
            Param(
                "stddev", "Standard deviation", 0.1, "Standard deviation of the added noise.",
                low=0.0, high=5.0, step=0.05,
            ),
        ),
        ranks=_RANKS,
        infer=_noise,
        sentence="Adds Gaussian noise to every value during training.",
        formula=r"y = x + \varepsilon,\quad \varepsilon \sim N(0, \sigma^2)",
        seeded=True,
    ),
    LayerKind(
        name="activity_regularization",
        label="Activity regularization",
        category="regularization",
        keras_name="ActivityRegularization",
        params=(_factor("l1", "L1", "absolute values"), _factor("l2", "L2", "squared values")),
        ranks=_RANKS,
        infer=_regularization,
        sentence="Adds the size of the activations to the loss, so that few units are active at "
        "once.",
        formula=r"L \mathrel{+}= \lambda_1 \sum |x| + \lambda_2 \sum x^2",
    ),
)  # fmt: skip
"""Layers that regularize."""
