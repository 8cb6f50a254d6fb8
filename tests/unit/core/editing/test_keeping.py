"""Layers of a changed network are found in the one before, whatever they are called now."""

import numpy as np
import pytest

from nnviz.core.editing import edits, keeping
from nnviz.core.editing.keeping import carried_over, renamed
from nnviz.core.spec.network import LayerSpec, NetworkSpec


def dense(layer_id, units=4, *inputs):
    return LayerSpec(id=layer_id, kind="dense", params={"units": units}, inputs=inputs)


STACK = NetworkSpec(layers=(dense("a"), dense("b"), dense("c", 3), dense("out", 1)))
WEIGHTS = {
    name: (np.full((2, 2), number, np.float32),)
    for number, name in enumerate(("a", "b", "c", "out"))
}


@pytest.mark.parametrize("name", ["a", "b", "c", "out"])
def test_a_layer_with_another_name_is_the_same(name):
    new = edits.rename(STACK, name, "other")
    assert renamed(STACK, new) == {name: "other"}
    kept = carried_over(WEIGHTS, STACK, new)
    assert kept["other"] is WEIGHTS[name]
    assert name not in kept


def test_several_names_may_change_at_once():
    new = STACK
    for number, name in enumerate(("a", "b", "c")):
        new = edits.rename(new, name, f"n{number}")
    assert renamed(STACK, new) == {"a": "n0", "b": "n1", "c": "n2"}


def test_a_new_layer_is_not_taken_for_one_that_is_gone():
    wider = NetworkSpec(layers=(dense("a"), dense("z", 5), dense("c", 3), dense("out", 1)))
    assert renamed(STACK, wider) == {}
    elsewhere = edits.insert_after(edits.remove(STACK, "b"), "c", "dense", {"units": 4})
    assert renamed(STACK, elsewhere) == {}
    assert renamed(STACK, edits.duplicate(STACK, "b")) == {}


def test_moving_changes_no_name():
    assert renamed(STACK, edits.move(STACK, "a", "c")) == {}
    assert carried_over(WEIGHTS, STACK, edits.move(STACK, "a", "c")) == WEIGHTS


def test_what_was_taken_out_is_remembered_until_it_comes_back():
    less = edits.remove(STACK, "b")
    first = carried_over(WEIGHTS, STACK, less)
    left = {name: WEIGHTS[name] for name in ("a", "c", "out")}
    again = carried_over(left, less, STACK, first)
    assert again["b"] is WEIGHTS["b"]


def test_between_layers_that_have_learned_on_nothing_old_comes_back():
    less = edits.remove(STACK, "b")
    first = carried_over(WEIGHTS, STACK, less)
    left = {name: WEIGHTS[name] for name in ("a", "c", "out")}
    left["c"] = (WEIGHTS["c"][0] + np.float32(0.01),)
    assert carried_over(left, less, STACK, first) == left


def test_a_layer_that_is_there_counts_for_more_than_a_memory_of_it():
    old = {"a": (np.zeros(1, np.float32),)}
    assert carried_over(WEIGHTS, STACK, STACK, old)["a"] is WEIGHTS["a"]


def test_memory_of_what_is_gone_has_a_limit(monkeypatch):
    monkeypatch.setattr(keeping, "MOST_REMEMBERED", 15)
    gone = {"x": (np.zeros((2, 2), np.float32),)}
    assert carried_over(WEIGHTS, STACK, STACK, gone) == WEIGHTS
