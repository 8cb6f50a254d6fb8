"""Networks of networks: experts that divide a plane, and a Siamese network for pairs of digits."""

from nnviz.core.spec.network import NetworkSpec
from nnviz.data.presets.network_writer import NetworkWriter
from nnviz.data.presets.preset import Goal, Preset, data, two_classes

_EXPERTS = 3


def _experts() -> NetworkSpec:
    """Return experts of one unit each, and a gate that weights them by position.

    Source: Jacobs, Jordan, Nowlan, Hinton, "Adaptive mixtures of local experts", 1991. The mixture
    of probabilities under cross-entropy is the likelihood that they maximize, for two classes.
    """
    net = NetworkWriter()
    gate = net.add("dense", "input", name="gate", units=_EXPERTS, activation="softmax")
    experts = [
        net.add("dense", "input", name=f"expert_{number}", units=1, activation="sigmoid")
        for number in range(1, _EXPERTS + 1)
    ]
    net.add("mixture", gate, *experts, name="mixture")
    return net.network()


def _siamese() -> NetworkSpec:
    """Return the same layers for both halves of an image, and what compares their codes.

    Source: Bromley, Guyon, LeCun, Saeckinger, Shah, "Signature verification using a Siamese time
    delay neural network", 1993.
    """
    net = NetworkWriter()
    net.add("reshape", name="halves", target_shape=(8, 2, 8, 1))
    net.add("permute", name="pair", dims=(2, 1, 3, 4))
    for filters, name in ((16, "strokes"), (32, "parts")):
        net.add("timed_conv2d", name=name, filters=filters, padding="same", activation="relu")
        net.add("timed_max_pooling2d")
    net.add("timed_flatten")
    net.add("timed_dense", name="code", units=16)
    net.add("pair_distance", name="apart", measure="differences")
    return net.output(1, "sigmoid")


EXPERTS = (
    Preset(
        "experts",
        "Mixture of experts",
        "Multiple networks",
        "Three experts can each draw one straight line; a gate decides which expert counts where.",
        "Each expert takes over the part of the disc where its line is right.",
        data("sectors"),
        _experts,
        two_classes(150, 0.1, 10),
        Goal("accuracy", 0.93, "{} accuracy on the test set"),
        ("playground", "activations"),
    ),
    Preset(
        "siamese",
        "Siamese network",
        "Multiple networks",
        "Reads two digits with the same layers and decides whether their codes match.",
        "Hold digits back in the data and try again: how well does it do on digits it never saw?",
        data("digit_pairs"),
        _siamese,
        two_classes(12, 0.003, 32),
        Goal("accuracy", 0.87, "{} accuracy on pairs of digits it never saw"),
        ("playground", "activations"),
    ),
)
"""Networks whose parts are networks."""
