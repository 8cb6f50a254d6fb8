"""One list says what may change while a run trains; every setting of training is tried."""

import pickle

import pytest

from nnviz.core.errors import SpecError
from nnviz.core.run.live_settings import (
    LIVE,
    acts_live,
    live_settings,
    with_live_settings,
)
from nnviz.core.run.run import Set
from nnviz.core.spec.experiment import DataSpec, Experiment, StopSpec, TrainingSpec
from nnviz.core.spec.network import LayerSpec, NetworkSpec

PLAIN = Experiment(
    data=DataSpec(), network=NetworkSpec(layers=(LayerSpec(id="out", kind="dense"),))
)
OTHER = {
    "optimizer": "sgd",
    "loss": "mse",
    "learning_rate": 0.5,
    "batch_size": 7,
    "regularization": "l2",
    "regularization_rate": 0.25,
    "speed": 3.0,
    "stop": StopSpec(epochs=9),
}
"""Another value than the default for every setting of training."""


def with_setting(name):
    return PLAIN.changed(training=PLAIN.training.changed(**{name: OTHER[name]}))


def test_every_setting_of_training_is_tried_and_the_live_ones_are_these():
    assert OTHER.keys() == TrainingSpec.model_fields.keys()
    assert LIVE == ("learning_rate", "regularization_rate", "speed", "stop")
    assert set(LIVE) <= TrainingSpec.model_fields.keys()


@pytest.mark.parametrize("name", TrainingSpec.model_fields)
def test_a_live_setting_needs_no_new_process_and_any_other_does(name):
    changed = with_setting(name)
    assert changed != PLAIN
    assert acts_live(PLAIN, changed) == acts_live(changed, PLAIN) == (name in LIVE)


def test_a_live_setting_beside_another_change_does_not_save_the_process():
    changed = with_setting("learning_rate")
    assert not acts_live(PLAIN, changed.changed(seed=5))
    assert not acts_live(PLAIN, changed.changed(data=DataSpec(seed=1)))
    assert acts_live(PLAIN, PLAIN)


@pytest.mark.parametrize("name", LIVE)
def test_a_command_sets_one_alone_and_crosses_a_pipe(name):
    command = pickle.loads(pickle.dumps(Set(**{name: OTHER[name]})))
    assert command == Set(**{name: OTHER[name]})
    assert command != Set()
    assert with_live_settings(PLAIN.training, command.changes) == with_setting(name).training


@pytest.mark.parametrize("name", sorted(set(TrainingSpec.model_fields) - set(LIVE)))
def test_a_command_cannot_set_what_does_not_act_live(name):
    with pytest.raises(TypeError, match=f"among learning_rate.*received '{name}'"):
        Set(**{name: OTHER[name]})


def test_all_of_them_are_read_from_settings_and_set_again():
    wanted = PLAIN.training.changed(**{name: OTHER[name] for name in LIVE})
    assert with_live_settings(PLAIN.training, live_settings(wanted)) == wanted
    assert live_settings(wanted) == {name: OTHER[name] for name in LIVE}
    back = with_live_settings(wanted, live_settings(PLAIN.training))
    assert back == PLAIN.training


def test_a_value_out_of_range_is_said_with_its_place():
    with pytest.raises(SpecError, match="learning_rate in range, received 0"):
        with_live_settings(PLAIN.training, {"learning_rate": 0})
