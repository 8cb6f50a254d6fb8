"""The neuron figure: which trace is what, and where the arrays of the probes go."""

import pytest

from nnviz.figures.kit.theme import DARK, LIGHT

OUTPUT = ("dense", {"units": 1, "activation": "sigmoid"})


def test_traces_are_tiles_outlines_links_biases_and_words(draw):
    figure = draw(LIGHT, ("dense", {"units": 3}), OUTPUT)
    assert [trace.type for trace in figure.data] == ["heatmap"] + ["scatter"] * 15
    dashes = [trace.line.dash for trace in figure.data[2:14]]
    assert dashes == ["8px,3px"] * 6 + ["solid"] * 6
    widths = [trace.line.width for trace in figure.data[2:8]]
    assert widths == sorted(widths)
    assert len(figure.data[14].x) == 4


def test_every_tile_has_its_place_in_the_atlas(draw, binding):
    figure = draw(LIGHT, OUTPUT)
    (atlas,) = binding(figure, "atlas")
    (touch,) = binding(figure, "touch", "tiles/scalars")
    assert len(atlas["at"]) == 3
    for (row, column), (x0, y0, x1, y1) in zip(atlas["at"], touch["boxes"], strict=True):
        assert (column, row, column + 20, row + 20) == (x0, y0, x1, y1)
        assert 0 <= row <= atlas["rows"] - 20
        assert 0 <= column <= atlas["columns"] - 20
    assert touch["click"][2] == {"kind": "unit", "layer": "layer_0", "unit": 0}


def test_a_link_between_dense_layers_names_its_weight(draw, binding):
    figure = draw(LIGHT, ("dense", {"units": 2}), OUTPUT)
    (touch,) = binding(figure, "touch", "links/values")
    (segments,) = binding(figure, "segments")
    assert len(touch["click"]) == len(segments["paths"]) == len(segments["scales"]) == 6
    assert segments["traces"] == list(range(2, 14))
    # The second link goes from input 1 to unit 0 of the first layer.
    assert touch["click"][1] == {
        "kind": "link",
        "layer": "layer_0",
        "source": 1,
        "target": 0,
        "array": 0,
        "position": [1, 0],
    }


def test_a_bias_names_its_place(draw, binding):
    figure = draw(LIGHT, OUTPUT)
    (touch,) = binding(figure, "touch", "links/biases")
    assert touch["click"] == [
        {"kind": "bias", "layer": "layer_0", "unit": 0, "array": 1, "position": [0]}
    ]


def test_captions_say_size_and_cost_and_count_what_is_folded(draw):
    figure = draw(
        LIGHT, ("dense", {"units": 64, "activation": "tanh"}), ("dropout", {"rate": 0.2}), OUTPUT
    )
    texts = list(figure.data[-1].text)
    assert "64 units<br>192 params<br>128 mult-adds<br>+ dropout" in texts
    assert "+57 more" in texts
    assert any(text.startswith("<b>Output</b>") for text in texts)


def test_names_stand_beside_the_ends_and_never_become_markup(draw):
    figure = draw(LIGHT, OUTPUT, names=(("X\u2081", "<b>evil & co"), ("yes",)))
    texts = list(figure.data[-1].text)
    assert "X\u2081" in texts
    assert "yes" in texts
    assert "&lt;b&gt;evil &amp; co" in texts


def test_a_shape_that_cannot_work_is_framed_and_asks_nothing_of_a_run(draw):
    figure = draw(DARK, ("conv2d", {"filters": 3}), OUTPUT)
    (frame,) = figure.layout.shapes
    assert frame.line.color == DARK.alarm
    (words,) = figure.layout.annotations
    assert "layer_0" in words.text
    assert "Needs" in words.text
    assert figure.layout.meta["wants"] == []
    assert "Needs" in figure.layout.meta["alt"]


def test_without_problems_it_wants_tiles_and_links_with_the_same_limit(draw):
    wants = draw(LIGHT, OUTPUT, limit=4).layout.meta["wants"]
    assert wants == [
        {"key": "tiles", "probe": "tiles", "options": {"side": 20, "limit": 4}},
        {"key": "links", "probe": "links", "options": {"limit": 4}},
    ]


@pytest.mark.parametrize(("inputs", "scale"), [(4, 1.118), (2, 1.0)])
def test_widths_are_relative_to_the_usual_size_of_weights(draw, binding, inputs, scale):
    figure = draw(LIGHT, ("dense", {"units": inputs}), OUTPUT)
    (segments,) = binding(figure, "segments")
    assert segments["scales"][-1] == scale
