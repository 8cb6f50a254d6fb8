"""Two networks in one graph: a generator that makes points and a discriminator that judges them.

Goodfellow et al., "Generative adversarial nets", 2014. Rows are `[real, x1, x2, noise...]`: `real`
is 1 where x1 and x2 are a real point, and 0 where the generator makes one from the noise.
Gradients are reversed between the two (Ganin and Lempitsky, 2015), so that one optimizer trains
both: the generator ascends the loss that the discriminator descends.
"""

from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import INPUT, LayerSpec, NetworkSpec

COORDINATES = 2
"""Values of a point."""
GENERATOR, DISCRIMINATOR = "generator_1_", "discriminator_1_"
"""Prefixes of the layer names of each, so that each is shown as one block."""
_HIDDEN = (64, 64)


def row_length(noise: int) -> int:
    """Return how many values a row has."""
    return 1 + COORDINATES + noise


def generator(signature: DataSignature) -> list[LayerSpec]:
    """Return the layers that make points, and those that pass on real or generated ones.

    Args:
        signature: Of rows with noise.
    """
    noise = LayerSpec(id=f"{GENERATOR}noise", kind="fresh_noise", params={"size": signature.noise})
    hidden = [
        _dense(f"{GENERATOR}hidden_{number}", units, "relu")
        for number, units in enumerate(_HIDDEN, 1)
    ]
    return [
        noise,
        *hidden,
        _dense(f"{GENERATOR}point", COORDINATES, "linear"),
        LayerSpec(id="turned", kind="gradient_reversal"),
        LayerSpec(id="shown", kind="real_or_made", inputs=("turned", INPUT)),
    ]


def _dense(layer_id: str, units: int, activation: str) -> LayerSpec:
    return LayerSpec(id=layer_id, kind="dense", params={"units": units, "activation": activation})


def shown_layer(network: NetworkSpec) -> str | None:
    """Return the id of the layer that outputs real or generated points; None when there is none."""
    return next((layer.id for layer in network.layers if layer.kind == "real_or_made"), None)


def discriminator(network: NetworkSpec) -> NetworkSpec:
    """Return the layers after the one that outputs real or generated points; all without one."""
    shown = shown_layer(network)
    ids = [layer.id for layer in network.layers]
    after = network.layers[ids.index(shown) + 1 :] if shown else ()
    bare = [layer.changed(id=layer.id.removeprefix(DISCRIMINATOR), inputs=()) for layer in after]
    return NetworkSpec(layers=tuple(bare)) if bare else network


def with_generator(layers: list[LayerSpec], signature: DataSignature) -> list[LayerSpec]:
    """Insert a generator before the layers of a discriminator that form a stack."""
    named = [layer.changed(id=f"{DISCRIMINATOR}{layer.id}") for layer in layers]
    return [*generator(signature), *named]
