"""Who looks at whom: matrices of heads, arcs of one head, and the numbers of one token."""

from typing import Any

import pytest

from nnviz.figures.attention.attention import attention
from nnviz.figures.attention.attention_arcs import attention_arcs
from nnviz.figures.attention.attention_row import attention_row
from nnviz.figures.kit.theme import DARK, LIGHT, mix

ASKED = {"example": 4, "split": "test"}


def matrices(theme=LIGHT, words=("one", "<two>"), looked_at=3, heads=2, **options) -> Any:
    return attention(
        theme, layer="a", words=words, looked_at=looked_at, heads=heads, options=ASKED, **options
    )


def arcs(theme=LIGHT, words=("one", "<two>", "three"), **options) -> Any:
    return attention_arcs(theme, layer="a", words=words, options=ASKED, **options)


def row(theme=LIGHT, words=("one", "<two>"), name="<who>", size=4, **options) -> Any:
    return attention_row(
        theme, layer="a", name=name, words=words, size=size, options=ASKED, **options
    )


def test_heads_stand_side_by_side_and_the_first_token_on_top(binding):
    figure = matrices()
    # Matrices of two rows and three columns, with one between them.
    (atlas,) = binding(figure, "atlas")
    assert atlas == {
        "op": "atlas", "array": "attention/weights", "trace": 0, "prop": "z", "rows": 2,
        "columns": 7, "at": [[0, 0], [0, 4]],
    }  # fmt: skip
    (touch,) = binding(figure, "touch")
    assert touch["boxes"] == [[0, 1, 3, 2], [0, 0, 3, 1], [4, 1, 7, 2], [4, 0, 7, 1]]
    assert [(one["head"], one["token"]) for one in touch["click"]] == [
        (0, 0), (0, 1), (1, 0), (1, 1),
    ]  # fmt: skip
    assert {one["kind"] for one in touch["click"]} == {"row"}
    for text, head, word in zip(touch["texts"], "1122", ("one", "<two>") * 2, strict=True):
        assert text.startswith(f"head {head}: \u201c{word}\u201d")
    names = figure.layout.annotations
    assert [(one.text, one.y) for one in names[:2]] == [("one", 1.5), ("&lt;two&gt;", 0.5)]
    assert [(one.text, one.x) for one in names[2:]] == [("head 1", 1.5), ("head 2", 5.5)]
    assert (figure.layout.xaxis.range, figure.layout.yaxis.range) == ((-0.2, 7.2), (-0.1, 2.1))


def test_wide_matrices_stand_further_apart(binding):
    (atlas,) = binding(matrices(looked_at=24), "atlas")
    assert (atlas["at"][1], atlas["columns"]) == ([0, 27], 51)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_much_attention_is_blue_and_none_is_faint(theme):
    trace = matrices(theme).data[0]
    assert [colour for _, colour in trace.colorscale] == [theme.faint, theme.positive]
    assert (trace.zmin, trace.zmax) == (0, 1)
    assert trace.meta == {"rows": 2, "columns": 7}
    assert (trace.x0, trace.dx, trace.y0, trace.dy) == (0.5, 1, 0.5, 1)
    assert [one.font.color for one in matrices(theme).layout.annotations] == [
        theme.text, theme.text, theme.quiet, theme.quiet,
    ]  # fmt: skip


def test_the_chosen_row_is_framed():
    (frame,) = matrices(chosen=(1, 0)).layout.shapes
    assert (frame.x0, frame.y0, frame.x1, frame.y1) == (4, 1, 7, 2)
    assert frame.line.color == LIGHT.text
    assert matrices(chosen=(2, 0)).layout.shapes == ()


@pytest.mark.parametrize("draw", [matrices, arcs, row])
def test_without_a_choice_the_first_head_and_token_are_asked_for(draw):
    options = draw().layout.meta["wants"][0]["options"]
    assert (options["head"], options["token"]) == (0, 0)


@pytest.mark.parametrize("draw", [matrices, arcs, row])
def test_the_chosen_head_and_token_are_asked_for(draw):
    meta = draw(chosen=(1, 0)).layout.meta
    options = {"layer": "a", "head": 1, "token": 0, **ASKED}
    assert meta["wants"] == [{"key": "attention", "probe": "attention", "options": options}]


def test_text_alternatives_count_and_name():
    assert "2 heads of layer a over 2 tokens" in matrices().layout.meta["alt"]
    alt = arcs(chosen=(1, 0)).layout.meta["alt"]
    assert "Arcs over 3 tokens" in alt
    assert "head 2 of layer a" in alt
    alt = row(chosen=(1, 0)).layout.meta["alt"]
    assert "head 2 of layer a" in alt
    assert "who" in alt


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_arcs_are_wider_the_more_attention_there_is_and_little_is_left_out(theme, binding):
    figure = arcs(theme)
    widths = [trace.line.width for trace in figure.data]
    assert widths == [0.1, 0.6, 1.2, 2.2, 3.6, 5.5] * 2
    assert [trace.opacity for trace in figure.data] == [0, *[0.75] * 5] * 2
    assert {trace.line.color for trace in figure.data} == {theme.positive_ink}
    (segments,) = binding(figure, "segments")
    assert (segments["array"], segments["traces"]) == ("attention/arcs", list(range(12)))
    assert segments["edges"] == [0.02, 0.08, 0.2, 0.4, 0.7]


def test_an_arc_begins_at_who_asks_and_ends_at_what_is_looked_at(binding):
    (segments,) = binding(arcs(), "segments")
    ends = [(xs[0], xs[-1]) for xs, _ in segments["paths"]]
    loops = {0: (-0.22, 0.22), 4: (0.78, 1.22), 8: (1.78, 2.22)}
    assert ends == [
        loops.get(3 * one + other, (one, other)) for one in range(3) for other in range(3)
    ]
    tops = [max(ys) for _, ys in segments["paths"]]
    # Of its width half, and at the far end of three tokens nearly all of the height.
    assert tops[:3] == pytest.approx([0.12, 0.55, 0.98])
    assert segments["paths"][1][1][0] == segments["paths"][1][1][-1] == 0
    assert {len(xs) for xs, _ in segments["paths"]} == {13}


def test_a_single_token_looks_at_itself(binding):
    (segments,) = binding(arcs(words=("one",)), "segments")
    assert len(segments["paths"]) == 1


@pytest.mark.parametrize(("count", "turned"), [(10, False), (11, True)])
def test_many_words_are_turned(count, turned):
    layout = arcs(words=tuple("abcdefghijk"[:count])).layout
    last = layout.annotations[-1]
    assert (last.text, last.x) == ("abcdefghijk"[count - 1], count - 1)
    assert (last.textangle, last.xanchor) == ((-60, "right") if turned else (0, "center"))
    assert layout.xaxis.range == (-0.6, count - 0.4)
    assert layout.yaxis.range == (-0.38 if turned else -0.22, 1.02)
    assert last.y < 0


def test_words_below_the_arcs_are_in_order_and_no_markup():
    words = arcs().layout.annotations
    assert [(one.text, one.x) for one in words] == [("one", 0), ("&lt;two&gt;", 1), ("three", 2)]


def test_vectors_are_heat_maps_with_their_first_row_on_top(binding):
    figure = row()
    expected = [
        ("query", 14, 1, 4.2), ("keys", 14, 2, 2), ("values", 76, 2, 2), ("context", 76, 1, -1.2),
    ]  # fmt: skip
    for trace, (array, left, rows, top) in enumerate(expected):
        block = figure.data[trace]
        assert (block.meta["rows"], block.meta["columns"]) == (rows, 4)
        assert (block.dx, block.x0) == (6.5, left + 3.25)
        assert (block.dy, block.y0) == (-1, top - 0.5)
        (values,) = binding(figure, "set", f"attention/{array}")
        assert (values["trace"], values["prop"]) == (trace, "z")


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_vectors_are_softly_orange_below_zero_and_blue_above(theme):
    block = row(theme).data[0]
    assert block.zmid == 0
    assert [colour for _, colour in block.colorscale] == [
        mix(theme.page, theme.negative, 0.8), theme.zero, mix(theme.page, theme.positive, 0.8),
    ]  # fmt: skip


def test_scores_masked_scores_and_softmax_stand_in_their_columns(binding):
    figure = row()
    for trace, array, x in ((4, "scores", 44), (5, "masked", 53), (6, "softmax", 62)):
        words = figure.data[trace]
        assert (list(words.x), list(words.y)) == ([x, x], [1.5, 0.5])
        (label,) = binding(figure, "labels", f"attention/{array}")
        assert (label["trace"], label["prop"]) == (trace, "text")
        assert (label["count"], label["digits"]) == (2, 2)
    bars = figure.data[7]
    assert (list(bars.y), bars.base, bars.orientation) == ([1.5, 0.5], 65, "h")
    assert bars.marker.color == LIGHT.positive
    (length,) = binding(figure, "set", "attention/softmax")
    assert (length["trace"], length["prop"], length["scale"]) == (7, "x", 9)
    assert length["count"] == 2


def test_rows_of_keys_and_values_are_kept_apart():
    rules = row(words=("a", "b", "c")).data[8]
    assert list(rules.x) == [14, 40, None] * 2 + [76, 102, None] * 2
    assert list(rules.y) == [1, 1, None, 2, 2, None] * 2
    assert rules.line.color == LIGHT.page
    assert list(row(words=("a",)).data[8].x) == []


def test_columns_and_tokens_are_named_where_they_stand():
    found = {one.text: (one.x, round(one.y, 2), one.xanchor) for one in row().layout.annotations}
    query, mixed = (
        next(text for text in found if word in text) for word in ("query", "weighted sum")
    )
    assert "&lt;who&gt;" in query
    assert found.pop(query) == (14, 4.9, "left")
    assert found.pop(mixed) == (76, -0.5, "left")
    assert found == {
        "one": (13.2, 1.5, "right"), "&lt;two&gt;": (13.2, 0.5, "right"),
        "keys": (14, 2.7, "left"), "score": (44, 2.7, "center"), "masked": (53, 2.7, "center"),
        "softmax": (62, 2.7, "center"), "values": (76, 2.7, "left"),
    }  # fmt: skip


@pytest.mark.parametrize(("count", "height"), [(2, 300), (20, 386)])
def test_many_tokens_take_more_height(count, height):
    layout = row(words=tuple("x" * count)).layout
    assert layout.height == height
    assert layout.xaxis.range == (0, 103)
    assert layout.yaxis.range == pytest.approx((-3.4, count + 4.2))
