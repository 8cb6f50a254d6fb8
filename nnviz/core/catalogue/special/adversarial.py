"""Layers of networks that work against each other: one makes examples, the other judges them."""

from collections.abc import Sequence
from typing import Any

from nnviz.core.spec.kinds import Fix, Inference, LayerKind, Misfit, Shape, shape_text
from nnviz.core.spec.params import Param

_REMOVE = Fix("Remove this layer", remove=True)


def _fresh_noise(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    size: int = values["size"]
    if size > shape[0]:
        fix = Fix(f"Use all {shape[0]}", {"size": shape[0]})
        return Misfit(f"an input of at least {size} values", f"{shape[0]}", (fix,))
    text = f"the last {size} of {shape[0]} values; during training, {size} new random ones"
    return Inference((size,), 0, 0, text)


def _turned(shape: Shape, values: dict[str, Any]) -> Inference:
    text = f"values pass unchanged; gradients are multiplied by -{values['strength']:g}"
    return Inference(shape, 0, 0, text)


def _real_or_made(shapes: Sequence[Shape], values: dict[str, Any]) -> Inference | Misfit:
    del values
    made, row = shapes
    if row[0] <= made[0]:
        needed = f"an input of at least 1 + {made[0]} values"
        return Misfit(needed, shape_text(row), (_REMOVE,))
    text = (
        f"{made[0]} values: the real ones where the row begins with 1, otherwise the generated ones"
    )
    return Inference(made, 0, 0, text)


ADVERSARIAL = (
    LayerKind(
        name="fresh_noise",
        label="Fresh noise",
        category="core",
        keras_name="FreshNoise",
        params=(
            Param(
                "size", "Noise values", 2, "How many values at the end of each row are noise.",
                low=1, high=256, step=1,
            ),
        ),
        ranks=(1,),
        infer=_fresh_noise,
        sentence="Passes on the noise at the end of a row; during training it draws new noise.",
        formula=r"y \sim N(0, I) \text{ during training, then } y = x_{n-k+1 \ldots n}",
        seeded=True,
        own=True,
    ),
    LayerKind(
        name="gradient_reversal",
        label="Gradient reversal",
        category="core",
        keras_name="GradientReversal",
        params=(
            Param(
                "strength", "Strength", 1.0,
                "Factor for the reversed gradients; 0 stops them. Adam and RMSprop even out any "
                "other value.",
                low=0.0, high=10.0, step=0.1,
            ),
        ),
        ranks=(1, 2, 3, 4),
        infer=_turned,
        sentence="Passes values on and reverses gradients, so that the layers before it work "
        "against those after it.",
        formula=r"y = x,\quad \frac{\partial L}{\partial x} \leftarrow "
        r"-\lambda \frac{\partial L}{\partial y}",
        own=True,
    ),
    LayerKind(
        name="real_or_made",
        label="Real or generated",
        category="merge",
        keras_name="RealOrMade",
        params=(),
        ranks=(1,),
        infer=_real_or_made,
        sentence="Passes on the real example of a row if there is one, otherwise a generated one.",
        formula=r"y = r\,x + (1 - r)\,G(z)",
        inputs=(2, 2),
        calling="spread",
        own=True,
    ),
)  # fmt: skip
"""Layers of generative adversarial networks."""
