"""Presets of energy-based networks: an associative memory and a Boltzmann machine."""

from nnviz.core.spec.experiment import StopSpec, TrainingSpec
from nnviz.core.spec.network import NetworkSpec
from nnviz.data.presets.network_writer import NetworkWriter
from nnviz.data.presets.preset import Goal, Preset, data


def _hopfield() -> NetworkSpec:
    """Return a memory between two layers that turn 0 and 1 into -1 and +1, and back.

    Source: Hopfield, "Neural networks and physical systems with emergent collective computational
    abilities", 1982.
    """
    net = NetworkWriter()
    net.add("rescaling", name="signs", scale=(2.0,), offset=(-1.0,))
    net.add("hopfield", name="memory")
    net.add("rescaling", name="picture", scale=(0.5,), offset=(0.5,))
    return net.network()


def _boltzmann() -> NetworkSpec:
    """Return a machine of 64 visible and 64 hidden units.

    Source: Hinton, "Training products of experts by minimizing contrastive divergence", 2002.
    """
    net = NetworkWriter()
    net.add("boltzmann", name="machine", units=64, steps=5)
    return net.network()


def _training(optimizer: str, learning_rate: float, epochs: int, batch_size: int) -> TrainingSpec:
    return TrainingSpec.model_validate(
        {"optimizer": optimizer, "learning_rate": learning_rate, "batch_size": batch_size,
         "loss": "mse", "stop": StopSpec(epochs=epochs)}
    )  # fmt: skip


ENERGY = (
    Preset(
        "hopfield",
        "Hopfield network",
        "Energy",
        "Every pixel is connected to every other, so that a damaged image settles into a stored "
        "one.",
        "Watch the energy fall with every pixel that flips; then store more than nine patterns.",
        data("patterns"),
        _hopfield,
        _training("sgd", 0.03, 20, 16),
        Goal("error", 0.02, "a fraction of {} wrong pixels, starting from 0.2,"),
        ("playground",),
    ),
    Preset(
        "boltzmann",
        "Restricted Boltzmann machine",
        "Energy",
        "Hidden and visible units activate each other at random until its samples resemble the "
        "data.",
        "Look at Dreams: strokes emerge from noise, then whole digits.",
        data("digits_again"),
        _boltzmann,
        _training("momentum", 0.03, 100, 32),
        Goal("error", 0.08, "reconstructions with a mean absolute error of {}"),
        ("playground",),
    ),
)
"""Networks with an energy."""
