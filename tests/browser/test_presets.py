"""The Presets page: one click to a network that has learned what is stated."""

import re

import pytest
from playwright.sync_api import Page, expect

LEARNED_MS = 60_000


@pytest.fixture
def presets(page: Page, page_problems: list[str]):
    page.goto("/presets")
    expect(page.locator(".st-key-open_perceptron button").first).to_be_visible(timeout=LEARNED_MS)
    yield page
    # Streamlit itself looks for its own addresses below the page's before it finds them.
    page_problems[:] = [each for each in page_problems if "/presets/_stcore/" not in each]


def test_a_preset_opens_and_reaches_its_last_epoch(presets: Page):
    presets.locator(".st-key-open_anomaly button").first.click()
    status = presets.locator(".nnviz-status").first
    expect(status).to_contain_text("Finished", ignore_case=True, timeout=LEARNED_MS)
    expect(status).to_contain_text("150")
    words = presets.locator(".st-key-output_errors .nnviz-plot text")
    expect(words.filter(has_text="of the unusual")).to_have_text(
        re.compile("detects (9[0-9]|100)\u2009% of the unusual")
    )


def test_a_second_stage_keeps_what_the_first_has_learned(presets: Page):
    presets.locator(".st-key-open_transfer button").first.click()
    status = presets.locator(".nnviz-status").first
    expect(status).to_contain_text("Finished", ignore_case=True, timeout=LEARNED_MS)
    stages = presets.locator(".st-key-stages")
    expect(stages).to_contain_text("Stage 1 of 2")
    presets.locator(".st-key-stage_transfer-2 button").first.click()
    expect(stages).to_contain_text("Stage 2 of 2")
    expect(presets.get_by_text("4 of 5 layers keep their weights")).to_be_visible(timeout=30_000)
    expect(status).to_contain_text("60", timeout=LEARNED_MS)


def test_a_siamese_network_is_shown_pairs_with_truth_and_answer(presets: Page):
    presets.locator(".st-key-open_siamese button").first.click()
    hills = presets.locator(".st-key-output_siamese .nnviz-plot text")
    turns = hills.filter(has_text="decision boundary at")
    expect(turns.first).to_be_visible(timeout=LEARNED_MS)
    expect(hills.filter(has_text="apart").nth(2)).to_be_visible()
    expect(hills.filter(has_text="wrong").first).to_be_visible()
    presets.get_by_text("Samples", exact=True).click()
    words = presets.locator(".st-key-output_samples .nnviz-plot text")
    expect(words.filter(has_text="is same").first).to_be_visible(timeout=LEARNED_MS)
    expect(words.filter(has_text="is different").first).to_be_visible()
