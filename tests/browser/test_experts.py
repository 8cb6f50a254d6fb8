"""Who answers where in a mixture of experts, seen before it has learned and while it does."""

import re

import pytest
from playwright.sync_api import expect

from nnviz.data.presets import PRESETS
from tests.browser.playground import LONG_MS, Playground

PATH = ".scatterlayer .trace .lines path"


@pytest.fixture
def visit(page):
    visit = Playground(page)
    yield visit
    visit.leave()


def shares(plot) -> list[int]:
    found = [
        re.fullmatch(r"\d: (\d+)\u2009%", text) for text in plot.locator("text").all_text_contents()
    ]
    return [int(match.group(1)) for match in found if match]


def test_every_expert_gets_a_region_that_moves_while_the_gate_learns(visit):
    visit.open(PRESETS["experts"].experiment)
    plot = visit.control("output_experts").locator(".nnviz-plot")
    border = plot.locator(PATH).first
    # A run that has not begun shows its regions too.
    expect(border).to_have_attribute("d", re.compile(r"M.*L"), timeout=LONG_MS)
    before = border.get_attribute("d")
    assert len(shares(plot)) == 3
    visit.click("play")
    visit.expect_state("finished")
    expect(border).not_to_have_attribute("d", str(before))
    assert 98 <= sum(shares(plot)) <= 102
    assert min(shares(plot)) > 10
    numbers = plot.locator(".textpoint text").filter(has_text=re.compile(r"^[123]$"))
    expect(numbers).to_have_count(3)
    visit.page.get_by_role("radio", name="Surface").click()
    expect(visit.control("output_surface").locator(".nnviz-plot image")).to_have_count(1)
