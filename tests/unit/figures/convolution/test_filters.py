"""Kernels, a filter while it trains, the picture it likes, and what speaks for a class."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.core.windows.slices import Slices
from nnviz.core.windows.sliding import Sliding
from nnviz.figures.convolution.dream import dream
from nnviz.figures.convolution.filter_history import FilterShown, filter_history
from nnviz.figures.convolution.kernels import kernels
from nnviz.figures.convolution.overlay import overlay
from nnviz.figures.kit.theme import DARK, LIGHT, channels

WINDOW = Sliding("convolution", (3, 3), (1, 1), (1, 1), (0, 0), (8, 8), (8, 8))
SHOWN = FilterShown("conv", WINDOW, (8, 8, 4), unit=2, number=1, per_epoch=10, marked=20)


def columns(theme=LIGHT, filters=2, shown=2, **options) -> Any:
    return kernels(theme, layer="conv", size=(3, 3), filters=filters, channels=shown, **options)


def history(shown=SHOWN, theme=LIGHT, **options) -> Any:
    return filter_history(theme, shown, **options)


def liked(theme=LIGHT, **options) -> Any:
    return dream(theme, layer="conv", size=(4, 6), unit=2, **options)


def over(probe, theme=LIGHT, size=(8, 8), cells=(2, 2), **options) -> Any:
    asked = {"options": {"example": 3}, "asked": {"class": 1}, **options}
    return overlay(theme, probe=probe, size=size, cells=cells, **asked)


def test_a_filter_is_a_column_and_its_first_channel_on_top(binding):
    figure = columns(start=4)
    (atlas,) = binding(figure, "atlas")
    # Kernels are four apart, and two rows are left above for the numbers.
    assert atlas == {
        "op": "atlas", "array": "kernels/values", "trace": 0, "prop": "z", "rows": 9,
        "columns": 7, "at": [[4, 0], [0, 0], [4, 4], [0, 4]],
    }  # fmt: skip
    (touch,) = binding(figure, "touch")
    assert touch["boxes"] == [[0, 4, 3, 7], [0, 0, 3, 3], [4, 4, 7, 7], [4, 0, 7, 3]]
    assert touch["texts"] == [
        f"filter {filter_}, input channel {channel}" for filter_ in (5, 6) for channel in (1, 2)
    ]
    assert touch["click"][1] == {"kind": "kernel", "layer": "conv", "unit": 4, "channel": 1}
    assert (figure.layout.xaxis.range, figure.layout.yaxis.range) == ((-0.5, 7.5), (-0.5, 9.5))
    assert figure.layout.yaxis.scaleanchor == "x"
    numbers = [(one.text, one.x, one.y) for one in figure.layout.annotations]
    assert numbers == [("5", 1.5, 7), ("6", 5.5, 7)]
    options = {"layer": "conv", "start": 4, "count": 2, "channels": 2}
    assert figure.layout.meta["wants"] == [
        {"key": "kernels", "probe": "kernels", "options": options}
    ]
    alt = figure.layout.meta["alt"]
    assert "2 filters of layer conv" in alt
    assert "2 input channels" in alt


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_weights_are_orange_below_zero_and_blue_above(theme):
    for trace in (columns(theme).data[0], *history(theme=theme).data[:2]):
        assert [colour for _, colour in trace.colorscale] == [
            theme.negative, theme.zero, theme.positive,
        ]  # fmt: skip
        assert (trace.zmin, trace.zmax) == (-1, 1)


def test_larger_kernels_stand_further_apart(binding):
    figure: Any = kernels(LIGHT, layer="conv", size=(6, 9), filters=2, channels=2)
    (atlas,) = binding(figure, "atlas")
    (upper, left), (lower, _), (_, right), _ = atlas["at"]
    assert (upper - lower, right - left) == (8, 12)
    assert atlas["columns"] == 21


def test_many_filters_stand_in_bands_in_reading_order(binding):
    (atlas,) = binding(columns(filters=60, shown=1), "atlas")
    rows = [row for row, _ in atlas["at"]]
    assert rows == sorted(rows, reverse=True)
    assert len(set(rows)) > 1
    bands = [[left for row, left in atlas["at"] if row == band] for band in sorted(set(rows))[::-1]]
    for lefts in bands:
        assert lefts == [4 * place for place in range(len(lefts))]
    assert max(rows) + 3 < atlas["rows"]
    assert min(rows) == 0


def test_the_chosen_kernel_is_framed():
    (frame,) = columns(start=4, marked=(5, 0)).layout.shapes
    assert (frame.x0, frame.y0, frame.x1, frame.y1) == (4, 4, 7, 7)
    assert columns(start=4, marked=(6, 0)).layout.shapes == ()
    assert columns().layout.shapes == ()


def test_over_three_axes_a_kernel_names_its_slice(binding):
    (touch,) = binding(columns(filters=1, shown=4, each=2), "touch")
    assert touch["texts"] == [
        f"filter 1, slice {slice_} of the window, input channel {channel}"
        for slice_ in (1, 2) for channel in (1, 2)
    ]  # fmt: skip


def test_kernels_stand_above_maps_and_early_checkpoints_at_the_left(binding):
    figure = history()
    above, below = binding(figure, "atlas")
    for entry, array, trace, high, pitch in (
        (above, "kernels", 0, 3, 4), (below, "maps", 1, 8, 9),
    ):  # fmt: skip
        assert entry == {
            "op": "atlas", "array": f"checkpoints/{array}", "trace": trace, "prop": "z",
            "rows": high, "columns": 8 * pitch, "at": [[0, slot * pitch] for slot in range(8)],
        }  # fmt: skip
        drawn = figure.data[trace]
        assert drawn.meta == {"rows": high, "columns": 8 * pitch}
        assert (drawn.dx, drawn.dy, drawn.x0) == pytest.approx((1 / pitch, 1 / pitch, 0.5 / pitch))
    # Kernels are 3/4 high, and maps begin 0.12 below them.
    assert figure.data[0].y0 == pytest.approx(1 / 8 - 0.75)
    end = 0.75 + 0.12 + 8 / 9
    assert figure.data[1].y0 == pytest.approx(1 / 18 - end)
    names = [(one.text, one.y) for one in figure.layout.annotations]
    assert names == [
        ("Kernel", pytest.approx(-0.375)), ("Map", pytest.approx(-(0.87 + end) / 2)),
    ]  # fmt: skip
    assert figure.layout.yaxis.range == pytest.approx((-end - 0.24, 0.26))
    assert figure.layout.xaxis.range == pytest.approx((-0.02, 7.88))


def test_epochs_stand_above_and_a_mark_below_the_checkpoint_that_is_shown(binding):
    figure = history()
    (epoch,), (mark,) = binding(figure, "labels"), binding(figure, "where")
    words, shown = figure.data[2:4]
    places = [slot + 0.43 for slot in range(8)]
    assert list(words.x) == mark["x"] == pytest.approx(places)
    assert set(words.y) == {0.13}
    assert (epoch["array"], epoch["trace"], epoch["prop"]) == ("checkpoints/epoch", 2, "text")
    assert (epoch["prefix"], epoch["digits"], epoch["count"]) == ("epoch ", 1, 8)
    assert (mark["array"], mark["trace"], mark["value"]) == ("checkpoints/step", 3, 20)
    # In the middle of what lies below the maps.
    assert mark["y"] == pytest.approx([-(0.87 + 8 / 9) - 0.12] * 8)
    assert "\u25b2" in shown.text
    assert words.textfont.color == shown.textfont.color == LIGHT.text
    assert list(shown.x) == []


def test_a_click_goes_to_the_checkpoint(binding):
    (touch,) = binding(history(), "touch")
    assert touch["click"] == [{"kind": "checkpoint"}] * 8
    assert touch["report"] == {"step": "checkpoints/step"}
    assert (touch["array"], touch["digits"]) == ("checkpoints/epoch", 1)
    assert touch["boxes"][1] == pytest.approx([1, -(0.87 + 8 / 9), 1.86, 0.26])
    assert all(text.endswith("epoch") for text in touch["texts"])


def test_a_pooling_has_maps_alone(binding):
    figure = history(replace(SHOWN, window=replace(WINDOW, operation="max")))
    (maps,) = binding(figure, "atlas")
    assert (maps["array"], maps["trace"]) == ("checkpoints/maps", 0)
    assert [one.text for one in figure.layout.annotations] == ["Map"]
    assert binding(figure, "labels")[0]["trace"] == 1
    assert binding(figure, "where")[0]["trace"] == 2


def test_a_sequence_has_flat_pictures():
    window = replace(WINDOW, size=(1, 3))
    figure = history(replace(SHOWN, window=window, shape=(8, 4)))
    assert [trace.dy for trace in figure.data[:2]] == [0.22, 0.22]


def test_the_history_asks_for_its_filter():
    slices = Slices(size=1, stride=1, dilation=1, before=0, inputs=3, places=3, at=2)
    shown = replace(SHOWN, window=replace(WINDOW, slices=slices), shape=(3, 8, 8, 4))
    meta = history(shown, split="own", example=5).layout.meta
    options = {
        "layer": "conv", "unit": 2, "channel": 1, "slice": 2, "per_epoch": 10, "split": "own",
        "example": 5,
    }  # fmt: skip
    assert meta["wants"] == [{"key": "checkpoints", "probe": "filter_history", "options": options}]
    assert history().layout.meta["wants"][0]["options"]["slice"] == 0
    assert "Filter 3 of layer conv" in meta["alt"]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_dream_is_a_picture_in_ink_with_its_activation_before_and_after(theme, binding):
    figure = liked(theme)
    (atlas,) = binding(figure, "atlas")
    assert (atlas["array"], atlas["trace"], atlas["prop"]) == ("dream/map", 0, "z")
    assert (atlas["rows"], atlas["columns"], atlas["at"]) == (4, 6, [[0, 0]])
    assert np.shape(figure.data[0].z) == (4, 6)
    assert [colour for _, colour in figure.data[0].colorscale] == [theme.faint, theme.text]
    before, after = binding(figure, "labels")
    assert (before["array"], before["layout"]) == ("dream/before", "annotations[0].text")
    assert (after["array"], after["layout"]) == ("dream/after", "annotations[1].text")
    assert before["prefix"] == "activation "
    assert "\u2192" in after["prefix"]
    assert (before["index"], before["digits"]) == (0, 3)
    assert [one.xanchor for one in figure.layout.annotations] == ["right", "left"]
    assert (figure.layout.xaxis.range, figure.layout.yaxis.range) == ((0, 6), (0, 4))


def test_a_dream_in_colour_has_its_own_trace(binding):
    figure = liked(colour=True)
    (found,) = binding(figure, "colours")
    assert (found["array"], found["rows"], found["columns"]) == ("dream/map", 4, 6)
    assert found["at"] == [[0, 0]]
    assert figure.data[0].type == "image"


def test_a_dream_asks_for_its_unit():
    meta = liked().layout.meta
    options = {"layer": "conv", "unit": 2}
    assert meta["wants"] == [{"key": "dream", "probe": "dream", "options": options}]
    assert "unit 3 of layer conv" in meta["alt"]


def blue(theme, opacity):
    red, green, part = channels(theme.positive)
    return f"rgba({red},{green},{part},{opacity})"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("probe", ["saliency", "grad_cam"])
def test_what_speaks_for_a_class_is_blue_over_a_grey_picture(probe, theme, binding):
    figure = over(probe, theme, size=(8, 12), cells=(2, 4))
    picture, heat = figure.data
    assert [colour for _, colour in picture.colorscale] == [theme.faint, theme.quiet]
    assert (picture.meta["rows"], picture.meta["columns"]) == (8, 12)
    assert heat.colorscale == ((0, blue(theme, 0)), (1, blue(theme, 0.85)))
    assert (heat.zmin, heat.zmax) == (0, 1)
    # Cells of the map cover the picture: four rows and three columns each.
    assert (heat.x0, heat.dx, heat.y0, heat.dy) == (1.5, 3, 2, 4)
    assert heat.hovertemplate.startswith("%{z:.2f} of the")
    (values,) = binding(figure, "set")
    assert (values["array"], values["trace"], values["prop"]) == ("heat/map", 1, "z")
    assert binding(figure, "pick") == binding(figure, "labels") == []
    assert (figure.layout.xaxis.range, figure.layout.yaxis.range) == ((0, 12), (0, 8))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_what_speaks_against_a_class_is_orange_where_patches_are_covered(theme, binding):
    figure = over("occlusion", theme, size=(6, 4), cells=(2, 2))
    heat = figure.data[1]
    red, green, part = channels(theme.negative)
    orange = f"rgba({red},{green},{part}"
    assert heat.colorscale == (
        (0, f"{orange},0.85)"), (0.5, f"{orange},0)"),
        (0.5, blue(theme, 0)), (1, blue(theme, 0.85)),
    )  # fmt: skip
    # A patch of two begins at each of five rows and three columns; row 0 is the lowest.
    assert heat.meta == {"rows": 5, "columns": 3}
    assert (heat.x0, heat.dx, heat.y0, heat.dy) == (1, 1, 1, 1)
    low, high = binding(figure, "pick")
    for entry, prop, sign in ((low, "zmin", -1), (high, "zmax", 1)):
        assert (entry["array"], entry["trace"], entry["index"]) == ("heat/largest", 1, 0)
        assert (entry["prop"], entry["scale"], entry["alone"]) == (prop, sign, True)
    (said,) = binding(figure, "labels")
    assert (said["array"], said["layout"]) == ("heat/largest", "annotations[0].text")
    assert (said["percent"], said["digits"], said["suffix"]) == (True, 1, "\u2009%")
    assert "falls by" in heat.hovertemplate


@pytest.mark.parametrize(("count", "mean"), [(1, False), (3, True)])
def test_channels_of_the_picture_are_averaged(count, mean, binding):
    figure = over("saliency", channels=count)
    (atlas,) = binding(figure, "atlas")
    assert (atlas["array"], atlas["trace"], atlas["mean"]) == ("picture/values", 0, mean)
    assert (atlas["rows"], atlas["columns"], atlas["at"]) == (8, 8, [[0, 0]])
    assert figure.layout.meta["wants"] == [
        {"key": "picture", "probe": "units",
         "options": {"layer": "input", "count": count, "example": 3}},
        {"key": "heat", "probe": "saliency", "options": {"example": 3, "class": 1}},
    ]  # fmt: skip


def test_each_map_says_what_it_is():
    alts = [over(probe).layout.meta["alt"] for probe in ("saliency", "grad_cam", "occlusion")]
    for alt, word in zip(alts, ("pixel", "active", "hidden"), strict=True):
        assert word in alt
