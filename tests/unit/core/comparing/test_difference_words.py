"""Differences in words."""

import pytest

from nnviz.core.comparing.alignment import align
from nnviz.core.comparing.difference_words import differences, value_text
from nnviz.core.spec.network import LayerSpec, NetworkSpec


def network(*layers):
    return NetworkSpec(
        layers=tuple(LayerSpec(id=name, kind=kind, params=params) for name, kind, params in layers)
    )


def told(first, second):
    return [(each.state, each.text) for each in differences(first, second, align(first, second))]


def test_equal_networks_differ_in_nothing():
    one = network(("a", "dense", {}))
    assert told(one, one) == []


def test_every_kind_of_difference_from_input_to_output():
    first = network(
        ("a", "dense", {"units": 4}), ("gone", "dropout", {}), ("out", "dense", {"units": 1})
    )
    second = network(
        ("b", "dense", {"units": 8, "activation": "relu"}), ("new", "flatten", {}),
        ("out", "dense", {"units": 1}),
    )  # fmt: skip
    assert told(first, second) == [
        ("changed", "'a' \u2192 'b' (Dense): units 4 \u2192 8, activation linear \u2192 relu"),
        ("removed", "'gone' (Dropout)"),
        ("added", "'new' (Flatten)"),
    ]


def test_what_changes_alike_in_a_row_is_told_once():
    def filters(count):
        return network(*((f"c{i}", "conv2d", {"filters": count}) for i in range(3)))

    assert told(filters(8), filters(16)) == [
        ("changed", "3 layers from 'c0' to 'c2' (Convolution): filters 8 \u2192 16")
    ]


def test_many_layers_that_one_network_has_alone_are_counted_by_kind():
    first = network(("a", "dense", {}))
    more = [(f"n{i}", "dropout" if i % 2 else "flatten", {}) for i in range(5)]
    second = network(("a", "dense", {}), *more)
    (found,) = differences(first, second, align(first, second))
    assert found.text == "5 layers from 'n0' to 'n4': 3 Flatten, 2 Dropout"
    assert found.pairs == (1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "yes"), (False, "no"), (3, "3"), (0.5, "0.5"), ((3, 5), "3 \u00d7 5"),
     ("glorot_uniform", "glorot uniform"), ((0.5, 1.0), "(0.5, 1.0)")],
)  # fmt: skip
def test_settings_in_words(value, text):
    assert value_text(value) == text
