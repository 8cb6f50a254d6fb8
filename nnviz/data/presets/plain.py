"""Presets of dense layers only."""

from nnviz.core.spec.network import NetworkSpec
from nnviz.data.presets.network_writer import NetworkWriter
from nnviz.data.presets.preset import Goal, Preset, data, two_classes

_RIGHT = "{} accuracy on the test set"


def _perceptron() -> NetworkSpec:
    return NetworkWriter().output(1, "sigmoid")


def _one_hidden() -> NetworkSpec:
    net = NetworkWriter()
    net.dense(4, "tanh")
    return net.output(1, "sigmoid")


def _deep() -> NetworkSpec:
    net = NetworkWriter()
    for _ in range(4):
        net.dense(8, "tanh")
    return net.output(1, "sigmoid")


def _tabular() -> NetworkSpec:
    net = NetworkWriter()
    net.dense(32)
    net.add("batch_normalization")
    net.add("dropout", rate=0.3)
    net.dense(16)
    return net.output(1, "sigmoid")


DENSE = (
    Preset(
        "perceptron",
        "Perceptron",
        "Dense",
        "A single unit: it sums its weighted inputs, and its decision boundary is a straight line.",
        "The line turns until it separates the two clouds.",
        data("gauss"),
        _perceptron,
        two_classes(40, 0.03, 10),
        Goal("accuracy", 0.98, _RIGHT),
        ("playground", "learning"),
    ),
    Preset(
        "one_hidden",
        "One hidden layer",
        "Dense",
        "Four units each draw a straight line, and the output combines the lines.",
        "No single line solves exclusive or: see which line each hidden unit finds.",
        data("xor"),
        _one_hidden,
        two_classes(150, 0.03, 10),
        Goal("accuracy", 0.92, _RIGHT),
        ("playground", "learning"),
    ),
    Preset(
        "deep_feedforward",
        "Deep feedforward",
        "Dense",
        "Four layers in sequence; each bends the boundaries that the layer before it found.",
        "Stripes in the first layer become a spiral in the last.",
        data("spiral"),
        _deep,
        two_classes(300, 0.01, 10),
        Goal("accuracy", 0.95, _RIGHT),
        ("playground", "learning"),
    ),
    Preset(
        "regularized",
        "Regularized",
        "Dense",
        "With few examples, normalization and dropout keep the network from memorizing them.",
        "The test loss stays close to the training loss; remove the dropout and compare.",
        data("breast_cancer"),
        _tabular,
        two_classes(60, 0.003, 32),
        Goal("accuracy", 0.95, "{} accuracy on the test set"),
        ("playground", "activations"),
    ),
)
"""Networks of dense layers."""
