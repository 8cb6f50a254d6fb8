"""One place of a convolution or pooling: what it reads, the terms of its sum, and the frames."""

from dataclasses import replace
from typing import Any

import pytest

from nnviz.core.windows.input_field import InputField
from nnviz.core.windows.slices import Slices
from nnviz.core.windows.sliding import Sliding
from nnviz.figures.convolution.convolution import TakenApart, convolution
from nnviz.figures.kit.theme import DARK, LIGHT, mix

WINDOW = Sliding("convolution", (3, 3), (2, 2), (1, 1), (1, 1), (2, 2), (2, 2))
"""Stride 2 and a border of 1: two places along each axis cover five rows and columns."""
TAKEN = TakenApart("conv", WINDOW, (4, 4), unit=1, channel=2)
POOL = replace(WINDOW, operation="max")
SLICES = Slices(size=2, stride=1, dilation=1, before=1, inputs=4, places=4)


def drawn(taken=TAKEN, theme=LIGHT, **options) -> Any:
    return convolution(theme, taken, **options)


def changed(**window):
    return replace(TAKEN, window=replace(WINDOW, **window))


def titles(figure):
    return [one.text for one in figure.layout.annotations if one.yanchor == "bottom"]


def sums(figure):
    """Return place, array and operation of each number of the sum, and what stands below it."""
    found = {
        one["trace"]: (one["op"], one["array"].removeprefix("taken/"))
        for one in figure.layout.meta["bindings"]
        if one["op"] in ("at", "labels")
    }
    below = {one.x: one.text for one in figure.layout.annotations if one.y == -2.4}
    return [
        (figure.data[trace].x[0], *found[trace], below[figure.data[trace].x[0]])
        for trace in sorted(found)
    ]


def test_input_patch_kernel_products_and_output_stand_from_left_to_right(binding):
    figure = drawn()
    assert titles(figure) == [
        "Input, channel 3", "Output 2", "Patch", "× Kernel", "= Products",
    ]  # fmt: skip
    sizes = [(one.meta["rows"], one.meta["columns"]) for one in figure.data[:5]]
    assert sizes == [(5, 5), (2, 2), (3, 3), (3, 3), (3, 3)]
    # Input and output are 30 wide, windows 17; the first row is on top, at 36.
    for trace, left, side in zip(
        figure.data, (0, 101, 36, 57, 78), (6, 15, 17 / 3, 17 / 3, 17 / 3), strict=False
    ):
        assert trace.x0 == pytest.approx(left + side / 2)
        assert trace.y0 == pytest.approx(36 - side / 2)
        assert (trace.dx, trace.dy) == pytest.approx((side, -side))
    assert [(one["array"], one["trace"], one["prop"]) for one in binding(figure, "set")] == [
        ("taken/input", 0, "z"), ("taken/output", 1, "z"), ("taken/kernel", 3, "z"),
    ]  # fmt: skip


def test_the_patch_is_cut_from_the_input_and_products_are_those_with_the_kernel(binding):
    patch, products = binding(drawn(changed(dilation=(2, 1))), "window")
    cut = {
        "op": "window", "prop": "z", "size": (3, 3), "stride": (2, 2), "dilation": (2, 1),
        "array": "taken/input",
    }  # fmt: skip
    assert patch == {**cut, "trace": 2}
    assert products == {**cut, "trace": 4, "times": "taken/kernel"}


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_numbers_are_orange_below_zero_and_scaled_by_what_they_are(theme, binding):
    figure = drawn(theme=theme)
    scale = [mix(theme.page, theme.negative, 0.72), theme.zero,
             mix(theme.page, theme.positive, 0.72)]  # fmt: skip
    for trace in figure.data[:5]:
        assert [colour for _, colour in trace.colorscale] == scale
        assert (trace.zmin, trace.zmax) == (-1, 1)
    found = binding(figure, "pick", "taken/scales")
    # Patch and input share a scale; kernel, products and output have their own.
    for trace, index in enumerate((0, 3, 0, 1, 2)):
        low, high = [one for one in found if one["trace"] == trace]
        assert (low["prop"], low["scale"], low["index"]) == ("zmin", -1, index)
        assert (high["prop"], high["scale"], high["index"]) == ("zmax", 1, index)
        assert low["alone"] is high["alone"] is True


def test_frames_move_with_the_place(binding):
    figure = drawn()
    reads, gives = binding(figure, "place")
    # An input cell is 6 wide: two of them further for each place, three of them framed.
    assert (reads["x"], reads["y"]) == ([0, 12, 18], [36, -12, -18])
    assert (reads["shape"], reads["within"]) == (0, [0, 6, 30, 36])
    assert (gives["x"], gives["y"]) == ([101, 15, 15], [36, -15, -15])
    assert (gives["shape"], gives["within"]) == (1, [101, 6, 131, 36])
    assert reads["array"] == gives["array"] == "taken/output"
    inside = figure.layout.shapes[2]
    # Four rows and columns inside a border of one.
    assert (inside.x0, inside.x1, inside.y0, inside.y1) == (6, 30, 30, 6)
    assert (inside.line.dash, inside.line.color) == ("dot", LIGHT.quiet)
    assert figure.layout.shapes[0].line.color == LIGHT.text


def test_rows_and_columns_are_not_mixed_up(binding):
    figure = drawn(changed(size=(2, 3), stride=(1, 2), before=(0, 1)))
    source, patch = figure.data[0], figure.data[2]
    assert (source.meta["rows"], source.meta["columns"]) == (3, 5)
    assert (patch.meta["rows"], patch.meta["columns"]) == (2, 3)
    reads = binding(figure, "place")[0]
    assert (reads["x"], reads["y"]) == ([0, 12, 18], [36, -6, -12])
    cut = binding(figure, "window")[0]
    assert (cut["size"], cut["stride"]) == ((2, 3), (1, 2))
    inside = figure.layout.shapes[2]
    # Four columns from the second one on, and all three rows.
    assert (inside.x0, inside.x1, inside.y0, inside.y1) == (6, 30, 36, 18)


def test_cells_of_a_window_with_gaps_are_framed_one_by_one(binding):
    found = binding(drawn(changed(size=(2, 2), dilation=(2, 1))), "place")
    assert len(found) == 2 + 4
    assert [(one["x"][0], one["y"][0]) for one in found[2:]] == [
        (0, 36), (6, 36), (0, 24), (6, 24),
    ]  # fmt: skip
    assert {(one["x"][2], one["y"][2]) for one in found[2:]} == {(6, -6)}
    # From the first cell to the last: three rows and two columns.
    assert (found[0]["x"][2], found[0]["y"][2]) == (12, -18)


@pytest.mark.parametrize(("side", "frames"), [(7, 2 + 49), (8, 2)])
def test_cells_of_large_windows_are_not(side, frames, binding):
    assert len(binding(drawn(changed(size=(side, side), dilation=(2, 2))), "place")) == frames


def test_the_cursor_begins_in_the_middle_and_moves_on_output_and_input():
    cursor = drawn(changed(shown=(3, 4))).layout.meta["cursor"]
    assert (cursor["rows"], cursor["columns"], cursor["row"], cursor["column"]) == (3, 4, 1, 2)
    result, source = cursor["areas"]
    assert (result[0], result[2]) == (101, 131)
    assert (source[0], source[2]) == (0, 30)


def test_the_sum_is_written_out_term_by_term():
    assert sums(drawn()) == [
        (13, "at", "sum", "products of channel 3"), (64, "labels", "bias", "bias"),
        (87, "at", "total", "weighted sum"), (117, "at", "output", "output"),
    ]  # fmt: skip
    signs = [(one.text, one.x) for one in drawn().layout.annotations if one.y == 1.2]
    assert signs == [("+", 38.5), ("=", 75.5), ("\u2192", 102)]


@pytest.mark.parametrize(("depth", "others"), [(2, "1 other channel"), (4, "3 other channels")])
def test_other_channels_are_counted(depth, others):
    found = sums(drawn(changed(depth=depth)))
    assert [place for place, *_ in found] == [13, 42, 64, 87, 117]
    assert found[1][1:] == ("at", "others", others)


def test_a_separable_convolution_mixes_its_channels():
    figure = drawn(changed(operation="separable", depth=3))
    assert sums(figure)[:3] == [
        (11, "at", "sum", "products of channel 3"), (30, "labels", "mixing", "mixing weight"),
        (49, "at", "others", "2 other channels, mixed"),
    ]  # fmt: skip
    assert [one.text for one in figure.layout.annotations if one.y == 1.2][:3] == ["×", "+", "+"]
    assert sums(figure)[3][0] == 67
    assert titles(figure)[3] == "× Kernel"


def test_the_activation_stands_before_the_output():
    signs = [one.text for one in drawn(replace(TAKEN, activation="relu")).layout.annotations
             if one.y == 1.2]  # fmt: skip
    assert signs == ["+", "=", "\u2192 relu \u2192"]


def test_a_transposed_convolution_turns_its_kernel():
    assert "flipped" in titles(drawn(changed(operation="transposed")))[3]


@pytest.mark.parametrize(("operation", "rule"), [("max", "maximum"), ("average", "mean")])
def test_a_pooling_has_no_kernel_and_no_sum(operation, rule):
    figure = drawn(changed(operation=operation))
    assert titles(figure) == ["Input, channel 3", "Output 2", "Patch"]
    ((place, op, array, said),) = sums(figure)
    assert (place, op, array) == (117, "at", "output")
    assert said.startswith(rule)
    assert "pooling conv" in figure.layout.meta["alt"]
    assert "convolution conv" in drawn().layout.meta["alt"]


@pytest.mark.parametrize(
    ("side", "text"), [(1, ".3f"), (2, ".2f"), (3, ".2f"), (4, ".1f"), (5, ".1f"), (6, None)]
)
def test_numbers_in_cells_are_as_exact_as_there_is_room(side, text):
    patch = drawn(changed(size=(side, side))).data[2]
    assert patch.texttemplate == (text and f"%{{z:{text}}}")


def test_a_sequence_is_a_strip():
    strip = Sliding("convolution", (1, 3), (1, 1), (1, 1), (0, 1), (1, 5), (1, 5))
    source = drawn(TakenApart("conv", strip, (1, 5))).data[0]
    assert (source.meta["rows"], source.meta["columns"]) == (1, 7)
    assert (source.dx, source.dy) == pytest.approx((30 / 7, -5))


@pytest.mark.parametrize(
    ("operation", "slices", "number", "title"),
    [
        ("convolution", SLICES, 0, "Border, channel 3"),
        ("convolution", SLICES, 3, "Input slice 1, channel 3"),
        ("convolution", replace(SLICES, at=2), 0, "Input slice 2, channel 3"),
        ("convolution", replace(SLICES, inputs=1), 0, "Input, channel 3"),
        ("max", SLICES, 0, "Input slice 1, channel 3"),
        ("max", replace(SLICES, at=1), 0, "Channel 3, largest of slices 1 to 2"),
        ("max", replace(SLICES, size=3), 0, "Channel 3, largest of slices 1 to 2"),
        ("max", replace(SLICES, size=3, at=1), 0, "Channel 3, largest of slices 1 to 3"),
        ("average", replace(SLICES, at=1), 0, "Channel 3, mean of slices 1 to 2"),
    ],
)
def test_the_slice_that_is_drawn_is_named(operation, slices, number, title):
    window = replace(WINDOW, operation=operation, slices=slices, depth=4)
    figure = drawn(replace(TAKEN, window=window, number=number))
    assert titles(figure)[0] == title
    assert figure.layout.meta["wants"][0]["options"]["slice"] == slices.at


def test_over_slices_kernels_are_counted_and_not_channels():
    found = sums(drawn(changed(slices=SLICES, depth=4)))
    assert [said for *_, said in found[:2]] == ["products of this kernel", "3 other kernels"]


FIELD = InputField(rows=((0, 3), (1, 4)), columns=((0, 2), (2, 4)))


def test_the_receptive_field_is_framed_in_the_input_of_the_network(binding):
    taken = replace(TAKEN, field=FIELD, picture=(4, 4))
    figure = drawn(taken)
    picture = figure.data[5]
    assert (picture.meta["rows"], picture.meta["columns"]) == (4, 4)
    assert (picture.x0, picture.y0) == pytest.approx((36 + 1.35, 14.4 - 1.35))
    (values,) = binding(figure, "set", "taken/picture")
    assert (values["trace"], values["prop"]) == (5, "z")
    frame = binding(figure, "place")[-1]
    assert frame["shape"] == 3
    # A pixel is 2.7 wide.
    assert frame["x"] == [pytest.approx([36, 41.4]), pytest.approx([41.4, 46.8])]
    assert frame["y"] == [pytest.approx([14.4, 6.3]), pytest.approx([11.7, 3.6])]
    assert frame["within"] == pytest.approx([36, 3.6, 46.8, 14.4])
    assert any("3 × 2 pixels" in one.text for one in figure.layout.annotations)
    assert not [one for one in binding(figure, "pick") if one["trace"] == 5]


def test_frames_count_places_of_a_picture_that_is_thinned(binding):
    field = InputField(rows=((0, 64), (64, 128)), columns=((0, 128),))
    figure = drawn(replace(TAKEN, field=field, picture=(128, 128)))
    assert figure.data[5].meta["rows"] == 64
    frame = binding(figure, "place")[-1]
    assert frame["y"] == [pytest.approx([14.4, 9]), pytest.approx([9, 3.6])]


def test_the_receptive_field_of_a_sequence_counts_steps():
    field = InputField(rows=((0, 1),), columns=((0, 5),))
    figure = drawn(replace(TAKEN, field=field, picture=(1, 20)))
    assert any("5 steps" in one.text for one in figure.layout.annotations)
    assert (figure.data[5].dx, figure.data[5].dy) == pytest.approx((42 / 20, -5))


def test_it_asks_for_its_filter_kernel_and_example():
    figure = drawn(replace(TAKEN, number=3), split="own", example=6)
    options = {
        "layer": "conv", "unit": 1, "channel": 3, "split": "own", "slice": 0, "example": 6,
    }  # fmt: skip
    assert figure.layout.meta["wants"] == [
        {"key": "taken", "probe": "arithmetic", "options": options}
    ]
    assert figure.layout.xaxis.range == (-0.5, 131.5)
    assert figure.layout.yaxis.range == (-4.5, 40)


def test_numbers_of_the_sum_have_three_decimals(binding):
    found = [*binding(drawn(), "at"), *binding(drawn(), "labels")]
    assert {(one["prop"], one["digits"]) for one in found} == {("text", 3)}
