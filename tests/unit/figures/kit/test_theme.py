"""Colours: readable on their page, and different for eyes that mix up red and green."""

from itertools import combinations

import numpy as np
import pytest

from nnviz.figures.kit.theme import DARK, LIGHT, channels, mix

# Machado, Oliveira and Fernandes 2009, severity 1, for linear RGB.
DEFICIENCIES = {
    "protan": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deutan": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
}


def linear(colour):
    values = np.array(channels(colour)) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(first, second):
    lights = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (first, second))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lab(rgb):
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    share = np.clip(xyz @ rgb, 0, None) / [0.9505, 1, 1.089]
    f = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_words_and_marks_stand_out_from_the_page(theme):
    assert contrast(theme.text, theme.page) >= 7
    assert contrast(theme.quiet, theme.page) >= 4.5
    for colour in (theme.negative_ink, theme.positive_ink, theme.alarm, *theme.classes):
        assert contrast(colour, theme.page) >= 2.9, colour


@pytest.mark.parametrize("kind", DEFICIENCIES)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_signs_and_the_first_classes_differ_for_colour_blind_eyes(theme, kind):
    pairs = [(theme.negative, theme.positive), (theme.negative_ink, theme.positive_ink)]
    pairs += list(combinations(theme.classes[:5], 2))
    matrix = np.array(DEFICIENCIES[kind])
    for first, second in pairs:
        seen = [lab(np.clip(matrix @ linear(colour), 0, 1)) for colour in (first, second)]
        assert np.linalg.norm(seen[0] - seen[1]) > 12, (first, second)


def test_ten_classes_have_ten_symbols_and_then_they_repeat():
    assert len({LIGHT.symbol(number) for number in range(10)}) == 10
    assert LIGHT.symbol(10) == LIGHT.symbol(0)
    assert LIGHT.class_colour(10) == LIGHT.class_colour(0)


@pytest.mark.parametrize(("share", "colour"), [(0, "#000000"), (1, "#ff8800"), (0.5, "#804400")])
def test_colours_mix(share, colour):
    assert mix("#000000", "#ff8800", share) == colour


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_negative_is_orange_and_positive_is_blue(theme):
    for orange in (theme.negative, theme.negative_ink, theme.classes[0]):
        red, _, blue = channels(orange)
        assert red > 2 * blue
    for colour in (theme.positive, theme.positive_ink, theme.classes[1]):
        red, _, blue = channels(colour)
        assert blue > 2 * red
    assert theme.diverging == [[0, theme.negative], [0.5, theme.zero], [1, theme.positive]]
    assert len(set(theme.classes)) == 10


def test_the_symbols_of_the_first_classes_never_change():
    assert [LIGHT.symbol(number) for number in range(4)] == [
        "circle", "square", "diamond", "triangle-up",
    ]  # fmt: skip
    assert [LIGHT.class_colour(number) for number in range(10)] == list(LIGHT.classes)
