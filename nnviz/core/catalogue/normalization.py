"""Normalization: values are centred and scaled, so that layers receive familiar ranges."""

from typing import Any

from nnviz.core.catalogue.rules.shared_params import epsilon
from nnviz.core.spec.kinds import Fix, Inference, LayerKind, Misfit, Shape
from nnviz.core.spec.params import Param

_RANKS = (1, 2, 3, 4)
_SCALE = Param("scale", "Learned scale", True, "Whether each feature learns a scale.", rare=True)
_CENTER = Param("center", "Learned shift", True, "Whether each feature learns a shift.", rare=True)
_MOMENTUM = Param(
    "momentum", "Momentum", 0.99,
    "How slowly the moving mean and variance follow the batches; close to 1 is slow.",
    low=0.0, high=0.9999, step=0.01, rare=True,
)  # fmt: skip


def _learned(values: dict[str, Any]) -> list[str]:
    names = (("scale", "scale"), ("center", "shift"))
    return [word for name, word in names if values[name]]


def _listed(words: list[str], size: int) -> str:
    if not words:
        return "nothing to learn"
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return f"{listed} for each of {size} features"


def _batch(shape: Shape, values: dict[str, Any]) -> Inference:
    size, learned = shape[-1], _learned(values)
    text = _listed([*learned, "moving mean", "moving variance"], size)
    return Inference(shape, (len(learned) + 2) * size, 0, text, fixed=2 * size)


def _layer(shape: Shape, values: dict[str, Any]) -> Inference:
    learned = _learned(values)
    return Inference(shape, len(learned) * shape[-1], 0, _listed(learned, shape[-1]))


def _group(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    size, groups = shape[-1], values["groups"]
    if groups > 0 and size % groups:
        fits = max(number for number in range(1, groups + 1) if size % number == 0)
        return Misfit(
            f"a number of features divisible by {groups}",
            f"{size} features",
            (Fix(f"Use {fits} group{'s' if fits > 1 else ''}", {"groups": fits}),),
        )
    return _layer(shape, values)


def _rms(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    return Inference(shape, shape[-1], 0, _listed(["scale"], shape[-1]))


def _nothing(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    return Inference(shape, 0, 0, "nothing to learn")


def _rescaling(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    for name in ("scale", "offset"):
        count = len(values[name])
        if count not in (1, shape[-1]):
            return Misfit(
                f"one {name}, or one for each of {shape[-1]} features",
                f"{count}",
                (Fix("Remove this layer", remove=True),),
            )
    return Inference(shape, 0, 0, "two fixed numbers, nothing to learn")


def _constants(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    size = 2 * shape[-1] + 1
    text = f"a fixed mean and variance for each of {shape[-1]} features, and a count"
    return Inference(shape, size, 0, text, fixed=size)


_CENTRED = r"\frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}"

NORMALISATION = (
    LayerKind(
        name="batch_normalization",
        label="Batch normalization",
        category="normalization",
        keras_name="BatchNormalization",
        params=(_MOMENTUM, epsilon(), _CENTER, _SCALE),
        ranks=_RANKS,
        infer=_batch,
        sentence="Normalizes every feature to mean 0 and variance 1 over the batch.",
        formula=r"y = \gamma\,\frac{x - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}} + \beta",
    ),
    LayerKind(
        name="layer_normalization",
        label="Layer normalization",
        category="normalization",
        keras_name="LayerNormalization",
        params=(epsilon(), _CENTER, _SCALE),
        ranks=_RANKS,
        infer=_layer,
        sentence="Normalizes the features of each example separately.",
        formula=r"y = \gamma\,\frac{x - \mu_x}{\sqrt{\sigma_x^2 + \epsilon}} + \beta",
    ),
    LayerKind(
        name="group_normalization",
        label="Group normalization",
        category="normalization",
        keras_name="GroupNormalization",
        params=(
            Param(
                "groups", "Groups", 4, "Into how many groups to split the features.",
                low=1, high=512, step=1,
            ),
            epsilon(), _CENTER, _SCALE,
        ),
        ranks=_RANKS,
        infer=_group,
        sentence="Normalizes groups of features of each example separately.",
        formula=rf"y = \gamma\,{_CENTRED} + \beta \text{{, within each group}}",
    ),
    LayerKind(
        name="rms_normalization",
        label="RMS normalization",
        category="normalization",
        keras_name="RMSNormalization",
        params=(epsilon(1e-6),),
        ranks=_RANKS,
        infer=_rms,
        sentence="Scales the features of each example to a root mean square of 1.",
        formula=r"y = \gamma\,\frac{x}{\sqrt{\operatorname{mean}(x^2) + \epsilon}}",
    ),
    LayerKind(
        name="unit_normalization",
        label="Unit normalization",
        category="normalization",
        keras_name="UnitNormalization",
        params=(),
        ranks=_RANKS,
        infer=_nothing,
        sentence="Scales the feature vector at every position to length 1.",
        formula=r"y = x / \lVert x \rVert",
    ),
    LayerKind(
        name="normalization",
        label="Input normalization",
        category="normalization",
        keras_name="Normalization",
        params=(),
        ranks=_RANKS,
        infer=_constants,
        sentence="Subtracts a fixed mean and divides by a fixed standard deviation, feature by "
        "feature.",
        formula=r"y = (x - \mu) / \sigma",
    ),
    LayerKind(
        name="rescaling",
        label="Rescaling",
        category="normalization",
        keras_name="Rescaling",
        params=(
            Param(
                "scale", "Scale", (0.5,), "The factor: one number, or one for each feature.",
                low=-1e6, high=1e6, step=0.1,
            ),
            Param(
                "offset", "Offset", (0.0,),
                "The constant to add afterwards: one number, or one for each feature.",
                low=-1e6, high=1e6, step=0.1,
            ),
        ),
        ranks=_RANKS,
        infer=_rescaling,
        sentence="Multiplies every value by a fixed factor and adds a fixed offset.",
        formula=r"y = s\,x + o",
    ),
)  # fmt: skip
"""Normalization layers."""
