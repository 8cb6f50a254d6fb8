"""Parsed sentences: the predictions for every phrase of one, and for whole sentences."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.run.frames import Payload, Quantized
from nnviz.core.spec.params import Param
from nnviz.core.spec.trees import Node, Tree, nodes, tree_of
from nnviz.data.sets.text.parsed_sentiment import sentiment_of, tree_row
from nnviz.data.sets.text.parsing import parsed
from nnviz.model.probes.probe import EXAMPLE, SPLIT, Live, Probe, Values
from nnviz.model.training.evaluator import MOST_ROWS

UNITS_SHOWN = 16
_LONGEST_TEXT = 200
_KIND = "tree_composition"


def _trees_only(live: Live) -> str | None:
    if live.dataset.signature.leaves:
        return None
    return "This dataset has no sentences with parse trees."


def _chosen(live: Live, values: Values) -> tuple[NDArray[Any], Tree]:
    """Return the typed sentence or the chosen example, as a row `(1, numbers)` and as its tree."""
    if values["text"].strip():
        tree = parsed(values["text"][:_LONGEST_TEXT])
        return tree_row(tree)[None], tree
    row = live.example(values["split"], values["example"])
    return row, tree_of(row[0], live.dataset.vocabulary)


def _tree(live: Live, values: Values) -> dict[str, Payload]:
    row, tree = _chosen(live, values)
    found = nodes(tree, live.dataset.signature.leaves)
    places = [node.number for node in found]
    outputs = live.readout.outputs(row)[:, places]
    predicted = live.head.classes(outputs)[0]
    sure = live.head.probabilities(outputs)[0, np.arange(len(found)), predicted]
    truth = np.array([sentiment_of(node.tree) for node in found])
    return {
        "predicted": predicted,
        "probability": sure.astype(np.float32),
        "correct": (predicted == truth).astype(np.int32),
        **_states(live, row, found),
    }


def _states(live: Live, row: NDArray[Any], found: list[Node]) -> dict[str, Payload]:
    """Return the vectors of the nodes, where a layer of the network makes some."""
    composing = [layer.id for layer in live.network.layers if layer.kind == _KIND]
    if not composing:
        return {}
    name = composing[-1]
    vectors = live.readout.some((name,), row)[name][0, :, :UNITS_SHOWN]
    if len(vectors) != 2 * live.dataset.signature.leaves - 1:
        return {}
    shown = vectors[[node.number for node in found]]
    return {"states": Quantized(np.clip(np.nan_to_num(shown), -1, 1)[:, None], -1.0, 1.0)}


def _whole(live: Live, values: Values) -> dict[str, Payload]:
    del values
    data = live.dataset
    x, y = data.x_test[:MOST_ROWS], data.y_test[:MOST_ROWS].astype(int)
    # Nodes are numbered so that the root has the largest number of those that count.
    roots = y.shape[1] - 1 - (y[:, ::-1] >= 0).argmax(axis=1)
    at = np.arange(len(x)), roots
    right = live.head.classes(live.readout.outputs(x))[at] == y[at]
    return {"share": np.array([right.mean()], np.float32)}


TREE = Probe(
    name="tree",
    sentence="The network's prediction for every phrase of a parsed sentence, and its states.",
    arrays={
        "predicted": "(nodes,) class number: words, then phrases, each after its parts",
        "probability": "(nodes,) probability of that class",
        "correct": "(nodes,) 1 where it is the true class",
        "states": f"(nodes, 1, units) the node's vector in -1..1, at most {UNITS_SHOWN} units; "
        "missing where no layer composes",
    },
    read=_tree,
    options=(
        Param("text", "Sentence", "", "A typed sentence; empty to show the example."),
        SPLIT,
        EXAMPLE,
    ),
    fits=_trees_only,
)

WHOLE_SENTENCES = Probe(
    name="whole_sentences",
    sentence="How many whole test sentences are classified correctly, at the root of their tree.",
    arrays={"share": f"(1,) fraction of the first {MOST_ROWS:,}"},
    read=_whole,
    fits=_trees_only,
)
