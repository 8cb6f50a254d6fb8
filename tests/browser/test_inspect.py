"""Looking inside a network: from the Playground to a drawn digit, its filters and what matters."""

import math

import pytest
from playwright.sync_api import Locator, expect

from nnviz.data.starters import STARTERS
from tests.browser.playground import Playground

BARS = (
    "(plot) => [...plot.querySelectorAll('.bars .point > path')].map((bar) => bar.getBBox().width)"
)


@pytest.fixture
def visit(page):
    visit = Playground(page)
    yield visit
    visit.leave()


def drawn_pictures(place: Locator) -> Locator:
    """The heat maps of a place that have been painted."""
    return place.locator(".nnviz-plot image")


def stroke(visit: Playground, points: list[tuple[float, float]]) -> None:
    """Draw a line through points of the canvas, given as shares of its sides."""
    canvas = visit.page.locator("canvas.nnviz-canvas")
    canvas.hover()  # Which waits until it stands still: what opens around it moves at first.
    box = canvas.bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    visit.page.mouse.move(*places[0])
    visit.page.mouse.down()
    for place in places[1:]:
        visit.page.mouse.move(*place)
    visit.page.mouse.up()


def expect_answer(visit: Playground, digit: int) -> None:
    """Wait until the network takes what is drawn for this digit."""
    plot = visit.page.locator(".st-key-example_answer .nnviz-plot")
    visit.page.wait_for_function(
        f"([plot, digit]) => {{ const all = ({BARS})(plot);"
        " const most = Math.max(...all); return most > 0 && all.indexOf(most) === digit; }",
        arg=[plot.element_handle(), digit],
        timeout=20_000,
    )


def test_a_drawn_digit_is_followed_into_the_network(visit):
    visit.open(STARTERS["digits"].experiment)
    visit.play()
    visit.wait_for(lambda now: (now["metrics"] or {}).get("test_accuracy", 0) > 0.93)
    visit.pause()
    visit.look_inside("Activations")
    expect(drawn_pictures(visit.control("layer_maps"))).to_have_count(1)
    visit.page.get_by_text("Yours", exact=True).click()
    expect(visit.page.locator("canvas.nnviz-canvas")).to_be_visible()
    ring = [2 * math.pi * step / 40 for step in range(41)]
    stroke(visit, [(0.5 + 0.2 * math.sin(a), 0.5 - 0.36 * math.cos(a)) for a in ring])
    expect_answer(visit, 0)
    visit.page.get_by_role("button", name="Clear").click()
    stroke(visit, [(0.5, 0.1), (0.5, 0.5), (0.5, 0.9)])
    expect_answer(visit, 1)
    for view in ("One layer", "Distribution", "Projection"):
        visit.page.get_by_text(view, exact=True).click()
        key = {"One layer": "units", "Distribution": "distributions"}.get(view, "projection")
        expect(visit.control(key).locator(".main-svg").first).to_be_visible()


FRAMED = """
(plot) => {
  const told = plot.layout.meta.bindings.find(({ op, x }) => op === "place" && Array.isArray(x[0]));
  const { x0, x1, y0, y1 } = plot.layout.shapes[told.shape];
  const wanted = [...told.x[0], ...told.y[0]];
  return [x0, x1, y0, y1].every((value, i) => Math.abs(value - wanted[i]) < 1e-6);
}
"""
"""Whether the frame in the input stands where the first place of the map looks."""


def test_the_window_of_a_convolution_is_moved_and_what_matters_is_drawn(visit):
    visit.open(STARTERS["digits"].experiment)
    visit.look_inside("Convolution")
    place = visit.control("convolution")
    # Input, output, patch, kernel and products.
    expect(drawn_pictures(place)).to_have_count(5)
    words = place.locator(".nnviz-cursor span")
    expect(words).to_have_text("Position: row 5, column 5")
    before = place.locator(".main-svg").first.inner_html()
    place.get_by_label("One position forward").click()
    expect(words).to_have_text("Position: row 5, column 6")
    place.locator(".nnviz-plot").focus()
    visit.page.keyboard.press("ArrowUp")
    expect(words).to_have_text("Position: row 4, column 6")
    expect(place.locator(".main-svg").first).not_to_have_js_property("innerHTML", before)
    place.get_by_label("Play: move over all positions").click()
    expect(words).not_to_have_text("Position: row 4, column 6")
    # The next layer does not read the input itself: where it looks is framed there.
    visit.page.get_by_role("combobox", name="Layer").click()
    visit.page.get_by_role("option").nth(1).click()
    expect(place.get_by_text("Its receptive field in the input")).to_be_visible()
    place.locator("input[type=range]").fill("0")
    visit.page.wait_for_function(FRAMED, arg=place.locator(".nnviz-plot").element_handle())
    visit.page.get_by_text("Attribution", exact=True).click()
    for name in ("saliency", "grad_cam", "occlusion"):
        expect(drawn_pictures(visit.control(f"overlay_{name}"))).to_have_count(2)


def test_attention_is_opened_where_there_is_none(visit):
    visit.open()
    visit.look_inside("Attention")
    visit.page.get_by_role("button", name="Open a small network with attention").click()
    expect(drawn_pictures(visit.control("attention"))).to_have_count(1)
    expect(drawn_pictures(visit.control("attention_row"))).to_have_count(4)
