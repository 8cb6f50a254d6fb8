"""A preset of two networks that work against each other."""

from nnviz.core.spec.experiment import StopSpec
from nnviz.core.spec.network import NetworkSpec
from nnviz.data.adversaries import ADVERSARIES, adversaries
from nnviz.data.catalogue import signature
from nnviz.data.presets.preset import Goal, Preset, data

_DATA = data("distributions")


def _both() -> NetworkSpec:
    return adversaries(signature(_DATA))


ADVERSARIAL = (
    Preset(
        "gan",
        "Generative adversarial network",
        "Adversarial",
        "A generator makes points from noise; a discriminator tries to tell them from real ones.",
        "The generated points find one blob after another, until the discriminator can only guess.",
        _DATA,
        _both,
        ADVERSARIES.changed(speed=20.0, stop=StopSpec(epochs=300)),
        Goal(
            "likeness",
            0.9,
            "{} of the generated points near real ones, and at least as many the other way round,",
        ),
        ("playground", "learning"),
    ),
)
"""Networks that make new examples."""
