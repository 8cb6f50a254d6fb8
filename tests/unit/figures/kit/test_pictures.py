"""Pictures of examples: ink on the page, light that is alike in every theme, or colours."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.data import default_spec, load
from nnviz.figures.activations.top_activations import top_activations
from nnviz.figures.data.data_preview import data_preview
from nnviz.figures.data.example import example
from nnviz.figures.data.gallery import gallery
from nnviz.figures.kit.colour import pixels
from nnviz.figures.kit.theme import DARK, LIGHT
from nnviz.figures.output.samples import samples

FIGURES = {
    "data_preview": data_preview,
    "example": example,
    "samples": samples,
    "gallery": gallery,
    "top_activations": lambda dataset, theme: top_activations(dataset, theme, layer="conv_1"),
}


def ends(figure: Any) -> list[str]:
    """The colours of 0 and 1 of the first picture in a figure."""
    scale = next(trace.colorscale for trace in figure.data if trace.type == "heatmap")
    return [scale[0][1], scale[-1][1]]


@pytest.mark.parametrize("name", FIGURES)
def test_photos_are_no_negatives_in_any_theme(name):
    ink = load(default_spec("shapes"))
    photos = replace(ink, lit=True)
    for theme in (LIGHT, DARK):
        assert ends(FIGURES[name](ink, theme)) == [theme.faint, theme.text]
        assert ends(FIGURES[name](photos, theme)) == ["#0b0e11", "#fbfbfb"]


def coloured():
    """Shapes whose paper is red and whose ink is yellow."""
    ink = load(default_spec("shapes"))

    def painted(values: Any) -> Any:
        full = np.ones_like(values)
        return np.concatenate([full, values, 0 * values], axis=-1).astype(np.float32)

    return replace(
        ink, lit=True, x_train=painted(ink.x_train), x_test=painted(ink.x_test),
        signature=replace(ink.signature, input_shape=(*ink.signature.input_shape[:2], 3)),
    )  # fmt: skip


@pytest.mark.parametrize("name", [name for name in FIGURES if name != "top_activations"])
def test_pictures_with_red_green_and_blue_are_drawn_in_colour(name):
    data = coloured()
    figure: Any = FIGURES[name](data, LIGHT)
    (image,) = [trace for trace in figure.data if trace.type == "image"]
    seen = np.asarray(image.z)
    there = seen[seen[..., 3] == 255]
    assert (there[:, 0] == 255).all()
    assert (there[:, 2] == 0).all()
    # Where ink is, there is green: as much of it as in the examples that are drawn.
    split = data.x_train if name == "data_preview" else data.x_test
    most = len(there) // split[0, ..., 0].size
    first = np.rint(split[:most, ..., 1].astype(np.float64) * 255).sum()
    assert there[:, 1].astype(np.float64).sum() == pytest.approx(first, rel=1e-3)


def test_the_bottom_row_of_a_picture_in_colour_comes_first():
    data = coloured()
    figure: Any = example(data, LIGHT)
    shown = np.asarray(figure.data[0].z)[..., 1]
    np.testing.assert_array_equal(shown, np.rint(data.x_test[0][::-1, :, 1] * 255))


def test_pixels_are_bounded_and_gaps_are_seen_through():
    values = np.array([[[0.0, 0.5, 1.0], [2.0, -1.0, 0.0], [np.nan] * 3]], np.float32)
    assert pixels(values).tolist() == [[[0, 128, 255, 255], [255, 0, 0, 255], [0, 0, 0, 0]]]


def test_examples_in_colour_that_excite_a_unit_come_as_pixels():
    figure: Any = top_activations(coloured(), LIGHT, layer="conv_1")
    binding = figure.layout.meta["bindings"][0]
    rows, columns = figure.data[0].meta["rows"], figure.data[0].meta["columns"]
    assert (binding["op"], binding["rows"], binding["columns"]) == ("colours", rows, columns)
    assert len(binding["at"]) == 12


@pytest.mark.parametrize("split", ["train", "test"])
def test_examples_of_words_that_excite_a_unit_are_written_out(split):
    data = load(default_spec("spam"))
    figure: Any = top_activations(data, LIGHT, layer="lstm", split=split)
    value, words, touch = figure.layout.meta["bindings"]
    assert (value["array"], value["count"]) == ("top_activations/activation", 6)
    inputs = data.x_train if split == "train" else data.x_test
    assert len(words["texts"]) == len(inputs)
    first = " ".join(data.vocabulary[token] for token in inputs[0] if token)
    assert first.startswith(words["texts"][0].rstrip("\u2026 ."))
    assert len(touch["boxes"]) == len(touch["click"]) == 6


def test_other_examples_that_excite_a_unit_are_called_by_their_number():
    figure: Any = top_activations(load(default_spec("circle")), LIGHT, layer="dense", split="train")
    words = figure.layout.meta["bindings"][1]
    assert (words["prefix"], words["offset"], words["digits"]) == ("Training example ", 1, 0)
    few = replace(load(default_spec("circle")), x_test=np.zeros((2, 2), np.float32))
    figure = top_activations(few, LIGHT, layer="dense")
    assert len(figure.layout.meta["bindings"][2]["boxes"]) == 2
