"""A memory and a machine that dreams: a pattern is drawn, recalled and stored; dreams are seen."""

import pytest
from playwright.sync_api import expect

from nnviz.data.presets import PRESETS
from tests.browser.playground import LONG_MS, Playground
from tests.browser.test_inspect import stroke

ENERGIES = "(plot) => Array.from(plot.data?.[1]?.y ?? [])"


@pytest.fixture
def visit(page):
    visit = Playground(page)
    yield visit
    visit.leave()


def finished(visit: Playground) -> None:
    visit.click("play")
    visit.expect_state("finished")


def test_a_drawn_pattern_is_recalled_while_it_is_drawn_and_stored(visit):
    visit.open(PRESETS["hopfield"].experiment)
    finished(visit)
    words = visit.control("output_recall").locator(".nnviz-plot text")
    expect(words.filter(has_text="of the pixels agree")).to_have_text(
        "100\u2009% of the pixels agree"
    )
    plot = visit.control("output_recall").locator(".nnviz-plot")
    energies = plot.evaluate(ENERGIES)
    assert energies == sorted(energies, reverse=True)
    assert energies[0] > energies[-1]
    visit.click("pattern_popover")
    expect(visit.button("store_pattern")).to_be_disabled()
    # A hollow square is none of the pictures that are stored.
    stroke(visit, [(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8), (0.2, 0.2)])
    expect(visit.button("store_pattern")).to_be_enabled()
    visit.page.wait_for_function(
        f"([plot, before]) => JSON.stringify(({ENERGIES})(plot)) !== before",
        arg=[plot.element_handle(), str(energies).replace(" ", "")],
        timeout=LONG_MS,
    )
    visit.click("store_pattern")
    expect(visit.page.get_by_text("1 of at most 4 patterns")).to_be_visible()
    visit.expect_state("finished")
    expect(words.filter(has_text="yours 1")).to_have_count(1, timeout=LONG_MS)


def test_noise_becomes_a_dream(visit):
    visit.open(PRESETS["boltzmann"].experiment)
    visit.click("play")
    words = visit.control("output_fantasies").locator(".nnviz-plot text")
    # Dreams are as likely as pictures once there is something to see.
    expect(words.filter(has_text="dreams")).to_contain_text("\u2212", timeout=LONG_MS)
    expect(visit.control("output_fantasies").locator(".nnviz-plot image")).to_have_count(1)
    visit.page.get_by_text("Filters", exact=True).click()
    expect(visit.control("output_hidden_filters").locator(".nnviz-plot image")).to_have_count(1)
