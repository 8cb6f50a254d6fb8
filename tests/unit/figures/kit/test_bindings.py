"""Bindings: what stands in a figure's meta, and in which order."""

from typing import Any

from nnviz.figures.kit.bindings import (
    annotate,
    bind,
    class_marks,
    empty_cells,
    meta_of,
    set_trace,
    trace_count,
    want,
)
from nnviz.figures.kit.theme import DARK, FONT, LIGHT, SYMBOLS, axis, bare_axis, blank, lay_out


def empty(theme=LIGHT) -> Any:
    return blank(theme, height=120, alt="nothing", margins=(1, 2, 3, 4))


def test_an_empty_figure_has_its_words_and_no_bindings():
    figure = empty(DARK)
    assert meta_of(figure) == {"alt": "nothing", "bindings": [], "wants": [], "theme": "dark"}
    layout = figure.layout
    assert layout.height == 120
    assert (layout.margin.l, layout.margin.r, layout.margin.t, layout.margin.b) == (1, 2, 3, 4)
    assert layout.margin.autoexpand is False
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert (layout.font.color, layout.font.family) == (DARK.text, FONT)
    assert (layout.hoverlabel.bgcolor, layout.hoverlabel.font.color) == (DARK.page, DARK.text)
    assert (layout.showlegend, layout.dragmode, layout.hovermode) == (False, False, "closest")
    assert layout.uirevision
    assert trace_count(figure) == 0


def test_bindings_and_wants_keep_their_order():
    figure = empty()
    bind(figure, set_trace("a/x", 2, "y", count=3))
    bind(figure, {"op": "span"}, set_trace("b/z", 0, "z"))
    want(figure, "a", "probe_a", {"side": 4})
    want(figure, "b", "probe_b", {})
    meta = meta_of(figure)
    assert meta["bindings"] == [
        {"op": "set", "array": "a/x", "trace": 2, "prop": "y", "count": 3},
        {"op": "span"},
        {"op": "set", "array": "b/z", "trace": 0, "prop": "z"},
    ]
    assert meta["wants"] == [
        {"key": "a", "probe": "probe_a", "options": {"side": 4}},
        {"key": "b", "probe": "probe_b", "options": {}},
    ]
    figure.add_scatter(x=[1])
    assert trace_count(figure) == 1


def test_annotating_replaces_what_is_named_and_keeps_the_rest():
    figure = empty()
    bind(figure, {"op": "span"})
    annotate(figure, alt="something", network="abc")
    assert meta_of(figure) == {
        "alt": "something", "bindings": [{"op": "span"}], "wants": [], "theme": "light",
        "network": "abc",
    }  # fmt: skip


def test_cells_and_marks_are_left_to_the_browser():
    assert empty_cells(3, 5) == {"z": [[None]], "meta": {"rows": 3, "columns": 5}}
    assert class_marks(DARK, (2, 0)) == {
        "classes": [2, 0], "colours": list(DARK.classes), "symbols": list(SYMBOLS),
    }  # fmt: skip


def test_later_settings_of_an_axis_stand_beside_earlier_ones():
    figure = empty()
    lay_out(figure, xaxis=bare_axis(-1, 2, constrain="domain"), bargap=0.5)
    lay_out(figure, xaxis={"range": [0, 5], "anchor": "y"}, bargap=0.1)
    layout = figure.layout
    assert (layout.xaxis.range, layout.xaxis.constrain, layout.xaxis.anchor) == (
        (0, 5), "domain", "y",
    )  # fmt: skip
    assert (layout.xaxis.visible, layout.xaxis.fixedrange) == (False, True)
    assert layout.bargap == 0.1


def test_an_axis_is_quiet_and_its_settings_can_be_replaced():
    settings = axis(LIGHT, "time (s)", nticks=3)
    assert settings["title"]["text"] == "time (s)"
    assert (settings["linecolor"], settings["tickcolor"]) == (LIGHT.line, LIGHT.line)
    assert (settings["title"]["font"]["color"], settings["tickfont"]["color"]) == (LIGHT.quiet,) * 2
    assert (settings["showgrid"], settings["zeroline"], settings["showline"]) == (
        False, False, True,
    )  # fmt: skip
    assert (settings["fixedrange"], settings["nticks"], settings["ticks"]) == (True, 3, "outside")
