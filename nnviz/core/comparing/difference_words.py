"""What differs between two aligned networks, in sentences."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import cast

from nnviz.core.comparing.alignment import Change, Comparison, Pair
from nnviz.core.shapes.shapes import layer_kind
from nnviz.core.spec.kinds import shape_text
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.core.spec.params import ParamValue

_ALONE = 3
"""Up to this many consecutive layers that only one network has are named one by one."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the list of differences.

    Attributes:
        state: Which kind of difference it is.
        text: What differs, in words; names of layers stand in single quotes.
        pairs: Numbers of the alignment's rows that it describes.
    """

    state: Comparison
    text: str
    pairs: tuple[int, ...]


def differences(
    first: NetworkSpec, second: NetworkSpec, pairs: Sequence[Pair]
) -> tuple[Difference, ...]:
    """Return what differs, from input to output.

    Args:
        first: The network that the other one is compared with.
        second: The other one.
        pairs: From `nnviz.core.comparing.alignment.align`.
    """
    found: list[Difference] = []
    rows = enumerate(pairs)
    for _, group in groupby(rows, key=lambda row: row[1].state):
        run = list(group)
        state = run[0][1].state
        if state == "changed":
            found += _changed(first, second, run)
        elif state != "same":
            found += _only_in_one(first if state == "removed" else second, state, run)
    return tuple(found)


def change_text(change: Change) -> str:
    """Write a change: `units 4 → 8`."""
    return f"{change.name} {value_text(change.first)} \u2192 {value_text(change.second)}"


def value_text(value: ParamValue) -> str:
    """Write a setting as people do: `3 × 3`, `yes`, `0.5`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        whole = all(isinstance(number, int) for number in value)
        return shape_text(tuple(int(number) for number in value)) if whole else str(value)
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")


def _changed(
    first: NetworkSpec, second: NetworkSpec, run: list[tuple[int, Pair]]
) -> Iterator[Difference]:
    """Yield one line for each pair, or for several in a row that change alike."""
    for _, group in groupby(run, key=lambda row: (_kind(first, row[1].first), row[1].changes)):
        alike = list(group)
        pair = alike[0][1]
        text = ", ".join(change_text(change) for change in pair.changes)
        names = [_layer(first, each.first).id for _, each in alike]
        if len(alike) > 1:
            words = f"{len(alike)} layers from '{names[0]}' to '{names[-1]}'"
        else:
            words = _renamed(_layer(first, pair.first), _layer(second, pair.second))
        yield Difference(
            "changed",
            f"{words} ({_kind(first, pair.first)}): {text}",
            tuple(number for number, _ in alike),
        )


def _only_in_one(
    network: NetworkSpec, state: Comparison, run: list[tuple[int, Pair]]
) -> Iterator[Difference]:
    """Yield one line for each layer, or for all of a longer row."""
    layers = [_layer(network, pair.first if state == "removed" else pair.second) for _, pair in run]
    if len(run) <= _ALONE:
        for (number, _), layer in zip(run, layers, strict=True):
            yield Difference(state, f"'{layer.id}' ({layer_kind(layer).label})", (number,))
        return
    counts = Counter(layer_kind(layer).label for layer in layers)
    kinds = ", ".join(f"{count} {label}" for label, count in counts.most_common())
    words = f"{len(run)} layers from '{layers[0].id}' to '{layers[-1].id}': {kinds}"
    yield Difference(state, words, tuple(number for number, _ in run))


def _renamed(first: LayerSpec, second: LayerSpec) -> str:
    if first.id == second.id:
        return f"'{first.id}'"
    return f"'{first.id}' \u2192 '{second.id}'"


def _layer(network: NetworkSpec, number: int | None) -> LayerSpec:
    return network.layers[cast("int", number)]


def _kind(network: NetworkSpec, number: int | None) -> str:
    return layer_kind(_layer(network, number)).label
