"""Blocks: folded, taken apart, taken out, and never losing a layer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.editing.block_edits import blocks_of, fold, remove_block, unfold
from nnviz.core.editing.keeping import renamed
from nnviz.core.errors import SpecError
from nnviz.core.spec.network import LayerSpec, NetworkSpec

NETWORK = NetworkSpec(
    layers=(
        LayerSpec(id="a", kind="dense"),
        LayerSpec(id="b", kind="dropout"),
        LayerSpec(id="sum", kind="add", inputs=("b", "a")),
        LayerSpec(id="out", kind="dense"),
    )
)


def test_layers_of_a_block_begin_with_its_name_and_are_the_same_ones():
    folded = fold(NETWORK, ("b", "sum"), "skip")
    assert blocks_of(folded) == {"skip_1": ("skip_1_b", "skip_1_sum")}
    assert folded.sources(2) == ("skip_1_b", "a")
    assert renamed(NETWORK, folded) == {"b": "skip_1_b", "sum": "skip_1_sum"}
    assert unfold(folded, "skip_1") == NETWORK


def test_two_blocks_of_one_word_are_told_apart():
    folded = fold(fold(NETWORK, ("a", "b"), "part"), ("sum", "out"), "part")
    assert list(blocks_of(folded)) == ["part_1", "part_2"]


def test_a_layer_goes_from_one_block_into_another():
    folded = fold(fold(NETWORK, ("a", "b"), "part"), ("part_1_b", "sum"), "other")
    assert blocks_of(folded) == {"other_1": ("other_1_b", "other_1_sum")}


def test_a_block_is_taken_out_as_a_whole():
    assert [
        layer.id for layer in remove_block(fold(NETWORK, ("b", "sum"), "x_y"), "x_y_1").layers
    ] == [
        "a",
        "out",
    ]


def test_one_layer_with_such_a_name_is_no_block():
    assert blocks_of(NetworkSpec(layers=(LayerSpec(id="conv_1_norm", kind="dense"),))) == {}


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda: fold(NETWORK, ("a",), "x"), "at least two layers"),
        (lambda: fold(NETWORK, ("a", "b"), "1"), "lowercase letters"),
        (lambda: fold(NETWORK, ("a", "z"), "xx"), "a layer of this network"),
        (lambda: unfold(NETWORK, "x_1"), "there is none"),
        (lambda: remove_block(NETWORK, "x_1"), "there is none"),
        (
            lambda: remove_block(fold(NETWORK, ("a", "b", "sum", "out"), "xx"), "xx_1"),
            "at least one",
        ),
    ],
)
def test_what_is_not_possible_is_refused_in_words(edit, words):
    with pytest.raises(SpecError, match=words):
        edit()


IDS = st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True).filter(lambda name: name != "input")


@given(st.lists(IDS, min_size=2, max_size=6, unique=True))
def test_any_names_are_folded_and_taken_apart(names):
    network = NetworkSpec(layers=tuple(LayerSpec(id=name, kind="dense") for name in names))
    folded = fold(network, names, "block")
    (block,) = blocks_of(folded)
    assert len(unfold(folded, block).layers) == len(names)
    assert block not in blocks_of(unfold(folded, block))
