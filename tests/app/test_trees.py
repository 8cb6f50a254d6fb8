"""Parsed sentences on the pages, over an engine that only notes."""

import pytest

from nnviz.core.files.places import PAGES
from nnviz.data.presets import PRESETS

RECURSIVE = PRESETS["recursive"].experiment


@pytest.fixture
def shown(visit):
    """A visitor who looks at the recursive network on the Playground."""
    return visit.open(RECURSIVE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a nice film", "received nice"),
        ("((not good) film", "every bracket to be closed"),
        ("(not good film)", "two parts in every pair of brackets, received 3"),
        ("film the is", "small grammar"),
        ("$x$ [a](b) <b>", "words that the network knows"),
        ("??", "no word"),
    ],
)
def test_what_is_no_sentence_is_said_beside_the_tree(shown, text, said):
    shown.set("tree_sentence", text)
    assert said in shown.texts
    assert shown.errors == []


@pytest.mark.parametrize("text", ["not good", "((not good) film)", "GOOD!", "  "])
def test_a_sentence_needs_no_words_about_it(shown, text):
    shown.set("tree_sentence", text)
    assert "Expected" not in shown.texts
    assert shown.errors == []


def test_the_sliders_build_on_what_reads_trees(shown):
    shown.set("depth", 1)
    kinds = [layer.kind for layer in shown.experiment.network.layers]
    assert kinds == ["tree_words", "embedding", "tree_merges", "tree_composition", "dense", "dense"]
    assert shown.repairs() == []
    shown.set("dataset", "circle")
    assert [layer.kind for layer in shown.experiment.network.layers] == ["dense", "dense"]


@pytest.mark.parametrize("page", ["activations", "attention", "recurrence", "learning"])
def test_pages_that_look_inside_show_sentences_as_words(shown, page):
    shown.app.switch_page(str(PAGES / "inspect" / f"{page}.py"))
    shown.run()
    assert shown.errors == []
    if "example" in shown:
        labels = shown.widgets()["example"].options
        assert labels[0].startswith("1: ")
        assert labels[0].endswith(")")
        assert len(labels[0].split()) > 2
