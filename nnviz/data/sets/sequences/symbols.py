"""Sequences of symbols that require memory: recall one of them, and parity."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.params import Param
from nnviz.data.sets.kind import DatasetKind, task_of, whole
from nnviz.data.sets.split import cut, stratified_split

EXAMPLES = Param(
    "examples", "Examples", 1000, "How many sequences to generate.", low=200, high=5000, step=100
)


_FIRST_NOTE = "The symbol is always in the same place, so even a SimpleRNN learns to keep it."
_MARKED_NOTE = (
    "Gates learn to keep the marked symbol and ignore all others: of 28 steps, an LSTM knows it "
    "after 10 epochs, while a SimpleRNN still guesses."
)


def one_hot_with_end(symbols: NDArray[np.int64], kinds: int) -> NDArray[np.float32]:
    """Write symbols as one-hot rows and append the end marker.

    Args:
        symbols: `(n, time)` numbers from 0 to kinds - 1.
        kinds: How many different symbols there are.

    Returns:
        float32 `(n, time + 1, kinds + 1)`; the last column is the end marker, which is set at
        the last step and nowhere else.
    """
    marked = np.pad(symbols, ((0, 0), (0, 1)), constant_values=kinds)
    return np.eye(kinds + 1, dtype=np.float32)[marked]


def distinct_bits(examples: int, length: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw rows of bits without repetition, so that no test row was trained on.

    Returns:
        `(n, length)` of 0 and 1, where n is `examples` or all 2^length rows if these are fewer.
    """
    rows = 2**length
    numbers = rng.choice(rows, size=min(examples, rows), replace=False)
    return numbers[:, None] >> np.arange(length) & 1


def _marked(spec: DataSpec) -> bool:
    """Say whether the symbol to recall carries a mark, rather than being the first."""
    return spec.options.get("which") == "marked"


def _recall_signature(spec: DataSpec) -> DataSignature:
    kinds = whole(spec, "symbols")
    task, outputs = task_of(kinds)
    values = kinds + 1 + _marked(spec)
    return DataSignature((whole(spec, "length"), values), task, outputs, "series")


def _recall(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    """Return random symbols with an end marker, and which of them is to be recalled.

    x `(n, T, kinds + 1)`, and one value more where a mark says which symbol it is: one of the
    first half.
    """
    kinds, examples = whole(spec, "symbols"), whole(spec, "examples")
    symbols = rng.integers(0, kinds, (examples, whole(spec, "length") - 1))
    rows, marked = np.arange(examples), _marked(spec)
    place = np.zeros(examples, np.int64)
    if marked:
        place = rng.integers(0, whole(spec, "length") // 2, examples)
    symbols[rows, place] = rows % kinds
    wanted = symbols[rows, place].astype(np.int32)
    parts = stratified_split(wanted, spec.train_share, rng)
    x = one_hot_with_end(symbols, kinds)
    names = tuple("ABCDEF"[:kinds])
    if marked:
        mark = np.zeros((*x.shape[:2], 1), np.float32)
        mark[rows, place] = 1.0
        x = np.concatenate([x, mark], axis=-1)
    return replace(
        cut(spec.name, _recall_signature(spec), x, wanted, parts),
        class_names=names,
        feature_names=(*names, "end", "mark") if marked else (*names, "end"),
        note=_MARKED_NOTE if marked else _FIRST_NOTE,
    )


def _parity_signature(spec: DataSpec) -> DataSignature:
    return DataSignature((whole(spec, "length"), 1), "binary", 1, "series")


def _parity(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    """Return distinct rows of bits, x `(n, T, 1)`, and whether their sum is odd."""
    bits = distinct_bits(whole(spec, "examples"), whole(spec, "length"), rng)
    odd = (bits.sum(axis=1) % 2).astype(np.int32)
    parts = stratified_split(odd, spec.train_share, rng)
    x = bits[..., None].astype(np.float32)
    return replace(
        cut(spec.name, _parity_signature(spec), x, odd, parts),
        class_names=("even", "odd"),
        feature_names=("bit",),
        note="The loss stays flat for a long time, then drops suddenly when the cell learns to "
        "flip.",
    )


RECALL = DatasetKind(
    name="recall",
    label="Recall a symbol",
    category="Sequences",
    sentence="Read symbols up to the end marker, then name the first or the marked one.",
    default_train_share=0.8,
    signature=_recall_signature,
    make=_recall,
    params=(
        Param(
            "symbols", "Symbols", 4, "How many different symbols there are.", low=2, high=6, step=1
        ),
        Param(
            "length",
            "Length",
            12,
            "Steps from the first symbol to the end marker, inclusive.",
            low=4,
            high=40,
            step=1,
            unit="steps",
        ),
        EXAMPLES,
        Param(
            "which",
            "Symbol to recall",
            "first",
            "The first one, or one of the first half that carries a mark.",
            choices=("first", "marked"),
        ),
    ),
)

PARITY = DatasetKind(
    name="parity",
    label="Parity",
    category="Sequences",
    sentence="Read bits one by one: is the number of ones even or odd?",
    default_train_share=0.8,
    signature=_parity_signature,
    make=_parity,
    params=(
        Param(
            "length",
            "Length",
            10,
            "Bits in a sequence; with few bits, few different sequences exist.",
            low=3,
            high=20,
            step=1,
            unit="bits",
        ),
        EXAMPLES,
    ),
)
