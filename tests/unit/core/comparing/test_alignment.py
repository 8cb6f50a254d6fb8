"""Which layers of two networks correspond."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.comparing.alignment import READS, Change, align
from nnviz.core.shapes.shapes import measure
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec

LETTERS = {"d": "dense", "r": "dropout", "n": "batch_normalization", "a": "activation"}


def network(*layers):
    """Make a stack of kinds, or of `(kind, params)`."""
    entries = [(layer, {}) if isinstance(layer, str) else layer for layer in layers]
    return NetworkSpec(
        layers=tuple(
            LayerSpec(id=f"{kind}_{number}", kind=kind, params=params)
            for number, (kind, params) in enumerate(entries)
        )
    )


def spelled(word):
    return network(*(LETTERS[letter] for letter in word))


def rows(pairs):
    return [(pair.first, pair.second, pair.state) for pair in pairs]


def test_a_network_is_the_same_as_itself():
    one = network("dense", ("dropout", {"rate": 0.3}), "dense")
    assert rows(align(one, one)) == [(0, 0, "same"), (1, 1, "same"), (2, 2, "same")]


def test_a_default_that_is_spelled_out_is_no_change():
    assert rows(align(network("dense"), network(("dense", {"use_bias": True})))) == [
        (0, 0, "same")
    ]  # fmt: skip


def test_a_layer_put_in_between_and_one_taken_out():
    first = network("dense", "batch_normalization", "dense")
    second = network("dense", "dense", "dropout")
    assert rows(align(first, second)) == [
        (0, 0, "same"), (1, None, "removed"), (2, 1, "same"), (None, 2, "added"),
    ]  # fmt: skip


def test_networks_with_nothing_in_common_stand_one_after_the_other():
    assert rows(align(network("dense"), network("flatten", "dropout"))) == [
        (0, None, "removed"), (None, 0, "added"), (None, 1, "added"),
    ]  # fmt: skip


def test_changed_settings_are_named_with_both_values_in_the_order_of_the_catalogue():
    first = network(("conv2d", {"filters": 8, "padding": "same"}))
    second = network(("conv2d", {"filters": 16, "padding": "valid"}))
    (pair,) = align(first, second)
    assert pair.state == "changed"
    assert pair.changes == (Change("filters", 8, 16), Change("padding", "same", "valid"))


def test_how_many_layers_come_together_is_a_setting():
    def summed(*read):
        names = [LayerSpec(id=name, kind="dense", inputs=("input",)) for name in "abc"]
        return NetworkSpec(layers=(*names, LayerSpec(id="sum", kind="add", inputs=read)))

    last = align(summed("a", "b"), summed("a", "b", "c"))[-1]
    assert last.changes == (Change(READS, 2, 3),)


def test_equal_settings_decide_between_partners_then_shapes_then_names():
    first = network(("dense", {"units": 5}))
    second = network(("dense", {"units": 7}), ("dense", {"units": 5}), ("dense", {"units": 9}))
    assert (0, 1, "same") in rows(align(first, second))

    data = DataSignature((8, 8, 1), "binary", 1, "image")
    pools = network(*["max_pooling2d"] * 2)
    late = network("average_pooling2d", "max_pooling2d")
    both = (measure(pools, data), measure(late, data))
    # Either pooling could be the one that is left; only the second gives 2 x 2 as well.
    assert (1, 1, "same") in rows(align(pools, late, both))

    named = [
        NetworkSpec(layers=tuple(LayerSpec(id=name, kind="dropout") for name in word))
        for word in ("x", "axb")
    ]
    assert (0, 1, "same") in rows(align(named[0], named[1]))


def longest_common(first, second):
    """The length of the longest common subsequence, by trying all."""
    for size in range(len(first), 0, -1):
        found = {"".join(part) for part in combinations(first, size)}
        if any("".join(part) in found for part in combinations(second, size)):
            return size
    return 0


WORDS = st.text(alphabet="drna", min_size=1, max_size=7)


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS)
def test_as_many_layers_are_paired_as_the_longest_common_subsequence_has(one, other):
    pairs = align(spelled(one), spelled(other))
    assert [pair.first for pair in pairs if pair.first is not None] == list(range(len(one)))
    assert [pair.second for pair in pairs if pair.second is not None] == list(range(len(other)))
    assert all(
        one[pair.first] == other[pair.second]
        for pair in pairs
        if pair.first is not None and pair.second is not None
    )
    assert sum(pair.state == "same" for pair in pairs) == longest_common(one, other)


@pytest.mark.parametrize("swap", [False, True])
def test_the_other_way_round_added_and_removed_change_places(swap):
    words = ("drand", "rdnd")
    one, other = words[::-1] if swap else words
    states = [pair.state for pair in align(spelled(one), spelled(other))]
    back = [pair.state for pair in align(spelled(other), spelled(one))]
    assert states.count("added") == back.count("removed")
    assert states.count("removed") == back.count("added")
