"""What the Architectures page finds and says, apart from the page."""

import pytest

from nnviz.figures.kit.theme import LIGHT
from nnviz.ui.library.architecture_panel import matches, picture, studied, totals


def test_the_totals_say_how_large_a_network_is():
    assert totals(studied("resnet50")) == (
        "176 layers, 26M parameters (102.5 MB), 3.9G multiply-adds per image of "
        "224 \u00d7 224 \u00d7 3."
    )


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 0), ("a", 0), ("predictions", 1), ("Max Pooling", 1), ("_add", 16), ("nothing", 0)],
)
def test_layers_are_found_by_name_and_kind(query, count):
    assert len(matches(studied("resnet50"), query)) == count


def test_a_picture_is_written_once_and_small():
    one = picture("resnet152", frozenset(), frozenset(), LIGHT)
    assert picture("resnet152", frozenset(), frozenset(), LIGHT) is one
    assert len(one.text) < 60_000
    marked = picture("resnet152", frozenset(), frozenset({500}), LIGHT)
    assert marked.fingerprint != one.fingerprint
