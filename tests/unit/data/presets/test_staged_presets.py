"""Presets in stages: what goes on, what is kept, and what was recorded with and without it."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from nnviz.core.shapes.frozen import frozen_layers
from nnviz.core.shapes.shapes import infer
from nnviz.data import load, signature
from nnviz.data.experiments import checked
from nnviz.data.presets import PRESETS
from nnviz.data.presets.results import results
from nnviz.data.presets.staged_presets import STAGED_PRESETS, place_of
from nnviz.data.presets.stages import Place


@pytest.fixture(params=STAGED_PRESETS.values(), ids=list(STAGED_PRESETS))
def staged(request):
    return request.param


def test_every_stage_fits_its_data_and_keeps_layers_of_the_one_before(staged):
    before = checked(staged.preset.experiment)
    for stage in staged.stages:
        after = checked(stage.experiment)
        assert infer(after.network, signature(after.data)).problems == ()
        shared = {layer.id for layer in before.network.layers if layer.params} & {
            layer.id for layer in after.network.layers
        }
        assert shared >= set(frozen_layers(after.network)) > set()
        first, second = (infer(e.network, signature(e.data)) for e in (before, after))
        assert all(first.of(name).parameters == second.of(name).parameters for name in shared)
        assert frozen_layers(stage.fresh.network) == ()
        assert infer(stage.fresh.network, signature(after.data)).fixed == 0
        before = after


def test_pre_training_names_a_baseline_that_is_so():
    stage = STAGED_PRESETS["pretraining"].stages[0]
    data = load(stage.experiment.data)
    train, test = (x.reshape(len(x), -1) for x in (data.x_train, data.x_test))
    plain = LogisticRegression(C=0.1, max_iter=5000).fit(train, data.y_train)
    share = plain.score(test, data.y_test)
    assert f"reaches {share:.0%}".replace("%", " %") in stage.sentence
    assert results()["pretraining"].stages[0].value == pytest.approx(share, abs=0.02)


def test_what_every_stage_reached_was_recorded_and_beats_new_weights(staged):
    recorded = results()[staged.preset.name].stages
    assert len(recorded) == len(staged.stages)
    for stage, result in zip(staged.stages, recorded, strict=True):
        assert result.fingerprint == stage.experiment.fingerprint
        assert result.epochs == stage.training.stop.epochs
        assert stage.goal.reached(result.value)
        assert result.value > result.fresh


def test_only_courses_have_recorded_stages():
    assert {name for name in PRESETS if results()[name].stages} == set(STAGED_PRESETS)


def test_a_place_is_found_by_its_name(staged):
    first = Place(staged, 1)
    assert place_of(staged.preset.name) == first
    for place in (first.at(2), first.at(2, fresh=True)):
        assert place_of(place.name) == place
    assert place_of("circle") is None
    assert first.experiment == staged.preset.experiment


def test_few_labels_are_few_and_the_same_pictures_are_tested():
    (stage,) = STAGED_PRESETS["pretraining"].stages
    few, unlabelled = load(stage.data), load(STAGED_PRESETS["pretraining"].preset.data)
    assert np.bincount(few.y_train.astype(int)).tolist() == [5] * 10
    assert np.array_equal(few.y_test, unlabelled.group_test)


def test_some_shapes_are_those_that_were_chosen():
    (stage,) = STAGED_PRESETS["transfer"].stages
    few = load(stage.data)
    assert few.class_names == ("circle", "cross")
    assert np.bincount(few.y_train.astype(int)).tolist() == [5, 5]
    assert set(np.unique(few.y_test)) == {0, 1}
