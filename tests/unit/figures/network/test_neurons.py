"""The neuron figure: which trace is what, and where the arrays of the probes go."""

import pytest

from nnviz.core.families.unit_columns import columns
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.figures.kit.theme import DARK, LIGHT, channels
from nnviz.figures.network.neuron_labels import CHARACTER, caption
from nnviz.figures.network.neurons import neurons
from nnviz.graph.neurons import neuron_graph

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
    assert segments["scales"][0] == 1


NAMED = (("first (m)", "second"), ("yes",))


def clicks(binding, figure, array):
    (touch,) = binding(figure, "touch", array)
    return touch


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_links_are_orange_when_negative_and_blue_when_positive(draw, theme):
    figure = draw(theme, OUTPUT)
    for ink, traces in (
        (theme.negative_ink, figure.data[2:8]),
        (theme.positive_ink, figure.data[8:14]),
    ):
        red, green, blue = channels(ink)
        assert [trace.line.color for trace in traces] == [
            f"rgba({red},{green},{blue},{alpha})" for alpha in (0.3, 0.45, 0.6, 0.75, 0.85, 0.95)
        ]
        assert [trace.line.width for trace in traces] == [0.6, 1, 1.6, 2.4, 3.5, 5]


def test_of_many_links_each_is_finer_and_fainter(draw):
    # Widths shrink by (60 / links) ** 0.4, opacities by the root of that.
    figure = draw(LIGHT, ("dense", {"units": 8}), ("dense", {"units": 8}), OUTPUT)
    share = (60 / (16 + 64 + 8)) ** 0.4
    widest = figure.data[13].line
    assert widest.width == round(5 * share, 2)
    assert widest.color.endswith(f",{round(0.95 * share**0.5, 2)})")


def test_until_values_arrive_all_links_lie_thin_among_the_positive_ones(draw, binding):
    figure = draw(LIGHT, OUTPUT)
    (segments,) = binding(figure, "segments")
    (first, second), thin = segments["paths"], figure.data[8]
    assert list(thin.x) == [*first[0], None, *second[0], None]
    assert list(thin.y) == [*first[1], None, *second[1], None]
    assert [list(trace.x) for trace in figure.data[2:8]] == [[None]] * 6
    # From the right side of the first input's tile to the left side of the output's.
    assert (first[0][0], first[1][0], first[0][-1], first[1][-1]) == (112, 74, 166, 63)
    assert (second[0][0], second[1][0]) == (112, 51)
    assert (segments["array"], segments["edges"]) == ("links/values", [0.05, 0.2, 0.5, 1, 2])


def test_biases_lie_at_the_corners_and_change_symbol_with_their_sign(draw, binding):
    for theme in (LIGHT, DARK):
        figure = draw(theme, ("dense", {"units": 2}), OUTPUT)
        colour, symbol = binding(figure, "steps", "links/biases")
        assert (colour["trace"], colour["prop"], colour["count"]) == (14, "marker.color", 3)
        assert colour["edges"] == [-0.5, -0.02, 0.02, 0.5]
        assert colour["choices"] == [
            theme.negative_ink, theme.negative, theme.faint, theme.positive, theme.positive_ink,
        ]  # fmt: skip
        assert (symbol["trace"], symbol["prop"]) == (14, "marker.symbol")
        assert (symbol["edges"], symbol["choices"]) == ([0], ["diamond", "square"])
    (touch,) = binding(figure, "touch", "tiles/scalars")
    marks = list(zip(figure.data[14].x, figure.data[14].y, strict=True))
    assert marks == [tuple(box[:2]) for box in touch["boxes"][2:]]
    assert (figure.data[14].marker.color, figure.data[14].marker.symbol) == (DARK.faint, "square")


def test_tiles_lie_from_top_to_bottom_and_from_input_to_output(draw, binding):
    figure = draw(LIGHT, OUTPUT)
    (touch,) = binding(figure, "touch", "tiles/scalars")
    assert touch["boxes"] == [[92, 64, 112, 84], [92, 41, 112, 61], [166, 53, 186, 73]]
    (atlas,) = binding(figure, "atlas")
    assert (atlas["array"], atlas["trace"], atlas["prop"]) == ("tiles/values", 0, "z")
    assert (atlas["rows"], atlas["columns"]) == (126, 278)
    outline = figure.data[1]
    assert list(outline.x)[:6] == [92, 112, 112, 92, 92, None]
    assert list(outline.y)[:6] == [64, 64, 84, 84, 64, None]
    assert (outline.fillcolor, outline.line.color) == (LIGHT.faint, LIGHT.line)
    (emptied,) = binding(figure, "when")
    assert emptied == {
        "op": "when", "array": "tiles/values", "trace": 1, "prop": "fillcolor",
        "value": "rgba(0,0,0,0)", "count": 3,
    }  # fmt: skip


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_tiles_and_large_pictures_go_from_orange_to_blue(draw, theme):
    figure = draw(theme, OUTPUT)
    tiles = figure.data[0]
    scale = [theme.negative, theme.zero, theme.positive]
    assert [colour for _, colour in tiles.colorscale] == scale
    assert (tiles.zmin, tiles.zmax) == (-1, 1)
    assert (tiles.x0, tiles.dx, tiles.y0, tiles.dy) == (0.5, 1, 0.5, 1)
    assert list(figure.layout.meta["colours"]) == [channels(colour) for colour in scale]


def test_units_biases_and_links_say_who_they_are(draw, binding):
    figure = draw(LIGHT, ("dense", {"units": 2}), OUTPUT, names=NAMED)
    tiles = clicks(binding, figure, "tiles/scalars")
    first, second = "Dense 'layer_0', unit 1", "Dense 'layer_0', unit 2"
    assert tiles["texts"] == ["first (m)", "second", first, second, "output 'yes'"]
    assert (tiles["prefix"], tiles["picture"]) == ("activation ", "tiles/values")
    assert tiles["click"][3] == {"kind": "unit", "layer": "layer_0", "unit": 1}
    biases = clicks(binding, figure, "links/biases")
    assert biases["texts"] == [f"bias of {name}" for name in (first, second, "output 'yes'")]
    assert (biases["prefix"], biases["digits"]) == ("bias ", 3)
    left, bottom, right, top = biases["boxes"][0]
    assert ((left + right) / 2, (bottom + top) / 2) == tuple(tiles["boxes"][2][:2])
    links = clicks(binding, figure, "links/values")
    assert links["texts"][:3] == [
        f"first (m) → {first}", f"second → {first}", f"first (m) → {second}",
    ]  # fmt: skip
    assert links["texts"][-1] == f"{second} → output 'yes'"
    assert (links["prefix"], links["paths"]) == ("weight ", "segments")


def test_units_without_a_name_have_their_number(draw, binding):
    figure = draw(LIGHT, OUTPUT, names=(("only",), ()))
    texts = clicks(binding, figure, "tiles/scalars")["texts"]
    assert texts == ["only", "input 2", "Dense 'layer_0', unit 1"]


def test_captions_lead_to_their_layer_and_tell_all_of_it(draw, binding):
    figure = draw(LIGHT, ("dense", {"units": 2, "trainable": False}), ("dropout", {}), OUTPUT)
    (touch,) = [entry for entry in binding(figure, "touch") if "array" not in entry]
    layers = ["input", "layer_0", "layer_2"]
    assert touch["click"] == [
        {"kind": "layer", "layer": layer} for layer in layers for _ in "ab"
    ]  # fmt: skip
    assert touch["texts"][0].startswith("Input\n2 values")
    told = touch["texts"][2].split("\n")
    assert told[:4] == [
        "Dense 'layer_0'", "output 2", "2 inputs × 2 units + 2 biases",
        "6 parameters, 4 multiply-adds",
    ]  # fmt: skip
    assert told[4].startswith("frozen")
    assert told[5:7] == ["then Dropout 'layer_1'", "output 2"]
    above, below = touch["boxes"][2:4]
    assert (above[1], below[3]) == (126, 0)
    assert above[3] > above[1]
    assert below[1] < below[3]
    assert above[::2] == below[::2]


def test_words_stand_above_below_and_beside_the_tiles(draw):
    figure = draw(LIGHT, OUTPUT, names=NAMED)
    words = figure.data[-1]
    grey = f'<span style="color:{LIGHT.quiet}">'
    # A cell is 2.3 pixels: 12 pixels are 5.22 cells, and 4 are 1.74.
    assert list(zip(words.text, words.textposition, strict=True)) == [
        (f"<b>Input</b><br>{grey}\u00a0</span>", "top center"), ("2 inputs", "bottom center"),
        (f"<b>Output</b><br>{grey}sigmoid</span>", "top center"),
        ("1 unit<br>3 params<br>2 mult-adds", "bottom center"),
        ("first", "middle left"), ("second", "middle left"), ("yes", "middle right"),
    ]  # fmt: skip
    assert [round(x, 2) for x in words.x] == [102, 102, 176, 176, 90.26, 90.26, 187.74]
    assert [round(y, 2) for y in words.y] == [131.22, -5.22, 131.22, -5.22, 74, 51, 63]
    assert list(words.textfont.color) == [LIGHT.text, LIGHT.quiet] * 2 + [LIGHT.quiet] * 3


def test_the_count_of_folded_units_stands_under_those_that_are_drawn(draw, binding):
    figure = draw(LIGHT, ("dense", {"units": 9}), OUTPUT, limit=4)
    words = figure.data[-1]
    place = list(words.text).index("+6 more")
    boxes = clicks(binding, figure, "tiles/scalars")["boxes"]
    assert len(boxes) == 2 + 3 + 1
    assert words.x[place] == (boxes[4][0] + boxes[4][2]) / 2
    # The place for the count is 12 cells high.
    assert words.y[place] == pytest.approx(boxes[4][1] - 12 + 2.4)


def test_long_names_are_cut_and_make_the_figure_wider(draw):
    wide = (*[("dense", {"units": 2})] * 6, OUTPUT)
    figure, plain = draw(LIGHT, *wide, names=(("a rather long name",), ())), draw(LIGHT, *wide)
    assert "a rather lo\u2026" in figure.data[-1].text
    assert figure.layout.xaxis.range[0] < plain.layout.xaxis.range[0]
    assert figure.layout.xaxis.range[1] == plain.layout.xaxis.range[1]


@pytest.mark.parametrize(("characters", "title"), [(13, "Convolution"), (12, "Conv")])
def test_the_title_of_a_convolution_is_shortened_where_there_is_no_room(characters, title):
    signature = DataSignature((4, 4, 1), "binary", 1, "image")
    layers = (LayerSpec(id="c", kind="conv2d"), LayerSpec(id="d", kind="dense"))
    network = NetworkSpec(layers=layers)
    (_, column, _), shapes = columns(network, signature).columns, infer(network, signature)
    found = caption(column, network, shapes, characters * CHARACTER + 1)
    assert found.above[0] == f"<b>{title}</b>"


def test_links_of_convolutions_are_means_and_name_no_single_weight(conv, binding):
    links, biases = (clicks(binding, conv, f"links/{name}") for name in ("values", "biases"))
    assert links["texts"][0].endswith("\n(mean of several weights)")
    assert links["click"][0] == {"kind": "link", "layer": "c", "source": 0, "target": 0}
    assert biases["click"][0] == {
        "kind": "bias", "layer": "c", "unit": 0, "array": 1, "position": [0],
    }  # fmt: skip
    assert clicks(binding, conv, "tiles/scalars")["texts"][1] == "Convolution 'c', filter 1"
    # Behind flattening a link is the mean of all places of a picture.
    assert links["texts"][-1].endswith("(mean of several weights)")
    assert "position" not in links["click"][-1]
    (captions,) = [entry for entry in binding(conv, "touch") if "array" not in entry]
    assert "then Flatten 'f'" in captions["texts"][2]
    assert "input 4 × 4 × 1" in conv.layout.meta["alt"]
    assert "Convolution with 2 filters, then Dense with 1 unit." in conv.layout.meta["alt"]


@pytest.fixture
def conv():
    signature = DataSignature((4, 4, 1), "binary", 1, "image")
    network = NetworkSpec(
        layers=(
            LayerSpec(id="c", kind="conv2d", params={"filters": 2}),
            LayerSpec(id="f", kind="flatten"),
            LayerSpec(id="d", kind="dense", params={"units": 1}),
        )
    )
    graph = neuron_graph(columns(network, signature, 8))
    return neurons(graph, network, infer(network, signature), LIGHT, options={"example": 5})


def test_options_of_the_tiles_are_passed_on_and_the_usual_limit_is_eight(conv):
    assert conv.layout.meta["wants"] == [
        {"key": "tiles", "probe": "tiles", "options": {"side": 20, "limit": 8, "example": 5}},
        {"key": "links", "probe": "links", "options": {"limit": 8}},
    ]


def test_the_text_alternative_goes_from_input_to_output(draw):
    figure = draw(LIGHT, ("dense", {"units": 2}), OUTPUT)
    alt = figure.layout.meta["alt"]
    assert "9 parameters: input 2, then Dense with 2 units, then Dense with 1 unit." in alt
    assert len(figure.layout.meta["network"]) == 16


def test_a_problem_is_told_on_the_side_where_there_is_more_room(draw, binding):
    figure = draw(LIGHT, ("conv2d", {"filters": 3}), OUTPUT, OUTPUT)
    (frame,), (words,) = figure.layout.shapes, figure.layout.annotations
    column = clicks(binding, figure, "tiles/scalars")["boxes"][2]
    assert frame.x0 < column[0] < column[2] < frame.x1
    assert (words.xanchor, words.x > frame.x1) == ("left", True)
    assert words.bordercolor == LIGHT.alarm
    assert figure.layout.yaxis.scaleanchor == "x"
    assert frame.y0 < words.y < frame.y1
    late = draw(LIGHT, OUTPUT, OUTPUT, ("conv2d", {"filters": 3}))
    (words,) = [one for one in late.layout.annotations if "layer_2" in one.text]
    assert words.xanchor == "right"
    assert words.x < late.layout.shapes[0].x0
