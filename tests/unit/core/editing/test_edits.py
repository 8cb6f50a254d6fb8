"""Edits of the graph: what each does, what it refuses, and that any sequence keeps it sound."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.editing import edits
from nnviz.core.errors import SpecError
from nnviz.core.shapes.connections import explicit, leads_to, tidy
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import INPUT, MAX_LAYERS, LayerSpec, NetworkSpec


def layer(layer_id, *inputs, kind="dense", **params):
    return LayerSpec(id=layer_id, kind=kind, params=params, inputs=inputs)


def links(network):
    return {(one.id, *network.sources(i)) for i, one in enumerate(network.layers)}


def ids(network):
    return [one.id for one in network.layers]


STACK = NetworkSpec(layers=(layer("a"), layer("b"), layer("c")))
SKIP = NetworkSpec(
    layers=(layer("a"), layer("b"), layer("sum", "b", "a", kind="add"), layer("out"))
)


def test_a_new_layer_stands_between_a_layer_and_all_that_read_it():
    new = edits.insert_after(SKIP, "a", "dropout", {"rate": 0.5})
    assert ids(new) == ["a", "dropout_1", "b", "sum", "out"]
    assert links(new) == {
        ("a", INPUT), ("dropout_1", "a"), ("b", "dropout_1"), ("sum", "b", "dropout_1"),
        ("out", "sum"),
    }  # fmt: skip
    assert new.layer("dropout_1").params == {"rate": 0.5}


def test_a_new_layer_can_stand_on_one_link_only():
    new = edits.insert_after(SKIP, "a", "dropout", readers=("sum",))
    assert ("b", "a") in links(new)
    assert ("sum", "b", "dropout_1") in links(new)


def test_a_layer_behind_the_input_is_the_first_and_one_behind_the_last_the_output():
    assert ids(edits.insert_after(STACK, INPUT, "dense")) == ["dense_1", "a", "b", "c"]
    assert ids(edits.insert_after(STACK, "c", "dense")) == ["a", "b", "c", "dense_1"]


def test_an_addition_makes_a_way_around_the_layer_it_is_put_behind():
    assert ("add_1", "b", "a") in links(edits.insert_after(STACK, "b", "add"))
    assert ("add_1", INPUT) in links(edits.insert_after(STACK, INPUT, "add"))


def test_a_copy_has_the_parameters_and_another_name():
    new = edits.duplicate(NetworkSpec(layers=(layer("a", units=7), layer("b"))), "a")
    assert ids(new) == ["a", "dense_1", "b"]
    assert new.layer("dense_1").params == {"units": 7}


def test_readers_of_a_removed_layer_read_what_it_read():
    assert links(edits.remove(SKIP, "b")) == {("a", INPUT), ("sum", "a"), ("out", "sum")}
    assert ("out", "b") in links(edits.remove(SKIP, "sum"))
    wide = NetworkSpec(
        layers=(
            layer("a"), layer("b", INPUT), layer("sum", "a", "b", kind="add"),
            layer("c", INPUT), layer("all", "sum", "c", kind="concatenate"),
        )
    )  # fmt: skip
    assert ("all", "a", "b", "c") in links(edits.remove(wide, "sum"))


def test_a_layer_moves_with_all_that_it_is():
    stack = NetworkSpec(layers=(layer("a", units=3), layer("b"), layer("c")))
    moved = edits.move(stack, "a", "b")
    assert ids(moved) == ["b", "a", "c"]
    assert moved.layer("a").params == {"units": 3}
    assert all(not one.inputs for one in moved.layers)


def test_a_layer_moves_along_its_own_branch():
    moved = edits.move_up(edits.insert_after(SKIP, "b", "dropout"), "dropout_1")
    assert ("b", "dropout_1") in links(moved)
    assert ("sum", "b", "a") in links(moved)


def test_a_merge_that_moves_up_never_reads_what_reads_it():
    moved = edits.move(SKIP, "sum", "a")
    assert ("sum", "a") in links(moved)
    assert ("b", "sum") in links(moved)


def test_connect_and_disconnect():
    new = edits.connect(STACK, "a", "c")
    assert ("c", "b", "a") in links(new)
    assert edits.disconnect(new, "a", "c") == STACK
    assert ("c", "a") in links(edits.disconnect(new, "b", "c"))


def test_a_layer_may_come_to_stand_behind_one_that_was_later():
    fork = NetworkSpec(layers=(layer("a"), layer("b", INPUT), layer("sum", "a", "b", kind="add")))
    assert ids(edits.connect(fork, "b", "a")) == ["b", "a", "sum"]


def test_a_new_name_is_known_to_all_that_read_it():
    renamed = edits.rename(SKIP, "a", "first")
    assert ("sum", "b", "first") in links(renamed)
    assert edits.rename(renamed, "first", "a") == SKIP


def test_a_parameter_at_its_default_is_left_out():
    changed = edits.change_param(STACK, "a", "units", 9)
    assert changed.layer("a").params == {"units": 9}
    default = edits.layer_values(STACK.layer("a"))["units"]
    assert edits.change_param(changed, "a", "units", default) == STACK


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda: edits.remove(NetworkSpec(layers=(layer("a"),)), "a"), "at least one layer"),
        (lambda: edits.remove(STACK, "x"), "a layer of this network"),
        (lambda: edits.insert_after(STACK, "x", "dense"), "a layer of this network"),
        (lambda: edits.insert_after(STACK, "a", "densse"), "such as dense"),
        (lambda: edits.insert_after(STACK, "a", "dense", {"units": 0}), "from 1 to"),
        (lambda: edits.move(STACK, "a", "a"), "another layer"),
        (lambda: edits.move(STACK, "b", "a"), "its present one"),
        (lambda: edits.move_up(STACK, "a"), "only the input"),
        (lambda: edits.move_down(STACK, "c"), "because it is the last"),
        (lambda: edits.connect(STACK, "a", "b"), "does not read yet"),
        (lambda: edits.connect(STACK, "c", "a"), "does not depend on 'a'"),
        (lambda: edits.connect(STACK, "a", "a"), "does not depend on 'a'"),
        (lambda: edits.connect(STACK, "a", INPUT), "a layer of this network"),
        (lambda: edits.disconnect(STACK, "a", "c"), "one of the inputs of 'c': b"),
        (lambda: edits.disconnect(STACK, "b", "c"), "at least one input of 'c'"),
        (lambda: edits.rename(STACK, "a", "b"), "no other layer uses"),
        (lambda: edits.rename(STACK, "a", INPUT), "no other layer uses"),
        (lambda: edits.rename(STACK, "a", "A b"), "lowercase letters"),
        (lambda: edits.rename(STACK, "a", "x\n"), "lowercase letters"),
        (lambda: edits.change_param(STACK, "a", "units", -1), "from 1 to"),
        (lambda: edits.change_param(STACK, "a", "filters", 2), "from"),
    ],
)  # fmt: skip
def test_what_is_not_possible_is_refused_in_words(edit, words):
    with pytest.raises(SpecError, match=words):
        edit()


def test_a_full_network_takes_no_more():
    full = NetworkSpec(layers=tuple(layer(f"d{i}") for i in range(MAX_LAYERS)))
    for edit in (
        lambda: edits.insert_after(full, "d0", "dense"),
        lambda: edits.duplicate(full, "d0"),
    ):
        with pytest.raises(SpecError, match="Remove a layer first"):
            edit()


def test_a_layer_reads_at_most_eight():
    network = NetworkSpec(layers=tuple(layer(f"d{i}", INPUT) for i in range(10)))
    for number in range(7):
        network = edits.connect(network, f"d{number}", "d9")
    with pytest.raises(SpecError, match="at most 8"):
        edits.connect(network, "d7", "d9")


def test_two_inputs_of_a_layer_that_takes_one_are_merged_by_a_repair():
    signature = DataSignature((4,), "regression", 1, "table")
    network = NetworkSpec(layers=(layer("a", units=3), layer("b", units=3), layer("c", units=1)))
    forked = edits.connect(network, "a", "c")
    (problem,) = infer(forked, signature).problems
    labels = [repair.label for repair in problem.repairs]
    assert labels[:3] == ["Add them first", "Concatenate them first", "Use only 'b'"]
    for repair, parameters in zip(problem.repairs[:2], (3 + 1, 6 + 1), strict=True):
        assert repair.network is not None
        mended = infer(repair.network, signature)
        assert mended.problems == ()
        assert mended.of("c").parameters == parameters


def test_inputs_of_several_lengths_can_only_stand_side_by_side():
    signature = DataSignature((4,), "regression", 1, "table")
    network = NetworkSpec(layers=(layer("a", units=3), layer("c", units=1)))
    (problem,) = infer(edits.connect(network, INPUT, "c"), signature).problems
    assert problem.repairs[0].label == "Concatenate them first"


KINDS = ("dense", "dropout", "add", "concatenate", "conv2d", "multi_head_attention")
ACTIONS = (
    "insert", "remove", "duplicate", "move", "up", "down", "connect", "disconnect", "rename",
)  # fmt: skip
steps = st.lists(
    st.tuples(
        st.sampled_from(
            (
                "insert",
                "remove",
                "duplicate",
                "move",
                "up",
                "down",
                "connect",
                "disconnect",
                "rename",
            )
        ),
        st.integers(-1, 20),
        st.integers(-1, 20),
        st.sampled_from(KINDS),
    ),
    max_size=24,
)


def applied(network, step):
    """One edit at layers chosen by number; the input is number -1."""
    name, first, second, kind = step
    names = ids(network)

    def at(number):
        return INPUT if number < 0 else names[number % len(names)]

    return {
        "insert": lambda: edits.insert_after(network, at(first), kind),
        "remove": lambda: edits.remove(network, at(first)),
        "duplicate": lambda: edits.duplicate(network, at(first)),
        "move": lambda: edits.move(network, at(first), at(second)),
        "up": lambda: edits.move_up(network, at(first)),
        "down": lambda: edits.move_down(network, at(first)),
        "connect": lambda: edits.connect(network, at(first), at(second)),
        "disconnect": lambda: edits.disconnect(network, at(first), at(second)),
        "rename": lambda: edits.rename(network, at(first), f"name_{second + 1}"),
    }[name]()


@settings(max_examples=150, deadline=None)
@given(steps)
def test_any_sequence_of_edits_leaves_a_sound_graph_or_is_refused_in_words(sequence):
    network = SKIP
    for step in sequence:
        refusal = ""
        try:
            network = applied(network, step)
        except SpecError as error:
            refusal = error.received
        assert not refusal.endswith(".")
        # Parsing again checks names, order and that every link leads to an earlier layer.
        assert NetworkSpec.model_validate_json(network.model_dump_json()) == network
        assert tidy(explicit(network)) == network
        assert not any(
            leads_to(explicit(network), one.id, source)
            for one in explicit(network)
            for source in one.inputs
        )


@settings(max_examples=150, deadline=None)
@given(steps, st.integers(-1, 20), st.integers(0, 20), st.sampled_from(KINDS))
def test_an_edit_and_its_inverse_give_the_same_network(sequence, first, second, kind):
    network = SKIP
    for step in sequence:
        with suppress(SpecError):
            network = applied(network, step)
    names = ids(network)
    place = INPUT if first < 0 else names[first % len(names)]
    other = names[second % len(names)]
    if len(names) < MAX_LAYERS:
        grown = edits.insert_after(network, place, kind)
        new = edits.free_id(network, kind)
        if len(grown.layer(new).inputs) < 2:
            assert edits.remove(grown, new) == network
    with suppress(SpecError):
        linked = edits.connect(network, place, other)
        assert links(edits.disconnect(linked, place, other)) == links(network)
    renamed = edits.rename(network, other, "z")
    assert edits.rename(renamed, "z", other) == network


@given(st.integers(2, 8), st.integers(0, 6))
def test_up_and_down_again_is_where_it_was(count, number):
    stack = NetworkSpec(layers=tuple(layer(f"d{i}", units=i + 1) for i in range(count)))
    name = f"d{number % (count - 1)}"
    assert edits.move_up(edits.move_down(stack, name), name) == stack
