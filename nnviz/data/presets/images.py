"""Presets of the convolutional families, each small enough to learn here."""

from nnviz.core.spec.network import NetworkSpec
from nnviz.data.presets.network_writer import NetworkWriter
from nnviz.data.presets.preset import Goal, Preset, classes, data

_SHAPES = 5
_RIGHT = "{} accuracy on the test set"


def _lenet() -> NetworkSpec:
    net = NetworkWriter()
    net.add("conv2d", filters=6, kernel_size=5, padding="same", activation="tanh")
    net.add("average_pooling2d")
    net.add("conv2d", filters=16, kernel_size=5, activation="tanh")
    net.add("average_pooling2d")
    net.add("flatten")
    net.dense(120, "tanh")
    net.dense(84, "tanh")
    return net.output(_SHAPES, "softmax")


def _vgg() -> NetworkSpec:
    net = NetworkWriter()
    for filters in (8, 16, 32):
        for _ in range(2):
            net.add("conv2d", filters=filters, padding="same", activation="relu")
        net.add("max_pooling2d")
    net.add("flatten")
    net.dense(64)
    return net.output(_SHAPES, "softmax")


def _resnet() -> NetworkSpec:
    net = NetworkWriter()
    _convolved(net, 8)
    net.add("max_pooling2d")
    for filters, stride in ((8, 1), (16, 2), (32, 2)):
        _residual(net, filters, stride)
    net.add("global_average_pooling2d")
    return net.output(_SHAPES, "softmax")


def _convolved(
    net: NetworkWriter, filters: int, *inputs: str, size: int = 3, stride: int = 1
) -> str:
    """Append a convolution, its normalization and a ReLU."""
    net.add("conv2d", *inputs, filters=filters, kernel_size=size, strides=stride, padding="same",
            use_bias=False)  # fmt: skip
    net.add("batch_normalization", momentum=0.9)
    return net.add("relu")


def _residual(net: NetworkWriter, filters: int, stride: int) -> None:
    """Append a residual block."""
    before = net.last
    _convolved(net, filters, stride=stride)
    net.add("conv2d", filters=filters, padding="same", use_bias=False)
    inside = net.add("batch_normalization", momentum=0.9)
    if stride > 1:
        before = net.add("conv2d", before, filters=filters, kernel_size=1, strides=stride)
    net.add("add", before, inside)
    net.add("relu")


def _inception() -> NetworkSpec:
    net = NetworkWriter()
    net.add("conv2d", filters=8, padding="same", activation="relu")
    net.add("max_pooling2d")
    _mixed(net, 8)
    net.add("max_pooling2d")
    _mixed(net, 12)
    net.add("global_average_pooling2d")
    return net.output(_SHAPES, "softmax")


def _mixed(net: NetworkWriter, filters: int) -> None:
    """Append a block with four parallel branches of different kernel sizes."""
    before = net.last

    def convolution(size: int, count: int, *inputs: str) -> str:
        return net.add("conv2d", *inputs, filters=count, kernel_size=size, padding="same",
                       activation="relu")  # fmt: skip

    near = convolution(1, filters, before)
    convolution(1, filters // 2, before)
    middle = convolution(3, filters)
    convolution(1, filters // 4, before)
    wide = convolution(5, filters // 2)
    net.add("max_pooling2d", before, pool_size=3, strides=1, padding="same")
    pooled = convolution(1, filters // 2)
    net.add("concatenate", near, middle, wide, pooled)


def _mobilenet() -> NetworkSpec:
    net = NetworkWriter()
    net.add("conv2d", filters=8, strides=2, padding="same", use_bias=False)
    net.add("batch_normalization", momentum=0.9)
    net.add("relu", max_value=6.0)
    for filters, stride in ((16, 1), (32, 2), (32, 1), (64, 2)):
        net.add("depthwise_conv2d", strides=stride, padding="same", use_bias=False)
        net.add("batch_normalization", momentum=0.9)
        net.add("relu", max_value=6.0)
        net.add("conv2d", filters=filters, kernel_size=1, use_bias=False)
        net.add("batch_normalization", momentum=0.9)
        net.add("relu", max_value=6.0)
    net.add("global_average_pooling2d")
    return net.output(_SHAPES, "softmax")


CONVOLUTIONAL = (
    Preset(
        "lenet",
        "LeNet-5",
        "Convolutional",
        "It read cheques in 1998: two convolutions, two poolings and three dense layers.",
        "The first six filters turn into strokes and edges.",
        data("shapes"),
        _lenet,
        classes(20, 0.001),
        Goal("accuracy", 0.93, _RIGHT),
        ("convolution", "activations"),
    ),
    Preset(
        "vgg",
        "Small VGG",
        "Convolutional",
        "Only 3×3 kernels, but many in sequence, in pairs before each pooling.",
        "Feature maps get smaller and more numerous: from edges to corners to whole shapes.",
        data("shapes"),
        _vgg,
        classes(10, 0.001),
        Goal("accuracy", 0.97, _RIGHT),
        ("convolution", "activations"),
    ),
    Preset(
        "resnet",
        "Small ResNet",
        "Convolutional",
        "The input of each block is added to its output, so that deep networks can be trained.",
        "The gradient reaches the first layers through the shortcuts.",
        data("shapes"),
        _resnet,
        classes(12, 0.003),
        Goal("accuracy", 0.97, _RIGHT),
        ("learning", "convolution"),
    ),
    Preset(
        "inception",
        "Small Inception",
        "Convolutional",
        "Kernels of several sizes see the same position, and the next layer takes what it needs.",
        "Which of the four branches responds most strongly, and to which shapes?",
        data("shapes"),
        _inception,
        classes(20, 0.003),
        Goal("accuracy", 0.95, _RIGHT),
        ("activations", "convolution"),
    ),
    Preset(
        "mobilenet",
        "Small MobileNet",
        "Convolutional",
        "Depthwise kernels filter one channel each, and 1×1 convolutions mix the channels: less "
        "work.",
        "It needs a fraction of the multiply-adds of the small VGG.",
        data("shapes"),
        _mobilenet,
        classes(15, 0.003),
        Goal("accuracy", 0.95, _RIGHT),
        ("convolution", "activations"),
    ),
)
"""Convolutional networks."""
