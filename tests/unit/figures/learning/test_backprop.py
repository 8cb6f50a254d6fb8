"""One training step in numbers: each number at its own unit, signs by colour and dash."""

from typing import Any

import pytest

from nnviz.core.families.small_network import small_network
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.figures.kit.theme import DARK, LIGHT
from nnviz.figures.learning.backprop import backprop

NETWORK = NetworkSpec(
    layers=(
        LayerSpec(id="hidden", kind="dense", params={"units": 3, "activation": "tanh"}),
        LayerSpec(id="output", kind="dense", params={"units": 1, "activation": "sigmoid"}),
    )
)
SMALL: Any = small_network(NETWORK, DataSignature((2,), "binary", 1, "plane"))
"""Units 0 and 1 are inputs, 2 to 4 hidden, 5 the output; nine links."""
KINDS = [(stage.kind, stage.column) for stage in SMALL.stages]


def drawn(kind, column=1, theme=LIGHT, unit=0, **more) -> Any:
    stage = KINDS.index((kind, column))
    return backprop(SMALL, NETWORK, theme, stage=stage, unit=unit, **more)


def terms(figure):
    """The arithmetic: `{x place: array, index}` in reading order, and the fixed words."""
    found = []
    for entry in figure.layout.meta["bindings"]:
        if entry["op"] == "labels" and isinstance(entry["prefix"], list):
            trace = figure.data[entry["trace"]]
            for index, x in enumerate(trace.x):
                if x is not None:
                    found.append((-trace.y[index], x, entry["array"].split("/")[1], index,
                                  entry["prefix"][index]))  # fmt: skip
    return [(array, index) for _, _, array, index, _ in sorted(found)]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_links_are_orange_and_dashed_below_zero_and_blue_and_solid_above(theme):
    figure = drawn("sum", theme=theme)
    found = [(t.line.color, t.line.dash, t.line.width) for t in figure.data[:8]]
    widths = (0.8, 1.4, 2.2, 3.2)
    assert found == [(theme.negative, "4px,3px", width) for width in widths] + [
        (theme.positive, "solid", width) for width in widths
    ]


@pytest.mark.parametrize(
    ("kind", "column", "array", "scale"),
    [("sum", 1, "weight", 1), ("by_weight", 2, "by_weight", 5), ("update", 2, "weight_update", 20),
     ("loss", 2, "weight", 1)],
)  # fmt: skip
def test_links_run_between_their_units_and_show_what_the_stage_is_about(
    kind, column, array, scale, binding
):
    figure = drawn(kind, column)
    (segments,) = binding(figure, "segments")
    assert segments["array"] == f"backprop/{array}"
    assert segments["scales"] == [scale] * 9
    assert segments["traces"] == list(range(8))
    assert segments["edges"] == sorted(segments["edges"])
    (touch,) = binding(figure, "touch")
    boxes = touch["boxes"]
    for (source, target), (xs, ys) in zip(SMALL.links, segments["paths"], strict=True):
        (_, y0, right, y1), (left, y2, _, y3) = boxes[source], boxes[target]
        assert xs == [right, left]
        assert ys == pytest.approx([(y0 + y1) / 2, (y2 + y3) / 2])


def test_a_click_names_column_and_unit(binding):
    (touch,) = binding(drawn("input", 0), "touch")
    clicks = [(each["column"], each["unit"]) for each in touch["click"]]
    assert clicks == [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 0)]
    assert [text.split()[-1] for text in touch["texts"]] == ["1", "2", "1", "2", "3", "1"]
    assert {each["kind"] for each in touch["click"]} == {"unit"}
    # Columns from left to right, units of a column from top to bottom.
    lefts, tops = ([box[side] for box in touch["boxes"]] for side in (0, 3))
    assert lefts[0] == lefts[1] < lefts[2] == lefts[3] == lefts[4] < lefts[5]
    assert tops[0] > tops[1]
    assert tops[2] > tops[3] > tops[4]


@pytest.mark.parametrize(("unit", "number"), [(0, 2), (2, 4), (7, 4)])
def test_the_chosen_unit_has_a_frame(unit, number, binding):
    figure = drawn("sum", unit=unit)
    (touch,) = binding(figure, "touch")
    x0, y0, x1, y1 = touch["boxes"][number]
    (frame,) = figure.layout.shapes
    assert (frame.x0, frame.x1, frame.y0, frame.y1) == (x0 - 3, x1 + 3, y0 - 3, y1 + 3)
    assert frame.line.color == LIGHT.positive_ink


def test_the_boxes_of_the_stages_column_are_strong():
    figure = drawn("sum", 1)
    quiet, strong = figure.data[8:10]
    assert (quiet.line.color, strong.line.color) == (LIGHT.line, LIGHT.text)
    # Six entries a box, the last of them a gap.
    assert (len(quiet.x), len(strong.x)) == (18, 18)
    assert (len(drawn("loss", 2).data[9].x), len(drawn("loss", 2).data[8].x)) == (6, 30)


@pytest.mark.parametrize(
    ("kind", "column", "known"),
    [
        ("input", 0, ([0, 1], [], [], [])),
        ("sum", 1, ([0, 1], [2, 3, 4], [], [])),
        ("value", 2, ([0, 1, 2, 3, 4, 5], [2, 3, 4, 5], [], [])),
        ("by_value", 2, ([0, 1, 2, 3, 4, 5], [2, 3, 4, 5], [5], [])),
        ("by_sum", 1, ([0, 1, 2, 3, 4, 5], [2, 3, 4, 5], [2, 3, 4, 5], [2, 3, 4, 5])),
    ],
)
def test_numbers_stand_at_their_units_once_they_are_known(kind, column, known, binding):
    figure = drawn(kind, column)
    (touch,) = binding(figure, "touch")
    arrays = ("value", "sum", "by_value", "by_sum")
    labels = [each for each in binding(figure, "labels") if isinstance(each["prefix"], str)]
    assert [each["array"] for each in labels] == [f"backprop/{name}" for name in arrays]
    assert [each["trace"] for each in labels] == [10, 11, 12, 13]
    assert [each["prefix"].strip() for each in labels] == ["a", "z", "da", "dz"]
    for label, units in zip(labels, known, strict=True):
        trace = figure.data[label["trace"]]
        first = 6 - label["count"]
        shown = [first + at for at, x in enumerate(trace.x) if x is not None]
        assert shown == units
        assert (label["count"], label["digits"]) == (len(trace.x), 3)
        for unit in shown:
            x0, y0, x1, y1 = touch["boxes"][unit]
            assert x0 < trace.x[unit - first] < x1
            assert y0 < trace.y[unit - first] < y1
    forward, backward = LIGHT.text, LIGHT.negative_ink
    assert [figure.data[at].textfont.color for at in range(10, 14)] == [forward] * 2 + [
        backward
    ] * 2


def test_the_update_shows_what_biases_become(binding):
    figure = drawn("update", 2)
    labels = [each for each in binding(figure, "labels") if isinstance(each["prefix"], str)]
    assert labels[2]["array"] == "backprop/bias_update"
    assert labels[2]["prefix"].strip() == "\u0394b"
    assert figure.data[12].textfont.color == LIGHT.positive_ink


@pytest.mark.parametrize(
    ("kind", "column", "unit", "wanted"),
    [
        ("input", 0, 1, [("value", 1)]),
        ("sum", 1, 1, [("value", 0), ("weight", 2), ("value", 1), ("weight", 3), ("bias", 1),
                       ("sum", 1)]),
        ("value", 1, 2, [("sum", 2), ("value", 4)]),
        ("loss", 2, 0, [("value", 5), ("target", 0), ("loss", 0)]),
        ("by_value", 2, 0, [("by_value", 3)]),
        ("by_value", 1, 1, [("by_sum", 3), ("weight", 7), ("by_value", 1)]),
        ("by_sum", 1, 2, [("by_value", 2), ("slope", 2), ("by_sum", 2)]),
        ("by_weight", 1, 0, [("value", 0), ("by_weight", 0), ("value", 1), ("by_weight", 1),
                             ("by_sum", 0)]),
        ("update", 2, 0, [("rate", 0), ("weight", 6), ("weight_update", 6), ("weight_after", 6),
                          ("weight", 7), ("weight_update", 7), ("weight_after", 7),
                          ("weight", 8), ("weight_update", 8), ("weight_after", 8)]),
    ],
)  # fmt: skip
def test_the_arithmetic_reads_the_numbers_of_its_unit(kind, column, unit, wanted):
    assert terms(drawn(kind, column, unit=unit)) == wanted


def test_every_array_of_the_arithmetic_has_its_own_length(binding):
    sizes = {"value": 6, "weight": 9, "by_weight": 9, "weight_update": 9, "weight_after": 9,
             "target": 1, "loss": 1, "rate": 1, "sum": 4, "bias": 4, "slope": 4, "by_sum": 4,
             "by_value": 4}  # fmt: skip
    for kind, column in KINDS:
        for entry in binding(drawn(kind, column), "labels"):
            if isinstance(entry["prefix"], list):
                assert entry["count"] == sizes[entry["array"].split("/")[1]], kind
                assert len(entry["prefix"]) == len(entry["suffix"]) == entry["count"]


def test_signs_stand_before_and_after_their_own_number(binding):
    labels = binding(drawn("value", 1, unit=2), "labels", "backprop/value")
    (value,) = [entry for entry in labels if isinstance(entry["prefix"], list)]
    assert [bool(text) for text in value["prefix"]] == [False] * 4 + [True, False]
    assert value["prefix"][4].startswith("=")
    assert [bool(text) for text in value["suffix"]] == [False] * 4 + [True, False]


def test_columns_and_inputs_have_names():
    figure = drawn("input", 0, names=(("X1", "X2", "X3"), ("y",)), options={"example": 3})
    notes = [note.text for note in figure.layout.annotations]
    assert [text.split("</b>")[0] for text in notes[:3]] == ["<b>Input", "<b>Layer 1", "<b>Output"]
    assert "tanh" in notes[1]
    assert "sigmoid" in notes[2]
    assert "tanh" not in notes[0]
    assert notes[3:5] == ["X1", "X2"]
    meta = figure.layout.meta
    assert meta["wants"] == [{"key": "backprop", "probe": "backprop", "options": {"example": 3}}]
    assert meta["network"] == NETWORK.fingerprint
    assert meta["alt"].startswith(SMALL.stages[0].title)
    assert figure.layout.xaxis.range == (0, 900)
