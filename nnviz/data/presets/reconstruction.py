"""Presets that give back an image or a row: autoencoders, and a network that marks pixels."""

from nnviz.core.spec.network import NetworkSpec
from nnviz.data.presets.network_writer import NetworkWriter
from nnviz.data.presets.preset import Goal, Preset, data, numbers, two_classes

_SIDE = 8
_AWAY = "reconstructions with a mean absolute error of {} (brightness 0 to 1)"
_COLUMNS = 8


def _autoencoder() -> NetworkSpec:
    net = NetworkWriter()
    net.add("flatten")
    net.dense(32)
    net.dense(8, "linear", name="code")
    net.dense(32)
    return _drawn(net)


def _sparse() -> NetworkSpec:
    """Return a code with more units than it needs, few of which may be active at once.

    Source: Ng, "Sparse autoencoder", 2011, with an L1 regularization on activations.
    """
    net = NetworkWriter()
    net.add("flatten")
    net.dense(64, name="code")
    net.add("activity_regularization", l1=0.0005, l2=0.0)
    return _drawn(net)


def _variational() -> NetworkSpec:
    """Return a code of two numbers, each sampled from a normal distribution.

    Source: Kingma and Welling, "Auto-encoding variational Bayes", 2013. Their loss sums the squared
    error of the pixels over twice its variance; ours takes the mean over 64 pixels, so that a KL
    weight of 0.002 corresponds to a variance of 0.002 * 64 / 2 = 0.064, a spread of a quarter.
    """
    net = NetworkWriter()
    net.add("flatten")
    net.dense(128)
    last = net.dense(64)
    mean = net.add("dense", last, name="mean", units=2, activation="linear")
    spread = net.add("dense", last, name="log_variance", units=2, activation="linear")
    net.add("sampling", mean, spread, name="code", kl_weight=0.002)
    net.dense(64)
    net.dense(128)
    return _drawn(net)


def _drawn(net: NetworkWriter) -> NetworkSpec:
    """Append the layers that make an image of 8x8 pixels of a row of values."""
    net.dense(_SIDE * _SIDE, "sigmoid", name="pixels")
    net.add("reshape", name="picture", target_shape=(_SIDE, _SIDE, 1))
    return net.network()


def _denoising() -> NetworkSpec:
    net = NetworkWriter()
    net.add("conv2d", filters=16, padding="same", activation="relu")
    net.add("max_pooling2d")
    net.add("conv2d", filters=32, padding="same", activation="relu")
    net.add("max_pooling2d", name="code")
    for filters in (32, 16):
        net.add("conv2d_transpose", filters=filters, strides=2, padding="same", activation="relu")
    net.add("conv2d", name="picture", filters=1, padding="same", activation="sigmoid")
    return net.network()


def _unet() -> NetworkSpec:
    """Return a contracting and an expanding path with skip connections between equal sizes.

    Source: Ronneberger, Fischer, Brox, "U-Net", 2015.
    """
    net = NetworkWriter()
    bridges: list[str] = []
    for filters in (8, 16):
        bridges.append(_twice(net, filters))
        net.add("max_pooling2d")
    _twice(net, 32)
    for filters, bridge in zip((16, 8), reversed(bridges), strict=True):
        larger = net.add("up_sampling2d")
        net.add("concatenate", bridge, larger)
        _twice(net, filters)
    net.add("conv2d", name="mask", filters=1, kernel_size=1, activation="sigmoid")
    return net.network()


def _twice(net: NetworkWriter, filters: int) -> str:
    """Append two convolutions."""
    for _ in range(2):
        net.add("conv2d", filters=filters, padding="same", activation="relu")
    return net.last


def _payments() -> NetworkSpec:
    net = NetworkWriter()
    net.dense(16, "tanh")
    net.dense(3, "linear", name="code")
    net.dense(16, "tanh")
    return net.output(_COLUMNS, "linear")


AUTOENCODERS = (
    Preset(
        "autoencoder",
        "Autoencoder",
        "Autoencoders",
        "Compresses an image of 64 pixels into 8 numbers and reconstructs it from them.",
        "Look at the projection of the code: the digits separate, although nobody labelled them.",
        data("digits_again"),
        _autoencoder,
        numbers(120, 0.003),
        Goal("error", 0.09, _AWAY),
        ("activations", "playground"),
    ),
    Preset(
        "denoising",
        "Denoising autoencoder",
        "Autoencoders",
        "Receives a noisy image and has to output the clean one.",
        "The middle row is the target; the network never saw it without noise.",
        data("digits_again", noise=30),
        _denoising,
        numbers(40, 0.003),
        Goal("error", 0.1, _AWAY),
        ("playground", "convolution"),
    ),
    Preset(
        "sparse",
        "Sparse autoencoder",
        "Autoencoders",
        "Has as many code units as pixels, but activity is penalized, so that few are on at once.",
        "Each code unit represents a stroke; for any one digit most of them are 0.",
        data("digits_again"),
        _sparse,
        numbers(120, 0.003),
        Goal("error", 0.09, _AWAY),
        ("activations", "playground"),
    ),
    Preset(
        "variational",
        "Variational autoencoder",
        "Autoencoders",
        "Gives every digit a slightly blurred position in a plane, so that the plane has no gaps.",
        "Drag the ring over the latent space: digits that nobody wrote turn into one another.",
        data("digits_again"),
        _variational,
        numbers(200, 0.003),
        Goal("error", 0.105, _AWAY),
        ("playground", "activations"),
    ),
    Preset(
        "anomaly",
        "Anomaly detection",
        "Autoencoders",
        "Learns to reconstruct usual payments from three numbers; unusual ones come out wrong.",
        "Unusual payments move to the right of the line, although it never saw one in training.",
        data("transactions"),
        _payments,
        numbers(150, 0.003),
        Goal("area", 0.95, "an area under the ROC curve of {} for detecting unusual payments"),
        ("playground", "learning"),
    ),
    Preset(
        "unet",
        "U-Net",
        "Autoencoders",
        "Contracts to small feature maps and expands again; skip connections restore the details.",
        "At first it marks everything bright, then only what is round.",
        data("find_circles"),
        _unet,
        two_classes(25, 0.003, 16),
        Goal("overlap", 0.8, "an overlap (IoU) of {} with the true circles"),
        ("playground", "convolution"),
    ),
)
"""Networks whose output is an image, or their own input."""
