"""A recursive network learns, and the tree of a typed sentence shows what it says of phrases."""

from playwright.sync_api import expect

from nnviz.core.files.codec import to_link
from nnviz.core.spec.trees import tree_of, words_of
from nnviz.data import load
from nnviz.data.presets import PRESETS
from tests.browser.playground import LONG_MS, Playground

RECURSIVE = PRESETS["recursive"].experiment
DATA = load(RECURSIVE.data)
FIRST = words_of(tree_of(DATA.x_test[0], DATA.vocabulary))
"""Words of the example that is shown to begin with."""


def test_a_typed_sentence_turns_where_its_words_are_merged(page):
    visit = Playground(page)
    page.goto(f"/?e={to_link(RECURSIVE)}")
    tree = visit.control("output_tree")
    for word in FIRST:
        expect(tree.locator("text", has_text=word).first).to_be_visible(timeout=LONG_MS)
    visit.play()
    visit.wait_for(lambda now: now["epoch"] >= 15, seconds=120)
    field = page.get_by_role("textbox", name="Your sentence")
    field.fill("((not good) film)")
    field.press("Enter")
    for word in ("not", "good", "film"):
        expect(tree.locator("text", has_text=word).first).to_be_visible(timeout=LONG_MS)
    signs = tree.locator(".scatterlayer .trace").nth(2).locator("text")
    expect(signs).to_have_text(["0", "+", "0", "\u2212", "\u2212"], timeout=LONG_MS)
    expect(tree.locator("text", has_text="% sure").first).to_be_visible()
    field.fill("((not nice) film)")
    field.press("Enter")
    expect(page.get_by_text("received nice")).to_be_visible()
    visit.leave()
