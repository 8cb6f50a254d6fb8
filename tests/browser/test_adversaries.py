"""A generator and a discriminator, opened, trained and looked at."""

import re

import pytest
from playwright.sync_api import Page, expect

LEARNED_MS = 120_000
TIMEOUT_MS = 20_000


def share(words: str | None) -> int:
    """Return the number of percent in a line above the plane."""
    found = re.search(r"(\d+)\u2009%", words or "")
    assert found is not None, words
    return int(found.group(1))


@pytest.fixture
def presets(page: Page, page_problems: list[str]):
    page.goto("/presets")
    yield page
    # Streamlit itself looks for its own addresses below the page's before it finds them.
    page_problems[:] = [each for each in page_problems if "/presets/_stcore/" not in each]


def test_made_points_come_to_lie_where_real_ones_do(presets: Page):
    page = presets
    page.locator(".st-key-open_gan button").first.click(timeout=LEARNED_MS)
    plot = page.locator(".st-key-output_adversaries .nnviz-plot")
    words = plot.locator("text").filter(has_text="generated points: ")
    expect(words).to_have_text(re.compile(r"generated points: \d+\u2009% near"), timeout=LEARNED_MS)
    first = share(words.text_content())
    assert first < 60
    near = re.compile(r"generated points: (9\d|100)\u2009% near")
    expect(words).to_have_text(near, timeout=LEARNED_MS)
    real = plot.locator("text").filter(has_text="real points: ")
    assert share(real.text_content()) >= 90
    page.get_by_text("Arrows", exact=True).click()
    expect(plot.locator(".scatterlayer .trace").last.locator(".point").first).to_be_visible(
        timeout=TIMEOUT_MS
    )
    page.get_by_role("radio", name="Warped noise").click()
    bent = page.locator(".st-key-output_bent_noise .nnviz-plot .scatterlayer .lines path")
    expect(bent.first).to_have_attribute("d", re.compile(r"L.*L"), timeout=TIMEOUT_MS)
