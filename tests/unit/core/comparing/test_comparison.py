"""How large two networks are."""

import pytest

from nnviz.core.comparing.comparison import Sizes, ratio_text, sizes
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec

PLANE = DataSignature((2,), "binary", 1, "plane")
DIGITS = DataSignature((8, 8, 1), "multiclass", 10, "image")


def stack(*layers):
    return NetworkSpec(
        layers=tuple(
            LayerSpec(id=f"{kind}_{number}", kind=kind, params=params)
            for number, (kind, params) in enumerate(layers)
        )
    )


def test_sizes_of_one_unit_by_hand():
    found = sizes(stack(("dense", {"units": 1})), PLANE)
    # 2 weights and a bias; 2 inputs and 1 output are kept, 4 bytes each.
    assert found == Sizes(1, 3, 2, 12, 12, (), ())


def test_what_one_value_sees_is_of_the_last_layer_that_has_places():
    network = stack(
        ("conv2d", {"filters": 4, "kernel_size": 3}), ("max_pooling2d", {"pool_size": 2}),
        ("flatten", {}), ("dense", {"units": 10}),
    )  # fmt: skip
    found = sizes(network, DIGITS)
    assert (found.field, found.places) == ((4, 4), (8, 8))
    seeing_all = stack(("conv2d", {"kernel_size": 8}), ("flatten", {}))
    assert sizes(seeing_all, DIGITS).field == ()
    assert found.parameters == 4 * (9 + 1) + 10 * (3 * 3 * 4 + 1)


def test_layers_that_cannot_work_count_without_a_shape():
    network = stack(("conv2d", {"filters": 4, "kernel_size": 9, "padding": "valid"}),
                    ("flatten", {}))  # fmt: skip
    assert sizes(network, DIGITS).outputs == 4 * 64


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        (4, 4, "equal"), (0, 0, "equal"), (0, 3, "\u2013"), (4, 10, "\u00d7 2.50"),
        (3, 1, "\u00d7 0.33"), (10, 123, "\u00d7 12.3"), (1, 250, "\u00d7 250"),
        (1000, 1, "\u00d7 less than 0.01"), (5, 0, "\u00d7 less than 0.01"),
    ],
)  # fmt: skip
def test_ratios_in_words(first, second, text):
    assert ratio_text(first, second) == text
