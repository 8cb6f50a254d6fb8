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


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_second_class_goes_up_and_the_first_down(pairs, theme):
    figure: Any = siamese(pairs, theme)
    for number, (hill, name) in enumerate(zip(figure.data[:2], pairs.class_names, strict=True)):
        assert (hill.name, hill.marker.color) == (name, theme.classes[number])
        assert name in hill.hovertemplate
        assert (len(hill.x), len(hill.y)) == (BINS, BINS)
        shares = [each for each in bindings(figure, "set")
                  if each["array"] == "siamese/shares" and each["trace"] == number]  # fmt: skip
        assert [(each["row"], each["prop"], each["scale"]) for each in shares] == [
            (number, "y", 1 if number else -1)
        ]
    down, up = figure.layout.annotations[4:6]
    assert (down.y, up.y) == (-1.08, 1.08)
    assert (down.yanchor, up.yanchor) == ("bottom", "top")
    assert (down.x, up.x, down.xanchor, up.xanchor) == (0, 1, "left", "right")
    assert (down.font.color, up.font.color) == theme.classes[:2]
    assert figure.layout.yaxis.range == (-1.08, 1.08)


def test_what_the_frames_bring_goes_to_its_own_place(pairs, bound):
    figure: Any = siamese(pairs, LIGHT)
    assert bound(figure) == {
        (0, "x"): "siamese/middles",
        (0, "y"): "siamese/shares",
        (1, "x"): "siamese/middles",
        (1, "y"): "siamese/shares",
        ("layout", "xaxis.range"): "siamese/end",
        (2, "x"): "siamese/threshold",
    }
    (atlas,) = bindings(figure, "atlas")
    assert (atlas["array"], atlas["trace"], atlas["prop"]) == ("siamese/pictures", 3, "z")
    turn = figure.data[2]
    assert (turn.line.dash, list(turn.y)) == ("dash", [-1.08, 1.08])
    meta = figure.layout.meta
    assert meta["wants"] == [{"key": "siamese", "probe": "siamese", "options": {"count": SHOWN}}]
    assert f"{SHOWN} pairs" in meta["alt"]


def test_numbers_in_words_have_their_units(pairs):
    labels = bindings(siamese(pairs, LIGHT), "labels")
    placed = {each["layout"]: each for each in labels if "layout" in each}
    turn, agreement, down, up = (placed[f"annotations[{n}].text"] for n in (0, 1, 4, 5))
    assert (turn["array"], turn["index"], turn["digits"]) == ("siamese/threshold", 0, 2)
    assert "percent" not in turn
    assert turn["missing"].strip()
    assert (agreement["array"], agreement["percent"], agreement["digits"]) == (
        "siamese/agreement", True, 0,
    )  # fmt: skip
    assert "%" in agreement["suffix"]
    for number, (each, sign) in enumerate(((down, "\u25bc"), (up, "\u25b2"))):
        assert (each["array"], each["index"], each["digits"]) == ("siamese/mean", number, 2)
        assert each["prefix"].startswith(sign)
        assert pairs.class_names[number] in each["prefix"]


def test_words_stand_at_the_right_of_their_pair_from_top_to_bottom(pairs):
    figure: Any = siamese(pairs, LIGHT)
    (atlas,) = bindings(figure, "atlas")
    apart, says, verdict = figure.data[4:7]
    labels = [each for each in bindings(figure, "labels") if "trace" in each]
    assert [(each["trace"], each["array"], each["count"]) for each in labels] == [
        (4, "siamese/apart", SHOWN), (5, "siamese/verdict", SHOWN), (6, "siamese/verdict", SHOWN),
    ]  # fmt: skip
    assert (labels[0]["digits"], labels[0]["suffix"].strip()) == (2, "apart")
    for number, (row, column) in enumerate(atlas["at"]):
        assert apart.x[number] == says.x[number] == verdict.x[number] > column + 16
        assert apart.y[number] > says.y[number] > verdict.y[number] >= row
        assert says.y[number] == row + 4
    # The worst is at the upper left, the next one beside it.
    assert atlas["at"][0][0] == atlas["at"][1][0] == max(row for row, _ in atlas["at"])
    assert atlas["at"][0][1] == 0 < atlas["at"][1][1]
    assert figure.layout.xaxis2.range == (0, atlas["columns"])
    assert figure.layout.yaxis2.range == (0, atlas["rows"])
