"""A spec as the key of a cache stands for itself alone."""

from functools import lru_cache

from nnviz.core.spec.identity import Itself
from nnviz.core.spec.network import LayerSpec


def layer(units):
    return LayerSpec(id="a", kind="dense", params={"units": units})


def test_equal_specs_are_two_keys_and_one_object_is_one():
    one, equal = layer(1), layer(1)
    assert one == equal
    assert Itself(one) == Itself(one)
    assert hash(Itself(one)) == hash(Itself(one))
    assert Itself(one) != Itself(equal)
    assert Itself(one) != one


def test_numbers_of_other_types_do_not_share_what_is_kept():
    types = lru_cache(lambda key: type(key.spec.params["units"]))
    assert [types(Itself(layer(units))) for units in (1, 1.0, True)] == [int, float, bool]


def test_what_is_kept_keeps_its_spec_so_that_no_other_takes_its_place():
    count = lru_cache(maxsize=4)(lambda key: key.spec.params["units"])
    assert [count(Itself(layer(units))) for units in range(100)] == list(range(100))
