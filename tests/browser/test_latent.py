"""The latent space: walked in by keys and by pointer, and drawn as pictures."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from nnviz.data.presets import PRESETS
from tests.browser.playground import Playground

STEP = 6 / 25
PICTURE = (
    "(place) => [...place.querySelector('.nnviz-plot').data[0].z].map((row) => [...row]).flat()"
)


def code(view: Locator) -> tuple[float, ...]:
    """The code of the place, as the figure writes it."""
    lines = view.locator(".nnviz-plot .text text").filter(has_text=re.compile("^code . *:"))
    expect(lines).to_have_count(2)
    texts = [text.partition(":")[2] for text in lines.all_text_contents()]
    return tuple(float(text.replace("\u2212", "-")) for text in texts)


def picture(view: Locator) -> list[float]:
    """What Plotly knows of the picture at the place."""
    view.page.wait_for_timeout(300)
    return view.evaluate(PICTURE)


def test_a_visitor_walks_through_the_latent_space(page):
    Playground(page).open(PRESETS["variational"].experiment)
    page.get_by_text("Latent space", exact=True).click()
    view = page.locator(".st-key-output_latent .nnviz-live")
    expect(view).to_have_attribute("data-full", "", timeout=60_000)
    expect(view.locator(".points > path")).to_have_count(370)  # And ten that name the digits.
    assert code(view) == (0, 0)
    first = picture(view)
    plot = view.locator(".nnviz-plot")
    plot.focus()
    plot.press("ArrowRight")
    plot.press("ArrowUp")
    expect(view.locator("input")).to_have_attribute("aria-valuetext", "row 12, column 14")
    second = picture(view)
    assert code(view) == pytest.approx((STEP, STEP), abs=0.006)
    assert max(abs(a - b) for a, b in zip(first, second, strict=True)) > 1e-3
    box = view.locator(".nsewdrag").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.12, box["y"] + box["height"] * 0.05, steps=4)
    page.mouse.up()
    picture(view)
    across, up = code(view)
    assert across < -2
    assert up > 2
    _pictures_fill_the_plane(page)


def _pictures_fill_the_plane(page: Page) -> None:
    page.get_by_text("Generated", exact=True).click()
    view = page.locator(".st-key-output_generated .nnviz-live")
    expect(view).to_have_attribute("data-full", "", timeout=60_000)
    expect(view.locator(".nnviz-plot .text text").filter(has_text=" nats")).to_be_visible()
    assert view.locator(".hm image").count() == 2
    size = view.evaluate(
        "(place) => { const heat = place.querySelector('.nnviz-plot').data.filter("
        "(trace) => trace.type === 'heatmap')[1].z; return [heat.length, heat[0].length]; }"
    )
    assert size == [72, 72]


def test_a_network_without_a_narrow_place_says_so(page):
    Playground(page).open(PRESETS["denoising"].experiment)
    page.get_by_text("Latent space", exact=True).click()
    expect(page.get_by_text("No layer of this network compresses")).to_be_visible()
