"""Presets: described, fitting their data, and recorded as reaching what is stated."""

import pytest

from nnviz.core.shapes.shapes import infer
from nnviz.data import signature
from nnviz.data.experiments import checked
from nnviz.data.presets import PRESETS
from nnviz.data.presets.preset import Goal
from nnviz.data.presets.results import results

MOST_SECONDS = 120


@pytest.fixture(params=PRESETS.values(), ids=list(PRESETS))
def preset(request):
    return request.param


def test_a_preset_fits_its_data(preset):
    experiment = checked(preset.experiment)
    assert infer(experiment.network, signature(experiment.data)).problems == ()
    assert experiment.training.stop.epochs


def test_a_preset_is_described_in_plain_sentences(preset):
    for text in (preset.sentence, preset.watch):
        assert text.endswith((".", "?"))
        assert 20 < len(text) < 120
    assert preset.goal.words.count("{}") == 1
    assert preset.pages


def test_what_is_stated_was_reached_in_time_by_this_very_experiment(preset):
    recorded = results()[preset.name]
    assert recorded.fingerprint == preset.experiment.fingerprint
    assert recorded.epochs == preset.experiment.training.stop.epochs
    assert preset.goal.reached(recorded.value)
    assert 0 < recorded.seconds < MOST_SECONDS


def test_there_is_no_record_of_anything_else():
    assert set(results()) == set(PRESETS)


def test_less_is_better_for_an_error_only():
    assert Goal("error", 0.1, "{}").reached(0.09)
    assert not Goal("error", 0.1, "{}").reached(0.11)
    assert Goal("accuracy", 0.9, "{}").reached(0.9)
    assert not Goal("overlap", 0.8, "{}").reached(0.79)
