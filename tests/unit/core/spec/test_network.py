"""Networks as specs: what is refused, who reads whom."""

import pytest
from pydantic import ValidationError

from nnviz.core.spec.network import MAX_DRAWN, LayerSpec, NetworkSpec


def network(*layers: LayerSpec) -> NetworkSpec:
    return NetworkSpec(layers=layers)


A, B, C = (LayerSpec(id=name, kind="dense") for name in "abc")


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ((), "at least 1 item"),
        ((A, A), "received 'a' twice"),
        ((A.changed(id="input"),), "received 'input' twice"),
        ((A, B.changed(inputs=("b",))), "received 'b', which is not one"),
        ((A.changed(inputs=("b",)), B), "received 'b', which is not one"),
        (tuple(A.changed(id=f"l{i}") for i in range(MAX_DRAWN + 1)), "at most 2048 items"),
    ],
)
def test_networks_that_are_none(layers, words):
    with pytest.raises(ValidationError, match=words):
        network(*layers)


@pytest.mark.parametrize("name", ["", "A", "1a", "a b", "a" * 41, "é", "a\n", "\ud800"])
def test_names_are_small_letters_digits_and_underscores(name):
    with pytest.raises(ValidationError):
        A.changed(id=name)


@pytest.mark.parametrize(
    "value", [None, "x" * 65, 10**400, (1,) * 17, (10**400,), (1.5, "a"), float("nan"), {}]
)
def test_values_of_parameters_are_small_and_plain(value):
    with pytest.raises(ValidationError):
        A.changed(params={"units": value})


def test_layers_read_the_one_before_unless_they_say_otherwise():
    whole = network(A, B, C.changed(inputs=("input", "a")))
    assert [whole.sources(i) for i in range(3)] == [("input",), ("a",), ("input", "a")]


def test_layers_are_found_by_id():
    whole = network(A, B)
    assert whole.layer("b") is B
    with pytest.raises(KeyError):
        whole.layer("input")


def test_a_layer_is_replaced_by_none_one_or_several():
    whole = network(A, B)
    assert whole.replaced("a") == network(B)
    assert whole.replaced("b", C) == network(A, C)
    assert whole.replaced("a", C, A) == network(C, A, B)
    assert whole.replaced("z", C) == whole


def test_values_that_are_not_given_take_the_default():
    assert A.value("units", 7) == 7
    assert A.changed(params={"units": 0}).value("units", 7) == 0


@pytest.mark.parametrize(
    ("inputs", "stack"), [((), True), (("b",), True), (("a",), False), (("b", "a"), False)]
)
def test_a_stack_has_no_branches(inputs, stack):
    assert network(A, B, C.changed(inputs=inputs)).is_stack is stack
