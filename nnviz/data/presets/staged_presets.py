"""Presets in two stages: transfer learning, and pre-training without labels."""

from collections.abc import Mapping
from types import MappingProxyType

from nnviz.core.shapes.frozen import with_trainable
from nnviz.core.spec.network import NetworkSpec
from nnviz.data.presets.network_writer import NetworkWriter
from nnviz.data.presets.preset import Goal, Preset, classes, data, numbers, two_classes
from nnviz.data.presets.stages import Place, Stage, StagedPreset

_SIDE = 8
_NOISE = 40
_LABELLED = 5
_FEATURES = ("edges", "corners", "wholes", "features")
_ENCODER = ("strokes", "code")


def _seeing() -> NetworkWriter:
    """Return the layers that both tasks share, from edges to parts of shapes."""
    net = NetworkWriter()
    for filters, name in ((8, "edges"), (16, "corners"), (32, "wholes")):
        net.add("conv2d", name=name, filters=filters, padding="same", activation="relu")
        net.add("max_pooling2d")
    net.add("flatten")
    net.dense(32, name="features")
    return net


def _three_shapes() -> NetworkSpec:
    net = _seeing()
    net.dense(3, "softmax", name="which_of_three")
    return net.network()


def _two_shapes() -> NetworkSpec:
    net = _seeing()
    net.dense(1, "sigmoid", name="circle_or_cross")
    return with_trainable(net.network(), _FEATURES, value=False)


def _encoder() -> NetworkWriter:
    net = NetworkWriter()
    net.add("flatten", name="row")
    net.dense(128, name="strokes")
    net.dense(32, name="code")
    return net


def _cleaning() -> NetworkSpec:
    net = _encoder()
    net.dense(128, name="drawing")
    net.dense(_SIDE * _SIDE, "sigmoid", name="pixels")
    net.add("reshape", name="picture", target_shape=(_SIDE, _SIDE, 1))
    return net.network()


def _naming() -> NetworkSpec:
    net = _encoder()
    net.dense(10, "softmax", name="digit")
    return with_trainable(net.network(), _ENCODER, value=False)


STAGED = (
    Preset(
        "transfer",
        "Transfer learning",
        "Staged training",
        "What it learned from many squares, triangles and stars makes two new shapes easy.",
        "Filters for edges and corners appear; the second stage keeps them.",
        data("some_shapes"),
        _three_shapes,
        classes(12),
        Goal("accuracy", 0.95, "{} accuracy on the test set"),
        ("playground", "convolution"),
    ),
    Preset(
        "pretraining",
        "Pre-training without labels",
        "Staged training",
        "Denoises 1,437 unlabelled digits; then a few labels are enough to name them.",
        "Noisy digits go in and clean ones come out: the network must learn what digits look like.",
        data("digits_again", noise=_NOISE),
        _cleaning,
        numbers(80),
        Goal(
            "error", 0.115, "reconstructions with a mean absolute error of {} (brightness 0 to 1)"
        ),
        ("playground", "activations"),
    ),
)
"""Presets with further stages; these are the first ones."""

_TRANSFER, _PRETRAINING = STAGED

_STAGED_PRESETS = (
    StagedPreset(
        _TRANSFER,
        "Learn squares, triangles and stars",
        (
            Stage(
                "Tell circles from crosses",
                f"Only {_LABELLED} examples of each new shape: all layers but the last are frozen.",
                "Wait until nearly all test shapes are right, about 3 seconds.",
                data("some_shapes", shapes="circle, cross", labelled=_LABELLED),
                _two_shapes,
                two_classes(60, 0.003, 5),
                Goal("accuracy", 0.9, "{} accuracy on circles and crosses"),
            ),
        ),
    ),
    StagedPreset(
        _PRETRAINING,
        "Denoise digits",
        (
            Stage(
                "Classify the digits",
                f"Only {_LABELLED} labels for each digit: the layers that denoise are frozen. "
                "Logistic regression on the noisy pixels reaches 62 %, about the same.",
                "Wait until the images look like digits, about 3 seconds.",
                data("some_digits", digits="all", labelled=_LABELLED, noise=_NOISE),
                _naming,
                classes(60, 0.003, 10),
                Goal("accuracy", 0.58, "{} accuracy on noisy test digits"),
            ),
        ),
    ),
)

STAGED_PRESETS: Mapping[str, StagedPreset] = MappingProxyType(
    {one.preset.name: one for one in _STAGED_PRESETS}
)
"""Every staged preset by the name of its first stage."""


def place_of(name: str) -> Place | None:
    """Return the stage that an experiment's name denotes; None for any other experiment."""
    for staged in STAGED_PRESETS.values():
        first = Place(staged, 1)
        places = [first]
        for number in range(2, first.count + 1):
            places += [first.at(number), first.at(number, fresh=True)]
        for place in places:
            if place.name == name:
                return place
    return None
