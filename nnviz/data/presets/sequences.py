"""Presets that read step by step, and one that convolves over time."""

from nnviz.core.spec.network import NetworkSpec
from nnviz.data.presets.network_writer import NetworkWriter
from nnviz.data.presets.preset import Goal, Preset, classes, data, numbers, two_classes

_SYMBOLS = 4
_RIGHT = "{} accuracy on the test set"
_WAVE = "a mean absolute error of {} on a wave between \u22121 and 1"


def _reading(
    kind: str, units: int, outputs: int, activation: str, *, both_ways: bool = False
) -> NetworkSpec:
    net = NetworkWriter()
    net.add(kind, units=units, bidirectional=both_ways)
    return net.output(outputs, activation)


def _stacked() -> NetworkSpec:
    net = NetworkWriter()
    net.add("gru", units=24, return_sequences=True)
    net.add("gru", units=24)
    return net.output(1, "sigmoid")


def _temporal() -> NetworkSpec:
    """Return residual blocks whose dilation doubles from block to block.

    Source: Bai, Kolter, Koltun, "An empirical evaluation of generic convolutional and recurrent
    networks for sequence modeling", 2018.
    """
    net = NetworkWriter()
    net.add("conv1d", filters=16, kernel_size=1)
    for dilation in (1, 2, 4, 8):
        before = net.last
        # Zeros in front only: a position sees itself and positions before it.
        net.add("zero_padding1d", padding=(2 * dilation, 0))
        inside = net.add("conv1d", filters=16, dilation_rate=dilation, activation="relu")
        net.add("add", before, inside)
    net.add("flatten")
    return net.output(1, "linear")


RECURRENT = (
    Preset(
        "simple_rnn",
        "SimpleRNN",
        "Recurrent",
        "One layer that receives its own last output: the oldest way to read a sequence.",
        "The forecast starts flat, then follows the wave.",
        data("wave"),
        lambda: _reading("simple_rnn", 16, 1, "linear"),
        numbers(60, 0.003),
        Goal("error", 0.08, _WAVE),
        ("recurrence", "playground"),
    ),
    Preset(
        "lstm",
        "LSTM",
        "Recurrent",
        "Gates decide what a cell keeps, forgets and outputs, so that it can remember for long.",
        "At first it only guesses; then the forget gate learns to stay open.",
        data("recall", length=12),
        lambda: _reading("lstm", 24, _SYMBOLS, "softmax"),
        classes(60, 0.01),
        Goal("accuracy", 0.98, _RIGHT),
        ("recurrence", "learning"),
    ),
    Preset(
        "gru",
        "GRU",
        "Recurrent",
        "Two gates instead of the LSTM's three, and no separate cell state.",
        "After the first symbol the update gate stays closed, and the memory is kept.",
        data("recall", length=16),
        lambda: _reading("gru", 20, _SYMBOLS, "softmax"),
        classes(40, 0.01),
        Goal("accuracy", 0.98, _RIGHT),
        ("recurrence", "learning"),
    ),
    Preset(
        "bidirectional",
        "Bidirectional",
        "Recurrent",
        "One layer reads forwards and one backwards; the next layer sees both.",
        "Forty symbols is a long way back, but read backwards, the first symbol comes last.",
        data("recall", length=40),
        lambda: _reading("simple_rnn", 12, _SYMBOLS, "softmax", both_ways=True),
        classes(15, 0.01),
        Goal("accuracy", 0.98, _RIGHT),
        ("recurrence",),
    ),
    Preset(
        "stacked",
        "Stacked GRU",
        "Recurrent",
        "The second layer reads the states of the first, step by step.",
        "The loss stays flat for a long time, then drops suddenly as the cells learn to flip.",
        data("parity", length=8),
        _stacked,
        two_classes(150, 0.01),
        Goal("accuracy", 0.85, _RIGHT),
        ("recurrence", "learning"),
    ),
    Preset(
        "temporal_convolution",
        "Temporal convolution",
        "Recurrent",
        "Convolutions that look back twice as far with every layer, and nothing recurrent.",
        "Compare it with the recurrent networks: it computes all time steps at once.",
        data("wave", window=32),
        _temporal,
        numbers(40, 0.003),
        Goal("error", 0.08, _WAVE),
        ("activations", "playground"),
    ),
)
"""Networks that read sequences."""
