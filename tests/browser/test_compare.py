"""The Compare page: layers and their partners, blocks, both themes, by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

LEFT, RIGHT = (f".st-key-compare_{side}_picture .nnviz-plot" for side in ("left", "right"))


@pytest.fixture
def compare(page, page_problems):
    page.goto("/networks")
    for plot in (LEFT, RIGHT):
        expect(page.locator(f"{plot} .main-svg").first).to_be_visible()
    yield page
    # Streamlit itself looks for its own addresses below the page's before it finds them.
    page_problems[:] = [each for each in page_problems if "/networks/_stcore/" not in each]


def choose(page: Page, side: str, label: str) -> None:
    field = page.locator(f'[class*="st-key-compare_{side}"] input').first
    field.click()
    field.fill(label)
    page.get_by_role("option", name=label, exact=True).click()


def drawn_shapes(page: Page, plot: str) -> int:
    """How many layers are pointed out."""
    return page.evaluate("(plot) => document.querySelector(plot).layout.shapes?.length ?? 0", plot)


def test_what_differs_is_marked_by_outline_sign_and_word(compare):
    found = compare.evaluate(
        """(plot) => {
          const { data } = document.querySelector(plot);
          const words = data.find(({ mode }) => mode === "text").text;
          const outlines = data.filter(({ name }) => ["added", "changed"].includes(name));
          return [words, outlines.map(({ name, line }) => [name, line.dash])];
        }""",
        RIGHT,
    )
    words, outlines = found
    assert words.count("+ added") == 2
    assert words.count("\u2260 changed") == 2
    assert sum(word.startswith("<b>+ Dense") for word in words) == 2
    assert outlines == [["added", "solid"], ["changed", "2px,2px"]]
    expect(compare.locator(RIGHT)).to_have_attribute(
        "aria-label", re.compile(r"Input, Dense \(changed\), .*Dense \(added\), .*Dense\.$")
    )


def test_a_layer_is_pointed_out_with_its_partner_by_keyboard(compare):
    assert drawn_shapes(compare, LEFT) == 0
    compare.locator(LEFT).focus()
    compare.keyboard.press("ArrowDown")
    compare.keyboard.press("Enter")
    expect(compare.get_by_text("Selected:")).to_contain_text("units 4 \u2192 8")
    for plot in (LEFT, RIGHT):
        compare.wait_for_function(
            "(plot) => document.querySelector(plot).layout.shapes?.length === 1", arg=plot
        )
    compare.get_by_role("button", name="Swap").click()
    expect(compare.get_by_text("Selected:")).to_have_count(0)
    expect(compare.get_by_text("units 8 \u2192 4")).to_be_visible()


def test_famous_networks_are_folded_and_their_blocks_opened(compare):
    choose(compare, "left", "ResNet50 (2015)")
    choose(compare, "right", "ResNet101 (2015)")
    expect(compare.locator(RIGHT)).to_have_attribute("aria-label", re.compile("^ResNet101 from"))
    expect(compare.get_by_text("170 layers from")).to_be_visible()
    count = """(plot) => document.querySelector(plot).layout.meta.bindings
      .find(({ op }) => op === "touch").boxes.length"""
    compare.get_by_role("button", name="Fold all").click()
    compare.wait_for_function(f"(plot) => ({count})(plot) < 16", arg=RIGHT)
    compare.get_by_role("button", name="Open differences").click()
    compare.wait_for_function(f"(plot) => ({count})(plot) > 30", arg=RIGHT)
    assert compare.evaluate(count, LEFT) < 16


def test_a_block_is_opened_in_both_networks_which_are_scrolled_together(compare):
    choose(compare, "left", "ResNet50 (2015)")
    choose(compare, "right", "ResNet101 (2015)")
    expect(compare.get_by_text("170 layers from")).to_be_visible()
    compare.get_by_role("button", name="Fold all").click()
    count = """(plot) => document.querySelector(plot).layout.meta.bindings
      .find(({ op }) => op === "touch").boxes.length"""
    compare.wait_for_function(f"(plot) => ({count})(plot) < 16", arg=RIGHT)
    before = [compare.evaluate(count, plot) for plot in (LEFT, RIGHT)]
    compare.locator(LEFT).focus()
    compare.keyboard.press("ArrowDown")
    compare.keyboard.press("Enter")
    for plot, boxes in zip((LEFT, RIGHT), before, strict=True):
        compare.wait_for_function(
            f"([plot, before]) => ({count})(plot) > before", arg=[plot, boxes]
        )
    place = compare.locator(".st-key-compare_tall")
    expect(place).to_have_count(1)
    for plot in (LEFT, RIGHT):
        expect(place.locator(plot)).to_have_count(1)
