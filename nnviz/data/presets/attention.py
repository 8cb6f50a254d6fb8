"""Presets with attention."""

from nnviz.core.spec.network import NetworkSpec
from nnviz.data.catalogue import signature
from nnviz.data.presets.network_writer import NetworkWriter
from nnviz.data.presets.preset import Goal, Preset, classes, data, two_classes
from nnviz.data.sets.text.number_words import MOST_WORDS
from nnviz.data.sets.text.writing import ANSWER

_SHAPES = 5


def _tokens(name: str) -> int:
    return signature(data(name)).tokens


def _embedded(net: NetworkWriter, name: str, size: int) -> None:
    net.add("embedding", input_dim=_tokens(name), output_dim=size)
    net.add("position_embedding")


def _block(net: NetworkWriter, size: int, heads: int, *, causal: bool = False) -> None:
    """Append attention and two dense layers, each with a residual connection.

    Source: Vaswani et al., "Attention is all you need", 2017, normalized before each part.
    """
    before = net.last
    net.add("layer_normalization")
    looked = net.add(
        "multi_head_attention", num_heads=heads, key_dim=size // heads, use_causal_mask=causal
    )
    middle = net.add("add", before, looked)
    net.add("layer_normalization")
    net.dense(2 * size)
    thought = net.dense(size, "linear")
    net.add("add", middle, thought)


def _text() -> NetworkSpec:
    net = NetworkWriter()
    _embedded(net, "sentiment", 16)
    _block(net, 16, 2)
    net.add("global_average_pooling1d")
    net.add("dropout", rate=0.3)
    return net.output(1, "sigmoid")


def _patches() -> NetworkSpec:
    """Return a transformer that reads an image as 49 patches of 4x4 pixels.

    Source: Dosovitskiy et al., "An image is worth 16x16 words", 2020.
    """
    net = NetworkWriter()
    net.add("conv2d", name="patches", filters=32, kernel_size=4, strides=4)
    net.add("reshape", target_shape=(49, 32))
    net.add("position_embedding")
    for _ in range(2):
        _block(net, 32, 4)
    net.add("layer_normalization")
    net.add("global_average_pooling1d")
    return net.output(_SHAPES, "softmax")


def _at_every_word(name: str, *, causal: bool) -> NetworkSpec:
    net = NetworkWriter()
    _embedded(net, name, 32)
    for _ in range(2):
        _block(net, 32, 4, causal=causal)
    net.add("layer_normalization")
    return net.output(_tokens(name), "softmax")


def _translation() -> NetworkSpec:
    """Return a bidirectional encoder of words and a decoder that attends to them.

    Source: Luong, Pham, Manning, "Effective approaches to attention-based neural machine
    translation", 2015: dot-product attention after the decoder.
    """
    net = NetworkWriter()
    name, size = "spell_numbers", 32
    words = net.add("embedding", input_dim=_tokens(name), output_dim=size)
    net.add("cropping1d", words, name="question", cropping=(0, ANSWER))
    encoder = net.add("gru", name="encoder", units=size, return_sequences=True, bidirectional=True)
    net.add("cropping1d", words, name="answer_so_far", cropping=(MOST_WORDS, 0))
    decoder = net.add("gru", name="decoder", units=2 * size, return_sequences=True)
    looked = net.add("multi_head_attention", decoder, encoder, name="looking", num_heads=1,
                     key_dim=size)  # fmt: skip
    net.add("concatenate", decoder, looked)
    net.dense(2 * size, "tanh")
    return net.output(_tokens(name), "softmax")


ATTENTION = (
    Preset(
        "translation",
        "Sequence to sequence",
        "Attention",
        "An encoder reads a number in words; a decoder writes its digits and attends to the words.",
        "On the Attention page, each digit attends to the word it comes from.",
        data("spell_numbers"),
        _translation,
        classes(25, 0.005),
        Goal("accuracy", 0.97, "{} of the digits right in numbers it never saw"),
        ("attention", "recurrence"),
    ),
    Preset(
        "text_transformer",
        "Transformer for text",
        "Attention",
        "Every word attends to all others before the network judges whether a review is positive.",
        "See which words a word attends to: \u201cnot\u201d matters to its neighbours.",
        data("sentiment"),
        _text,
        two_classes(30, 0.003),
        Goal("accuracy", 0.8, "{} accuracy on the test set"),
        ("attention", "playground"),
    ),
    Preset(
        "vision_transformer",
        "Vision transformer",
        "Attention",
        "Cuts an image into 49 patches and lets each patch attend to all others.",
        "It has to learn from scratch which patches are neighbours.",
        data("shapes", count=2000),
        _patches,
        classes(30, 0.002),
        Goal("accuracy", 0.95, "{} accuracy on the test set"),
        ("attention", "activations"),
    ),
    Preset(
        "gpt",
        "Small GPT",
        "Attention",
        "Predicts the next word, appends it and goes on; each word sees only earlier words.",
        "Type a beginning: soon verbs agree with their subjects, however far apart they are.",
        data("go_on"),
        lambda: _at_every_word("go_on", causal=True),
        classes(12, 0.002),
        Goal("accuracy", 0.5, "{} of the next words right, although several are often possible"),
        ("playground", "attention"),
    ),
    Preset(
        "masked_words",
        "Masked words",
        "Attention",
        "Learns a language without labels: it predicts hidden words from the words on both sides.",
        "Move the gap in the sentence on the Playground: which words does it predict?",
        data("fill_gaps"),
        lambda: _at_every_word("fill_gaps", causal=False),
        classes(12, 0.002),
        Goal("accuracy", 0.55, "{} of the hidden words right, although several are often possible"),
        ("playground", "attention"),
    ),
)
"""Networks with attention."""
