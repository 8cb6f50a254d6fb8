"""A generator and its discriminator: real is blue and square, made is orange and round."""

from dataclasses import replace
from typing import Any

import pytest

from nnviz.core.errors import NnvizError
from nnviz.core.spec.dataset import DataSignature
from nnviz.figures.generative.adversaries import adversaries
from nnviz.figures.generative.bent_noise import bent_noise
from nnviz.figures.kit.theme import DARK, LIGHT, mix


@pytest.fixture
def noisy(points):
    """Real test points at (-1, -2) and (3, 4)."""
    return replace(points, signature=DataSignature((4,), "binary", 1, "table", noise=2))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_real_points_are_blue_squares_and_made_ones_orange_circles(noisy, theme):
    figure: Any = adversaries(noisy, theme)
    _, real, made = figure.data[:3]
    assert (real.name, real.marker.symbol, real.marker.color) == (
        "real", "square", theme.classes[1],
    )  # fmt: skip
    assert (made.name, made.marker.symbol, made.marker.color) == (
        "generated", "circle", theme.classes[0],
    )  # fmt: skip
    assert (list(real.x), list(real.y)) == ([-1, 3], [-2, 4])
    assert (list(made.x), list(made.y)) == ([], [])
    for trace in (real, made):
        assert trace.hovertemplate.endswith(f"<extra>{trace.name}</extra>")
    alt = figure.layout.meta["alt"]
    assert "real (blue)" in alt
    assert "fake (orange)" in alt


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_what_is_taken_for_real_is_blue(noisy, theme):
    figure: Any = adversaries(noisy, theme)
    verdict = figure.data[0]
    assert [list(stop) for stop in verdict.colorscale] == [
        [0, mix(theme.negative, theme.page, 0.4)],
        [0.5, mix(theme.zero, theme.page, 0.4)],
        [1, mix(theme.positive, theme.page, 0.4)],
    ]
    assert (verdict.zmin, verdict.zmax) == (-1, 1)
    assert (verdict.x0, verdict.y0) == (-6, -6)
    assert (verdict.dx, verdict.dy) == pytest.approx((12 / 39, 12 / 39))
    assert (len(verdict.z), len(verdict.z[0])) == (40, 40)


def test_each_array_goes_to_its_own_trace(noisy, bound, binding):
    plain: Any = adversaries(noisy, LIGHT)
    still = {(0, "z"): "cloud/verdict", (2, "x"): "cloud/x", (2, "y"): "cloud/y"}
    assert bound(plain) == still
    assert len(plain.data) == 5
    figure: Any = adversaries(noisy, LIGHT, arrows=True)
    assert bound(figure) == {
        **still,
        (5, "x"): "cloud/push_x",
        (5, "y"): "cloud/push_y",
        (5, "marker.angle"): "cloud/angle",
        (5, "marker.size"): "cloud/push",
    }
    (size,) = binding(figure, "set", "cloud/push")
    # A push of 0 is an arrow of 6 pixels, one of 1 an arrow of 15.
    assert (size["offset"], size["scale"] + size["offset"]) == (6, 15)
    assert figure.data[5].marker.symbol == "arrow"
    for one, count in ((plain, 0), (figure, 60)):
        assert one.layout.meta["wants"] == [
            {"key": "cloud", "probe": "adversaries", "options": {"side": 40, "arrows": count}}
        ]


def test_shares_stand_above_the_plane_in_the_colour_of_their_points(noisy, binding):
    figure: Any = adversaries(noisy, LIGHT)
    made, real = binding(figure, "labels", "cloud/near")
    for number, (entry, word, sign) in enumerate(
        ((made, "generated", "\u25cf"), (real, "real", "\u25a0"))
    ):
        assert (entry["index"], entry["trace"]) == (number, 3 + number)
        assert (entry["percent"], entry["digits"]) == (True, 0)
        assert entry["prefix"].startswith(f"{sign} {word} points")
        assert "%" in entry["suffix"]
        words = figure.data[3 + number]
        assert words.textfont.color == LIGHT.classes[number]
        assert list(words.x) == [-6]
    assert figure.data[3].y[0] > figure.data[4].y[0] >= 6
    assert figure.layout.xaxis.range == (-6, 6)
    assert figure.layout.yaxis.range == pytest.approx((-6, 7.8))
    assert figure.layout.yaxis.scaleanchor == "x"
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == (
        "X\u2081", "X\u2082",
    )  # fmt: skip


def test_the_bent_grid_is_orange_over_pale_real_points(noisy, bound):
    figure: Any = bent_noise(noisy, LIGHT)
    real, lines = figure.data
    assert bound(figure) == {(1, "x"): "bent/x", (1, "y"): "bent/y"}
    assert (real.name, real.opacity, lines.line.color) == ("real", 0.5, LIGHT.negative_ink)
    assert figure.layout.yaxis.range == (-6, 6)
    meta = figure.layout.meta
    assert meta["wants"] == [{"key": "bent", "probe": "bent_noise", "options": {}}]
    line: Any = bent_noise(replace(noisy, signature=replace(noisy.signature, noise=1)), LIGHT)
    words = [one.layout.annotations[0].text for one in (figure, line)]
    assert "cell" in words[0]
    assert "line" in words[1]
    assert "grid" in meta["alt"]
    assert "line" in line.layout.meta["alt"]


@pytest.mark.parametrize("draw", [adversaries, bent_noise])
def test_data_without_noise_are_refused(points, draw):
    with pytest.raises(NnvizError, match="data with noise"):
        draw(points, LIGHT)


def test_at_most_250_real_points_are_drawn(noisy):
    many = replace(noisy, plane_test=noisy.plane_test.repeat(200, axis=0))
    figure: Any = adversaries(many, LIGHT)
    assert len(figure.data[1].x) == 250
