"""A folded network: what stands in each box and column, and how two networks differ."""

from typing import Any

import networkx as nx
import pytest

from nnviz.figures.kit.bindings import meta_of
from nnviz.figures.kit.theme import DARK, LIGHT, mix
from nnviz.figures.network.architecture import architecture, field_text, memory_text
from nnviz.graph.architecture import Seen

FREE = "rgba(0,0,0,0)"


def seen(title, number, **changes):
    values = {
        "note": f"layer_{number}", "category": "core", "shape": (3,), "parameters": 40,
        "macs": 1296, "memory": 12, "field": (), "layers": 1, "first": number, "opens": False,
    }  # fmt: skip
    return Seen(title=title, **{**values, **changes})


INPUT = Seen("Input", "", "input", (8, 8, 1), 0, 0, 256, None, 0, -1, opens=False)
CONV = seen("Convolution 3×3", 0, category="convolution", shape=(6, 6, 4), field=(3.0, 3.0))
BLOCK = seen("Residual block", 1, note="5 layers", category="block", layers=5, opens=True)
DENSE = seen("Dense", 6, parameters=1234, memory=340_000)


def graph_of(*nodes, links=None, width=1.0):
    """Stand nodes one below another, each reading the one before, unless told otherwise."""
    graph = nx.DiGraph(levels=len(nodes), width=width)
    for level, (name, one, more) in enumerate(nodes):
        place = {"x": 0.5, "level": level, "beside": 1, "place": 0}
        same = {"marked": False, "state": "same", "differing": 0}
        graph.add_node(name, seen=one, **{**place, **same, **more})
    names = [name for name, *_ in nodes]
    for source, target, points in links or [
        (names[i], names[i + 1], [(0.5, i), (0.5, i + 1)]) for i in range(len(names) - 1)
    ]:
        graph.add_edge(source, target, points=points)
    return graph


STACK = (("input", INPUT, {}), ("c", CONV, {}), ("b", BLOCK, {}), ("d", DENSE, {}))


def drawn(*nodes, theme=LIGHT, title="", beside=False, **layout) -> Any:
    return architecture(graph_of(*(nodes or STACK), **layout), theme, title=title, beside=beside)


def written(figure, y=None):
    words = figure.data[-1]
    found = zip(words.x, words.y, words.text, strict=True)
    return [(x, text) for x, at, text in found if y in (None, at)]


def noted(title, note):
    return f'<b>{title}</b>  <span style="color:{LIGHT.quiet}">{note}</span>'


def touch(figure):
    (entry,) = meta_of(figure)["bindings"]
    assert entry["op"] == "touch"
    return entry


def test_each_row_says_its_sizes_in_the_columns_that_name_them():
    figure = drawn()
    columns = (540, 622, 704, 784, 868)
    heads = ("output", "parameters", "mult-adds", "memory", "sees")
    assert written(figure, 13) == [
        (x, f"<b>{head}</b>") for x, head in zip(columns, heads, strict=True)
    ]
    # What is nothing is left out: the input has no parameters, and sees itself.
    assert written(figure, -13) == [(21, "<b>Input</b>"), (540, "8×8×1"), (784, "256 bytes")]
    assert written(figure, -40) == [
        (21, noted("Convolution 3×3", "layer_0")),
        (540, "6×6×4"), (622, "40"), (704, "1.3k"), (784, "12 bytes"),
        (868, "3\u2009×\u20093"),
    ]  # fmt: skip
    assert written(figure, -94)[1:] == [
        (540, "3"), (622, "1.2k"), (704, "1.3k"), (784, "0.3 MB"), (868, "all"),
    ]  # fmt: skip
    sides = figure.data[-1].textposition
    assert [sides[0], sides[5], sides[6]] == ["middle left", "middle right", "middle left"]
    assert list(figure.data[-1].textfont.color) == [LIGHT.quiet] * 5 + [LIGHT.text] * 21


def test_boxes_stand_below_each_other_in_the_colour_of_their_category():
    figure = drawn()
    assert [trace.name for trace in figure.data[1:-1]] == ["block", "convolution", "core", "input"]
    block, convolution, dense, given = figure.data[1:-1]
    shades = (LIGHT.text, LIGHT.classes[1], LIGHT.classes[3], LIGHT.quiet)
    for trace, shade in zip((block, convolution, dense, given), shades, strict=True):
        assert trace.fillcolor == mix(LIGHT.page, shade, 0.17)
        assert trace.line.color == mix(LIGHT.page, shade, 0.6)
    assert block.line.width > dense.line.width
    assert list(given.x) == [17, 299, 299, 17, 17, None]
    assert list(given.y) == [-23.5, -23.5, -2.5, -2.5, -23.5, None]
    assert [trace.y[2] for trace in (convolution, block, dense)] == [-29.5, -56.5, -83.5]
    assert (figure.layout.xaxis.range, figure.layout.yaxis.range) == ((0, 880), (-112, 26))


@pytest.mark.parametrize(("category", "number"), [("pooling", 2), ("merge", 8), ("recurrent", 3)])
def test_categories_have_colours_of_their_own(category, number):
    box = drawn(("a", seen("Layer", 0, category=category), {}), theme=DARK).data[1]
    assert box.fillcolor == mix(DARK.page, DARK.classes[number], 0.17)


def test_links_run_from_lower_edge_to_upper_edge_and_around_what_they_pass():
    links = [
        ("input", "c", [(0.5, 0), (0.5, 1)]),
        ("input", "d", [(0.5, 0), (1.1, 1), (0.5, 2)]),
    ]
    figure = drawn(STACK[0], STACK[1], STACK[3], links=links, width=1.0)
    # Places are 300 wide and begin at 8.
    assert list(figure.data[0].x) == [158, 158, None, 158, 338, 338, 158, None]
    assert list(figure.data[0].y) == [-23.5, -29.5, None, -23.5, -29, -52, -56.5, None]
    assert figure.data[0].line.color == LIGHT.quiet


def test_a_block_is_opened_by_a_click_and_a_layer_is_chosen_by_its_number():
    found = touch(drawn())
    assert found["click"] == [
        {"kind": "layer", "number": 0}, {"kind": "part", "part": "b"},
        {"kind": "layer", "number": 6},
    ]  # fmt: skip
    assert found["boxes"][0] == [17, -50.5, 299, -29.5]
    convolution, block, dense = (text.split("\n") for text in found["texts"])
    assert convolution == [
        "Convolution 3×3 (layer_0)", "output 6 × 6 × 4", "40 parameters, 1.3k multiply-adds",
    ]  # fmt: skip
    assert (block[0], block[-1]) == ("Residual block (5 layers)", "Click to open")
    assert dense[2] == "1,234 parameters, 1.3k multiply-adds"
    assert written(drawn(), -67)[0][1] == noted("\u25b8 Residual block", "5 layers")


STATES = [
    ("removed", "\u2212", LIGHT.negative_ink, "6px,3px", "Only in the left"),
    ("added", "+", LIGHT.positive_ink, "solid", "Only in the right"),
    ("changed", "\u2260", LIGHT.text, "2px,2px", "different settings here"),
]


@pytest.mark.parametrize(("state", "sign", "colour", "dash", "sentence"), STATES)
def test_what_differs_is_marked_by_sign_colour_dash_and_sentence(
    state, sign, colour, dash, sentence
):
    figure = drawn(STACK[0], ("c", CONV, {"state": state, "differing": 1}), beside=True)
    (outline,) = [trace for trace in figure.data if trace.name == state]
    assert (outline.line.color, outline.line.dash, outline.fillcolor) == (colour, dash, FREE)
    assert list(outline.y)[:3] == [-50.5, -50.5, -29.5]
    row = dict(written(figure, -40))
    assert row[590] == f"{sign} {state}"
    assert row[21].startswith(f"<b>{sign} Convolution 3×3</b>")
    assert sentence in touch(figure)["texts"][0].split("\n")[1]
    assert f"Convolution 3×3 ({state})" in meta_of(figure)["alt"]


def test_what_is_the_same_has_no_mark():
    assert [trace.name for trace in drawn(STACK[0], STACK[1]).data] == [
        None, "convolution", "input", None,
    ]  # fmt: skip
    assert "other" not in " ".join(touch(drawn())["texts"])


def test_a_changed_block_counts_what_differs_in_it():
    figure = drawn(("b", BLOCK, {"state": "changed", "differing": 2}), beside=True)
    assert (590, "\u2260 2 of 5") in written(figure)
    assert touch(figure)["texts"][0].split("\n")[1] == "2 of its 5 layers differ"


def test_beside_another_network_the_columns_are_fewer_and_the_title_stands_above():
    figure = drawn(title="Left <one>", beside=True)
    assert written(figure, 13) == [
        (418, "<b>output</b>"), (496, "<b>parameters</b>"), (590, "<b>compared</b>"),
        (8, "<b>Left &lt;one&gt;</b>"),
    ]  # fmt: skip
    assert figure.layout.xaxis.range == (0, 600)
    assert written(figure, -40)[1:] == [(418, "6×6×4"), (496, "40")]
    assert written(drawn(title="Net"), 13)[-1] == (868, "<b>sees</b>")


def test_a_layer_that_is_pointed_out_is_framed():
    (shape,) = drawn(STACK[0], ("c", CONV, {"marked": True})).layout.shapes
    assert (shape.x0, shape.y0, shape.x1, shape.y1) == (15, -52, 301, -28)
    assert shape.line.color == LIGHT.alarm


def test_boxes_that_share_a_row_have_short_titles_and_no_numbers():
    beside = {"beside": 2, "level": 1}
    left = seen("Depthwise convolution 3×3", 0, note="n")
    figure = drawn(
        STACK[0], ("l", left, {**beside, "x": 0.5}), ("r", DENSE, {**beside, "x": 1.5}),
        links=[("input", "l", [(0.5, 0), (0.5, 1)])], width=4.0,
    )  # fmt: skip
    # Four places share 432: boxes are 101.52 wide, which is room for 13 characters.
    assert [text for _, text in written(figure, -40)] == [
        "<b>DwConv 3×3</b>",
        noted("Dense", "…yer_6"),
    ]
    assert [round(x, 2) for x, _ in written(figure, -40)] == [15.24, 123.24]


@pytest.mark.parametrize(
    ("title", "short"),
    [("Separable convolution 3×3", "SepConv 3×3"), ("Convolution 3×3 x", "Conv 3×3 x"),
     ("Batch normalization", "BatchNorm"), ("Layer normalization", "LayerNorm"),
     ("Global average pooling", "GlobalAvg"), ("Average pooling", "AvgPool"),
     ("Max pooling 2×2", "MaxPool 2×2"), ("Concatenate it", "Concat it"),
     ("Zero padding 2×2", "Pad 2×2"), ("Activation sigmoid", "sigmoid"),
     ("Cropping 10×10", "Crop 10×10"), ("Inception block", "Inception")],
)  # fmt: skip
def test_titles_are_shortened_by_words_that_are_known(title, short):
    figure = drawn(("l", seen(title, 0, note=""), {"beside": 2}), width=4.0)
    assert [text for _, text in written(figure)][5:] == [f"<b>{short}</b>"]


@pytest.mark.parametrize(
    ("width", "texts"), [(4.0, ["Nothing shor\u2026"]), (13.0, ["No"]), (18.0, [])]
)
def test_titles_are_cut_where_boxes_are_narrow(width, texts):
    figure = drawn(("l", seen("Nothing shorter known", 0), {"beside": 2}), width=width)
    assert [text for _, text in written(figure)][5:] == texts


def test_a_long_note_keeps_its_end_but_that_of_a_block_its_beginning():
    note = "abcdefghijklmnopqrstuvwxyz" * 2
    figure = drawn(("d", seen("Dense", 0, note=note), {}), ("b", BLOCK, {"state": "same"}))
    # 282 wide: 42 characters, 7 of which are the title and two spaces.
    assert written(figure, -13)[0][1] == noted("Dense", f"\u2026{note[-34:]}")
    block = drawn(("b", seen("Stage", 0, note=note, opens=True), {}))
    assert written(block, -13)[0][1] == noted("\u25b8 Stage", f"{note[:32]}\u2026")


def test_what_does_not_fit_has_no_sizes():
    figure = drawn(("c", seen("Dense", 0, shape=None), {}))
    assert written(figure, -13)[1:] == [(540, "?")]
    assert touch(figure)["texts"] == ["Dense (layer_0)"]


def test_the_text_alternative_lists_boxes_and_counts_what_it_leaves_out():
    listed = "Input, Convolution 3×3, Residual block, Dense."
    assert meta_of(drawn(title="Mine"))["alt"] == f"Mine from input to output: {listed}"
    many = [(f"n{number}", seen(f"D{number}", number), {}) for number in range(32)]
    alt = meta_of(drawn(*many))["alt"]
    assert "D29 and 2 more." in alt
    assert "D30" not in alt


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (99_999, "100.0 kB"),
     (100_000, "0.1 MB"), (2_500_000, "2.5 MB")],
)  # fmt: skip
def test_memory_is_told_in_the_unit_that_suits_it(size, text):
    assert memory_text(size) == text


@pytest.mark.parametrize(
    ("sizes", "text"),
    [(None, ""), ((), "all"), ((7.0, 5.2), "7\u2009×\u20095"), ((3.0,), "3")],
)
def test_a_receptive_field_is_told_in_places(sizes, text):
    assert field_text(sizes) == text
