"""A block as a whole goes where a layer goes: moved, copied, named, linked, and never torn."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nnviz.core.editing import block_moves, edits
from nnviz.core.editing.block_edits import blocks_of, fold
from nnviz.core.editing.keeping import renamed
from nnviz.core.errors import SpecError
from nnviz.core.shapes.connections import explicit
from nnviz.core.spec.network import INPUT, MAX_LAYERS, LayerSpec, NetworkSpec

STACK = NetworkSpec(
    layers=tuple(LayerSpec(id=name, kind="dense") for name in ("a", "b", "c", "d", "out"))
)
SKIP = NetworkSpec(
    layers=(
        LayerSpec(id="a", kind="dense"),
        LayerSpec(id="b", kind="dense"),
        LayerSpec(id="c", kind="dropout"),
        LayerSpec(id="sum", kind="add", inputs=("c", "b")),
        LayerSpec(id="out", kind="dense"),
    )
)


def links(network):
    return {layer.id: layer.inputs for layer in explicit(network)}


def blocked(network, *layers, word="part"):
    made = fold(network, layers, word)
    return made, blocks_of(made)


def test_a_block_is_moved_behind_a_layer_and_on_a_link():
    network, blocks = blocked(STACK, "b", "c")
    moved = block_moves.move(network, "part_1", "d", blocks)
    assert [layer.id for layer in moved.layers] == ["a", "d", "part_1_b", "part_1_c", "out"]
    assert all(not layer.inputs for layer in moved.layers)
    first = block_moves.move(network, "part_1", INPUT, blocks, readers=["a"])
    assert [layer.id for layer in first.layers] == ["part_1_b", "part_1_c", "a", "d", "out"]


def test_a_layer_is_moved_behind_a_block_and_stays_outside_of_it():
    network, blocks = blocked(STACK, "b", "c")
    moved = block_moves.move(network, "a", "part_1", blocks)
    assert [layer.id for layer in moved.layers] == ["part_1_b", "part_1_c", "a", "d", "out"]


def test_up_and_down_pass_whole_blocks_and_undo_each_other():
    network, blocks = blocked(STACK, "a", "b")
    network = fold(network, ("c", "d"), "part")
    blocks = blocks_of(network)
    up = block_moves.move_up(network, "part_2", blocks)
    names = [layer.id for layer in up.layers]
    assert names == ["part_2_c", "part_2_d", "part_1_a", "part_1_b", "out"]
    assert block_moves.move_down(up, "part_2", blocks) == network
    assert block_moves.move_up(up, "out", blocks) == block_moves.move_down(up, "part_1", blocks)


def test_a_way_around_goes_with_its_block():
    network, blocks = blocked(SKIP, "b", "c", "sum")
    before = {"part_1_b": ("a",), "part_1_c": ("part_1_b",), "part_1_sum": ("part_1_c", "part_1_b")}
    assert before.items() <= links(network).items()
    moved = block_moves.move_up(network, "part_1", blocks)
    assert links(moved) == {
        **before, "part_1_b": (INPUT,), "a": ("part_1_sum",), "out": ("a",),
    }  # fmt: skip


def test_what_a_block_reads_besides_is_kept_where_that_runs_in_no_circle():
    network, blocks = blocked(SKIP, "c", "sum")
    assert block_moves.reads_outside(network, blocks["part_1"]) == ("b",)
    far = edits.connect(network, "a", "part_1_sum")
    moved = block_moves.move(far, "part_1", "out", blocks)
    assert links(moved)["part_1_sum"] == ("part_1_c", "out", "a")
    up = block_moves.move_up(far, "part_1", blocks)
    assert links(up)["part_1_sum"] == ("part_1_c", "a")


def test_a_copy_stands_behind_its_block_with_the_same_layers():
    network, _ = blocked(SKIP, "b", "c", "sum")
    copied, name = block_moves.duplicate(network, "part_1")
    assert name == "part_2"
    assert links(copied) == {
        **links(network), "part_2_b": ("part_1_sum",), "part_2_c": ("part_2_b",),
        "part_2_sum": ("part_2_c", "part_2_b"), "out": ("part_2_sum",),
    }  # fmt: skip
    assert copied.layer("part_2_c").kind == "dropout"


def test_a_block_gets_another_name_and_its_layers_remain_the_same_ones():
    network, _ = blocked(STACK, "b", "c")
    named, name = block_moves.rename(network, "part_1", "encoder")
    assert name == "encoder_1"
    assert renamed(network, named) == {
        "part_1_b": "encoder_1_b", "part_1_c": "encoder_1_c",
    }  # fmt: skip
    assert block_moves.rename(named, "encoder_1", "encoder_7")[1] == "encoder_7"
    assert list(blocks_of(block_moves.rename(named, "encoder_1", "encoder_7")[0])) == ["encoder_7"]


def test_links_lead_into_the_first_layer_and_leave_from_the_last():
    network, blocks = blocked(SKIP, "b", "c", "sum")
    assert block_moves.first_of(network, "part_1", blocks) == "part_1_b"
    assert block_moves.last_of(network, "part_1", blocks) == "part_1_sum"
    linked = block_moves.connect(network, INPUT, "part_1", blocks)
    assert links(linked)["part_1_b"] == ("a", INPUT)
    assert block_moves.disconnect(linked, INPUT, "part_1", blocks) == network
    assert links(block_moves.connect(network, "a", "out", blocks))["out"] == ("part_1_sum", "a")


def test_what_leaves_a_block_is_what_is_read_outside_of_it():
    network, blocks = blocked(SKIP, "b", "c")
    tapped = edits.disconnect(network, "part_1_c", "sum")
    assert block_moves.last_of(tapped, "part_1", blocks) == "part_1_b"


FOLDED = blocked(STACK, "b", "c")


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda n, b: block_moves.move(n, "part_1", "part_1_b", b), "a new position"),
        (lambda n, b: block_moves.move(n, "part_1", "a", b), "its present one"),
        (lambda n, b: block_moves.move(n, "part_1", "zz", b), "which is not one"),
        (lambda *_: block_moves.move_up(fold(STACK, ("a", "b"), "x_y"), "x_y_1",
                                          {"x_y_1": ("x_y_1_a", "x_y_1_b")}), "only the input"),
        (lambda n, b: block_moves.move_down(n, "out", b), "because it is the last"),
        (lambda n, _: block_moves.duplicate(n, "none_1"), "a block: part_1"),
        (lambda n, _: block_moves.rename(n, "part_1", "9"), "lowercase letters"),
        (lambda n, _: block_moves.rename(n, "part_1", "part_1"), "no other block"),
        (lambda n, b: block_moves.connect(n, "part_1", "a", b), "does not depend"),
        (lambda n, b: block_moves.disconnect(n, "a", "part_1", b), "at least one input"),
    ],
)  # fmt: skip
def test_what_is_not_possible_is_refused_in_words(edit, words):
    with pytest.raises(SpecError, match=words):
        edit(*FOLDED)


def test_a_full_network_has_no_room_for_a_copy():
    names = [f"x{number}" for number in range(MAX_LAYERS - 1)]
    full = NetworkSpec(layers=tuple(LayerSpec(id=name, kind="dense") for name in names))
    with pytest.raises(SpecError, match="2 more"):
        block_moves.duplicate(fold(full, ("x0", "x1"), "part"), "part_1")


@st.composite
def networks(draw):
    """A network with links of any kind, and a block of two or three of its layers in a row."""
    count = draw(st.integers(3, 7))
    names = [f"l{number}" for number in range(count)]
    layers = []
    for number, name in enumerate(names):
        before = [INPUT, *names[:number]]
        read = draw(st.lists(st.sampled_from(before), min_size=1, max_size=3, unique=True))
        layers.append(LayerSpec(id=name, kind="add", inputs=tuple(read)))
    first = draw(st.integers(0, count - 2))
    last = draw(st.integers(first + 1, min(first + 2, count - 1)))
    return fold(NetworkSpec(layers=tuple(layers)), names[first : last + 1], "part")


@given(networks(), st.data())
def test_a_block_that_is_moved_keeps_its_layers_and_the_links_between_them(network, data):
    blocks = blocks_of(network)
    inside = blocks["part_1"]
    outside = [INPUT, *(layer.id for layer in network.layers if layer.id not in inside)]
    after = data.draw(st.sampled_from(outside))
    try:
        moved = block_moves.move(network, "part_1", after, blocks)
    except SpecError:
        assume(False)
        return
    assert sorted(one.id for one in moved.layers) == sorted(one.id for one in network.layers)
    before, now = links(network), links(moved)
    for name in inside:
        within = [read for read in before[name] if read in inside]
        assert [read for read in now[name] if read in inside] == within
    assert after in block_moves.reads_outside(moved, inside)
