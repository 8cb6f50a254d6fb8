"""Layers for parsed sentences: a row is cut into words and merges, and composed along its tree.

`nnviz.core.spec.trees` describes such a row.
"""

from collections.abc import Sequence
from typing import Any

from nnviz.core.catalogue.rules.shared_params import BIAS, INITIALIZER, TRAINABLE
from nnviz.core.spec.kinds import Fix, Inference, LayerKind, Misfit, Shape, shape_text
from nnviz.core.spec.trees import longest_of


def _row_misfit(shape: Shape) -> Misfit:
    return Misfit(
        "rows of 3 \u00d7 words \u2212 2 numbers, for 2 words or more",
        f"{shape[0]} numbers",
        (Fix("Remove this layer", remove=True),),
    )


def _words(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    del values
    count = longest_of(shape[0])
    if count < 2:
        return _row_misfit(shape)
    return Inference((count,), 0, 0, f"the first {count} of {shape[0]} numbers, nothing to learn")


def _merges(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    del values
    count = longest_of(shape[0])
    if count < 2:
        return _row_misfit(shape)
    text = f"the last {2 * count - 2} of {shape[0]} numbers in pairs, nothing to learn"
    return Inference((count - 1, 2), 0, 0, text)


def _composition(shapes: Sequence[Shape], values: dict[str, Any]) -> Inference | Misfit:
    (words, units), merges = shapes
    if words < 2 or merges != (words - 1, 2):
        return Misfit(
            f"the vectors of 2 or more words and a pair of nodes for each merge, "
            f"{shape_text((max(words, 2) - 1, 2))}",
            f"{shape_text((words, units))} and {shape_text(merges)}",
            (Fix("Remove this layer", remove=True),),
        )
    biases = units if values["use_bias"] else 0
    text = (
        f"2 parts \u00d7 {units} values \u00d7 {units} units"
        f"{f' + {biases} biases' if biases else ''}, the same at each of {words - 1} merges; "
        f"{words} words + {words - 1} merges = {2 * words - 1} nodes"
    )
    work = f"2 parts \u00d7 {units} values \u00d7 {units} units \u00d7 {words - 1} merges"
    learned = 2 * units * units
    return Inference(
        (2 * words - 1, units), learned + biases, learned * (words - 1), text, work=work
    )


TREES = (
    LayerKind(
        name="tree_words",
        label="Tree words",
        category="shape",
        keras_name="TreeWords",
        params=(),
        ranks=(1,),
        infer=_words,
        sentence="Extracts the words from a row that holds a sentence and its parse tree.",
        formula=r"y_i = x_i,\quad i \le L",
        takes_tokens=True,
        gives_tokens=True,
        own=True,
    ),
    LayerKind(
        name="tree_merges",
        label="Tree merges",
        category="shape",
        keras_name="TreeMerges",
        params=(),
        ranks=(1,),
        infer=_merges,
        sentence="Extracts from such a row which two nodes form each phrase.",
        formula=r"y_m = (x_{L + 2m - 1},\; x_{L + 2m})",
        takes_tokens=True,
        own=True,
    ),
    LayerKind(
        name="tree_composition",
        label="Recursive",
        category="core",
        keras_name="TreeComposition",
        params=(INITIALIZER, BIAS, TRAINABLE),
        ranks=(2,),
        infer=_composition,
        sentence="Combines two vectors into one at every merge of a tree, always with the same "
        "weights.",
        formula=r"h_m = \tanh\!\big([\,h_{\text{left}}\,;\,h_{\text{right}}\,]\,W + b\big)",
        inputs=(2, 2),
        calling="list",
        own=True,
    ),
)
"""Layers of recursive networks."""
