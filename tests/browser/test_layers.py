"""The Layers page: chosen, changed by keyboard, mended, drawn."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.playground import LONG_MS


@pytest.fixture
def layers(page, page_problems):
    def go(name: str) -> Page:
        page.goto(f"/layers?layer={name}")
        expect(page.get_by_role("heading").first).to_be_visible(timeout=LONG_MS)
        return page

    yield go
    # Streamlit itself looks for its own addresses below the page's before it finds them.
    page_problems[:] = [each for each in page_problems if "/layers/_stcore/" not in each]


def test_a_number_changed_by_keyboard_changes_figure_and_words(layers):
    page = layers("max_pooling2d")
    plot = page.locator(".st-key-catalogue_example .nnviz-plot")
    expect(plot.locator(".main-svg").first).to_be_visible(timeout=LONG_MS)
    expect(plot).to_have_attribute("aria-label", re.compile("output 0, 1, 0, 0.9, 1, 0.9, 0.2"))
    page.get_by_role("slider", name="Pool size").press("ArrowRight")
    expect(page.get_by_text("5 \u00d7 5 \u00d7 3").first).to_be_visible(timeout=LONG_MS)
    expect(plot).to_have_attribute("aria-label", re.compile("output 1, 1, 1, 1\\."))
    expect(page.locator("code", has_text="pool_size=3")).to_be_visible()


def test_a_problem_is_mended_by_a_click(layers):
    page = layers("conv2d")
    field = page.get_by_role("spinbutton", name="height")
    field.fill("2")
    field.press("Enter")
    expect(page.get_by_text("Needs at least 3 \u00d7 3 for a kernel of 3")).to_be_visible(
        timeout=LONG_MS
    )
    page.get_by_role("button", name=re.compile("padding same")).click()
    expect(page.get_by_text("2 \u00d7 16 \u00d7 8").first).to_be_visible(timeout=LONG_MS)


def test_a_search_leads_to_a_block_with_its_inside(layers):
    page = layers("dense")
    search = page.get_by_role("textbox", name="Find a layer")
    search.fill("squeeze")
    search.press("Enter")
    expect(page.get_by_role("heading", name="Squeeze and excite")).to_be_visible(timeout=LONG_MS)
    plot = page.locator(".st-key-catalogue_block .nnviz-plot")
    expect(plot).to_have_attribute(
        "aria-label", re.compile("^Squeeze and excite from input"), timeout=LONG_MS
    )
