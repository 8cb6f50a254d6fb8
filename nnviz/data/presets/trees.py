"""A preset that composes sentences along their parse trees."""

from nnviz.core.spec.network import NetworkSpec
from nnviz.data.catalogue import signature
from nnviz.data.presets.network_writer import NetworkWriter
from nnviz.data.presets.preset import Goal, Preset, classes, data

_DATA = "parsed_sentiment"


def _recursive() -> NetworkSpec:
    """Return the first recursive network of Socher et al., 2011, with a sentiment at every node.

    The same weights make a vector for every phrase, and the same output judges words and phrases.
    """
    found = signature(data(_DATA))
    net = NetworkWriter()
    words = net.add("tree_words", "input", name="words")
    vectors = net.add("embedding", words, name="vectors", input_dim=found.tokens, output_dim=24)
    merges = net.add("tree_merges", "input", name="merges")
    net.add("tree_composition", vectors, merges, name="composition")
    return net.output(found.outputs, "softmax")


RECURSIVE = (
    Preset(
        "recursive",
        "Recursive network",
        "Recurrent",
        "Reads a sentence along its parse tree: the same weights combine two parts into a phrase.",
        "Type \u201cnot good\u201d: the sentiment flips where the two words are merged.",
        data(_DATA),
        _recursive,
        classes(30, 0.005),
        Goal(
            "sentences", 0.92,
            "{} accuracy on whole unseen sentences (a bag-of-words model: 55 to 73\u2009%)",
        ),
        ("playground", "activations"),
    ),
)  # fmt: skip
"""Networks over trees."""
