"""The Presets page, and the pages on which presets are seen, over an engine that only notes."""

import pytest

from nnviz.core.files.places import PAGES
from nnviz.core.run.run import Play
from nnviz.data.presets import PRESETS
from nnviz.data.presets.results import Result
from nnviz.ui.library.presets_panel import reached, size

SEEN = {
    "gpt": "attention", "masked_words": "attention", "translation": "attention",
    "autoencoder": "activations", "unet": "convolution", "anomaly": "learning",
}  # fmt: skip
"""Presets that have no single answer, with a page of theirs."""


@pytest.fixture
def presets(visit):
    """Return the visitor on the page of presets."""
    visit.run()
    visit.app.switch_page(str(PAGES / "architectures" / "presets.py"))
    return visit.run()


def test_every_preset_has_a_card_that_opens_it(presets):
    assert presets.errors == []
    for name, preset in PRESETS.items():
        assert f"open_{name}" in presets
        assert preset.sentence in presets.texts


def test_a_preset_opens_on_the_playground_and_trains_at_once(presets):
    presets.click("open_resnet")
    assert presets.errors == []
    assert presets.experiment == PRESETS["resnet"].experiment
    assert isinstance(presets.engine.sent[-1], Play)
    assert "play" in presets
    assert PRESETS["resnet"].watch in presets.texts


def test_a_preset_opens_on_the_page_that_shows_it_best(presets):
    presets.click("open_lstm_recurrence")
    assert presets.errors == []
    assert presets.experiment == PRESETS["lstm"].experiment
    assert "recurrence_view" in presets


@pytest.mark.parametrize("name", SEEN)
def test_presets_without_a_single_answer_are_seen_everywhere(visit, name):
    visit.open(PRESETS[name].experiment)
    assert visit.run().errors == []
    visit.app.switch_page(str(PAGES / "inspect" / f"{SEEN[name]}.py"))
    assert visit.run().errors == []


def test_sizes_and_results_are_told_in_numbers():
    assert (size("perceptron").layers, size("perceptron").parameters) == (1, 3)
    result = Result(0.975, 12.4, 3, "")
    assert "97.5\u2009% accuracy on the test set after 12\u2009s." in reached(
        PRESETS["perceptron"], result
    )
    error = reached(PRESETS["simple_rnn"], Result(0.0463, 0.4, 3, ""))
    assert "mean absolute error of 0.046" in error
    assert error.endswith("within a second.")
