"""Layers of networks whose code is a distribution rather than a point."""

from collections.abc import Sequence
from typing import Any

from nnviz.core.spec.kinds import Fix, Inference, LayerKind, Misfit, Shape, product, shape_text
from nnviz.core.spec.params import Param


def _sampling(shapes: Sequence[Shape], values: dict[str, Any]) -> Inference | Misfit:
    del values
    mean, log_variance = shapes
    if mean != log_variance:
        received = f"{shape_text(mean)} and {shape_text(log_variance)}"
        fix = Fix("Remove this layer", remove=True)
        return Misfit("as many means as log variances", received, (fix,))
    many = product(mean) > 1
    what = f"{product(mean)} means, each" if many else "one mean"
    return Inference(
        mean, 0, 0, f"{what} with its own noise during training, without noise afterwards"
    )


VARIATIONAL = (
    LayerKind(
        name="sampling",
        label="Sampling (VAE)",
        category="regularization",
        keras_name="Sampling",
        params=(
            Param(
                "kl_weight", "KL weight", 0.002,
                "Weight of the KL divergence (in nats, of a whole code) in the loss.",
                low=0.0, high=10.0, step=0.001,
            ),
        ),
        ranks=(1, 2, 3, 4),
        infer=_sampling,
        sentence="Samples a code around its mean during training; the KL divergence keeps it "
        "close to N(0, 1).",
        formula=r"y = \mu + e^{v/2} \odot \varepsilon,\quad "
        r"L \mathrel{+}= \tfrac{\beta}{2} \sum (\mu^2 + e^v - 1 - v)",
        inputs=(2, 2),
        calling="spread",
        seeded=True,
        own=True,
    ),
)  # fmt: skip
"""Layers that draw a code."""
