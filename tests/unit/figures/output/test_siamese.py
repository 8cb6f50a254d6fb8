"""The figure of a Siamese network: what it is drawn for, and where its pairs lie."""

import re
from itertools import pairwise
from typing import Any

import pytest

from nnviz.core.errors import NnvizError
from nnviz.data import default_spec, load
from nnviz.data.presets import PRESETS
from nnviz.figures.kit.theme import DARK, LIGHT
from nnviz.figures.output.siamese import BINS, SHOWN, siamese
from nnviz.model.probes.output import siamese as probe


@pytest.fixture
def pairs():
    return load(PRESETS["siamese"].data)


def bindings(figure, op):
    return [each for each in figure.layout.meta["bindings"] if each["op"] == op]


def test_it_draws_as_much_as_is_read():
    assert (BINS, SHOWN) == (probe.BINS, probe.SHOWN)


@pytest.mark.parametrize("height", [200, 292, 400])
def test_pairs_lie_apart_on_the_sheet(pairs, height):
    (found,) = bindings(siamese(pairs, LIGHT, height=height), "atlas")
    assert len(found["at"]) == SHOWN
    rows = sorted({row for row, _ in found["at"]})
    columns = sorted({column for _, column in found["at"]})
    assert len(rows) * len(columns) == SHOWN
    assert all(after - before > 8 for before, after in pairwise(rows))
    assert all(after - before > 16 for before, after in pairwise(columns))
    assert rows[-1] + 8 <= found["rows"]
    assert columns[-1] + 16 <= found["columns"]


def test_hills_differ_in_direction_texture_and_colour(pairs):
    figure = siamese(pairs, DARK)
    traces: list[Any] = list(figure.select_traces())
    first, second = traces[:2]
    scales = {each["trace"]: each["scale"] for each in bindings(figure, "set") if "row" in each}
    assert scales == {0: -1, 1: 1}
    assert (first.marker.pattern.shape, second.marker.pattern.shape) == ("/", "")
    assert first.marker.color != second.marker.color


def test_every_live_word_has_its_place(pairs):
    figure = siamese(pairs, LIGHT)
    numbers = [
        int(re.findall(r"\d+", each["layout"])[0])
        for each in bindings(figure, "labels")
        if "layout" in each
    ]
    layout: Any = figure.layout
    live = [layout.annotations[number].text for number in numbers]
    assert live == ["\u00a0", "\u00a0", "different", "same"]
    texts = [each["texts"] for each in bindings(figure, "labels") if "texts" in each]
    assert texts[0] == ["says different", "says different", "says same", "says same"]
    assert texts[1] == ["right", "wrong \u2715"] * 2


@pytest.mark.parametrize("name", ["circle", "digits", "wave"])
def test_other_data_are_refused(name):
    with pytest.raises(NnvizError, match=r"grey pictures|pairs of two kinds"):
        siamese(load(default_spec(name)), LIGHT)
