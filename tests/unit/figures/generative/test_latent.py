"""The plane of a latent space: marks of the test examples, and what follows the place."""

from typing import Any

import pytest

from nnviz.core.errors import NnvizError
from nnviz.core.families.latent import spread_over
from nnviz.data import default_spec, load
from nnviz.figures.generative.generated import generated
from nnviz.figures.generative.latent_plane import BESIDE, Plane
from nnviz.figures.generative.latent_space import latent_space
from nnviz.figures.kit.theme import LIGHT

PLANE = Plane(8, across=2, up=5, side=10, points=90)


@pytest.fixture(scope="module")
def data():
    return load(default_spec("digits_again"))


def trace_of(figure, mode) -> Any:
    """The first trace that is drawn so."""
    return next(iter(figure.select_traces({"mode": mode})))


def bindings(figure, op):
    return [each for each in figure.layout.meta["bindings"] if each["op"] == op]


def test_every_point_has_the_mark_of_its_digit(data):
    figure = latent_space(data, LIGHT, plane=PLANE)
    points = trace_of(figure, "markers")
    digits = data.group_test[list(spread_over(len(data.x_test), 90))]
    assert points.meta["classes"] == digits.tolist()
    for name, mark in (("colours", LIGHT.class_colour), ("symbols", LIGHT.symbol)):
        table = points.meta[name]
        assert [table[digit % len(table)] for digit in digits] == [mark(digit) for digit in digits]
    names = trace_of(figure, "markers+text")
    assert [text.strip() for text in names.text] == list("0123456789")
    assert min(names.x) >= BESIDE


@pytest.mark.parametrize("draw", [latent_space, generated])
def test_the_mark_stands_on_the_middle_of_its_place(data, draw):
    figure = draw(data, LIGHT, plane=PLANE)
    cursor = figure.layout.meta["cursor"]
    assert (cursor["rows"], cursor["columns"], cursor["areas"]) == (10, 10, [[0, 0, 1, 1]])
    for binding in bindings(figure, "place"):
        shape = figure.layout.shapes[binding["shape"]]
        (left, right, wide), (top, down, high) = binding["x"], binding["y"]
        assert left + 3 * right + wide / 2 == pytest.approx(0.35)
        assert top + 3 * down + high / 2 == pytest.approx(0.65)
        assert (shape.x0 + shape.x1) / 2 == pytest.approx(0.55)
        assert (shape.y0 + shape.y1) / 2 == pytest.approx(0.45)


def test_the_picture_at_the_upper_left_place_is_the_last_of_the_first_column(data):
    (window,) = bindings(generated(data, LIGHT, plane=PLANE), "window")
    assert window["from"] == [72, 0]
    assert window["stride"] == [-8, 8]
    assert window["size"] == [8, 8]


def test_a_code_of_one_number_has_one_axis(data):
    figure: Any = latent_space(data, LIGHT, plane=Plane(1))
    assert len(bindings(figure, "at")) == 1
    assert [note.text for note in figure.layout.annotations] == ["code 1", "drag the ring"]


def test_what_is_no_picture_has_no_plane():
    with pytest.raises(NnvizError, match="target is a picture"):
        latent_space(load(default_spec("transactions")), LIGHT, plane=PLANE)
