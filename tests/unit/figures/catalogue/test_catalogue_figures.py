"""Worked examples and activation functions: the numbers that are drawn."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.worked.curves import Curve, curve
from nnviz.core.worked.example import Example
from nnviz.figures.catalogue.function_curve import function_curve
from nnviz.figures.catalogue.worked_example import worked_example
from nnviz.figures.kit.theme import DARK, LIGHT

EXAMPLE = Example(
    inputs=(np.array([2.0, -1.0]),),
    output=np.array([[0.5, -4.0, 0.0]]),
    note="",
    learned=(("kernel", np.array([[1.0, -0.25]])),),
)


def worked(example=EXAMPLE, theme=LIGHT, **options) -> Any:
    return worked_example(example, theme, **options)


def drawn(found, theme=LIGHT, **options) -> Any:
    assert found is not None
    return function_curve(found, theme, **options)


def written(figure):
    words = figure.data[-1]
    return list(zip(words.text, words.x, words.y, strict=True))


def test_what_goes_in_what_is_learned_and_what_comes_out_stand_from_left_to_right():
    given, kernel, out = worked().data[:-1]
    # A row of values stands upright; blocks are 1.3 cells apart.
    assert (list(given.x), list(given.y)) == ([0.5], [-0.5, -1.5])
    assert [list(row) for row in given.text] == [["2"], ["\u22121"]]
    assert list(kernel.x) == pytest.approx([2.8, 3.8])
    assert [list(row) for row in kernel.text] == [["1", "\u22120.25"]]
    assert list(out.x) == pytest.approx([6.1, 7.1, 8.1])
    assert [list(row) for row in out.text] == [["0.5", "\u22124", "0"]]
    assert given.texttemplate == "%{text}"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_cells_are_blue_above_zero_and_as_deep_as_the_number_is_large(theme):
    given, _, out = worked(theme=theme).data[:-1]
    assert np.asarray(given.z).tolist() == [[1], [-0.5]]
    assert np.asarray(out.z).tolist() == [[0.125, -1, 0]]
    assert (given.zmin, given.zmax) == (-1.6, 1.6)
    assert [colour for _, colour in given.colorscale] == [
        theme.negative, theme.zero, theme.positive,
    ]  # fmt: skip


def test_titles_stand_above_their_block_and_an_arrow_before_what_comes_out():
    found = written(worked())
    assert [(text, round(x, 2), y) for text, x, y in found if text] == [
        ("in", 0, 0.5), ("kernel", 2.3, 0.5), ("\u2192", 4.95, -1), ("out", 5.6, 0.5),
    ]  # fmt: skip
    sides = dict(zip((text for text, *_ in found), worked().data[-1].textposition, strict=True))
    assert (sides["in"], sides["\u2192"]) == ("middle right", "middle center")


def test_no_word_is_empty():
    volume = Example((np.zeros((1, 2, 3)),), np.zeros(1), "")
    assert all(text for text, *_ in written(worked(volume)))


def test_several_inputs_are_numbered_and_several_sheets_titled_once():
    picture = np.arange(12.0).reshape(2, 2, 3)
    figure = worked(Example((picture, np.ones(2)), np.ones(1), ""))
    assert [text for text, *_ in written(figure) if text] == ["input 1", "input 2", "\u2192", "out"]
    sheets = [[list(row) for row in trace.text] for trace in figure.data[:3]]
    assert sheets == [
        [["0", "3"], ["6", "9"]],
        [["1", "4"], ["7", "10"]],
        [["2", "5"], ["8", "11"]],
    ]
    assert len(figure.data) == 6


def test_of_large_arrays_the_first_cells_are_drawn():
    large = Example((np.zeros((20, 20, 5)),), np.zeros(1), "")
    figure = worked(large)
    assert len(figure.data) == 3 + 1 + 1
    assert np.shape(figure.data[0].z) == (12, 8)


def test_zeros_alone_stay_zero():
    figure = worked(Example((np.zeros(2),), np.zeros(1), ""))
    assert np.asarray(figure.data[0].z).tolist() == [[0], [0]]


def test_the_figure_is_as_high_as_its_longest_block_and_not_drawn_too_wide():
    tall = worked(Example((np.zeros(5),), np.zeros(1), ""))
    assert tall.layout.height == 5 * 24 + 28
    assert tall.layout.xaxis.range == (0, 15)
    assert tall.layout.yaxis.range == pytest.approx((-5 - 4 / 24, 1))
    assert worked(Example((np.zeros(1),), np.zeros(1), "")).layout.height == 100
    assert worked(least=3).layout.xaxis.range == pytest.approx((0, 1 + 2 + 3 + 3 * 1.3))


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "1"), (-0.5, "\u22120.5"), (0.126, "0.13"), (10.0, "10"), (100.0, "100"),
     (-3.0, "\u22123"), (-0.001, "0"), (-0.0, "0"), (-0.01, "\u22120.01")],
)  # fmt: skip
def test_numbers_are_written_short(value, text):
    figure = worked(Example((np.array([value]),), np.zeros(1), ""))
    assert figure.data[0].text[0][0] == text


def test_the_text_alternative_tells_what_goes_in_and_what_comes_out():
    alt = worked(Example((np.array([1.0, 2.0]), np.ones(1)), np.array([-3.0]), "")).layout.meta[
        "alt"
    ]
    assert alt == "Input 1, 2 and 1; output \u22123."


def test_a_function_is_solid_and_blue_and_its_slope_dashed_and_orange():
    for theme in (LIGHT, DARK):
        function, slope = drawn(curve("relu", {"negative_slope": 0.5}), theme).data
        assert (function.name, slope.name) == ("function", "slope")
        assert (function.line.color, function.line.dash) == (theme.positive_ink, "solid")
        assert (slope.line.color, slope.line.dash) == (theme.negative_ink, "dash")
        assert (function.x[0], function.y[0], slope.y[0]) == (-4, -2, 0.5)
        assert (function.x[-1], function.y[-1], slope.y[-1]) == (4, 4, 1)
        assert function.hovertemplate.startswith("function at")
        assert slope.hovertemplate.startswith("slope at")


def test_lines_are_named_at_their_right_ends_in_their_colour():
    function, slope = drawn(curve("relu", {"negative_slope": 0.5})).layout.annotations
    assert (function.text, function.y, function.font.color) == ("function", 4, LIGHT.positive_ink)
    assert (slope.text, slope.y, slope.font.color) == ("slope", 1, LIGHT.negative_ink)
    assert function.x == slope.x == 1


def made(y, slope):
    return Curve(np.array([-1.0, 1.0]), np.array(y), np.array(slope))


def test_names_that_would_meet_stand_one_above_the_other():
    function, slope = drawn(made([0.0, 1.0], [1.0, 1.0])).layout.annotations
    # From -0.5 to 1: a tenth of that lower.
    assert (function.y, slope.y) == (1, pytest.approx(0.85))


@pytest.mark.parametrize(
    ("y", "slope", "ends"),
    [([0.0, 0.5], [0.0, 0.5], (-0.65, 1.15)), ([-9.0, 2.0], [0.0, 3.0], (-4.35, 3.15)),
     ([0.0, 1.0], [-2.0, 9.0], (-2.15, 4.35))],
)  # fmt: skip
def test_the_axis_holds_both_lines_within_bounds(y, slope, ends):
    layout = drawn(made(y, slope)).layout
    assert layout.yaxis.range == pytest.approx(ends)
    assert layout.xaxis.range == (-1, 1)
    assert layout.xaxis.title.text == "input"


def test_zero_is_marked_on_both_axes():
    across, up = drawn(made([0.0, 1.0], [1.0, 1.0])).layout.shapes
    assert (across.y0, across.y1, across.xref) == (0, 0, "x domain")
    assert (up.x0, up.x1, up.yref) == (0, 0, "y domain")
    assert across.line.color == up.line.color == LIGHT.line


def test_the_text_alternative_tells_the_ends_and_the_slopes():
    alt = drawn(made([-2.0, 3.0], [0.25, 1.0]), name="ELU").layout.meta["alt"]
    assert "function ELU over inputs from -1 to 1: from -2 on the left to 3 on the right" in alt
    assert "between 0.25 and 1." in alt
