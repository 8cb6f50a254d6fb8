"""What commands make of an experiment."""

import pytest

from nnviz.core.errors import SpecError
from nnviz.core.run.following import follow
from nnviz.core.run.run import Pause, Reset, Set
from nnviz.core.spec.experiment import DataSpec, Experiment, StopSpec
from nnviz.core.spec.network import LayerSpec, NetworkSpec

CIRCLE = Experiment(
    data=DataSpec(), network=NetworkSpec(layers=(LayerSpec(id="out", kind="dense"),))
)


def test_settings_follow_commands():
    stop = StopSpec(epochs=3)
    after = follow(CIRCLE, Set(learning_rate=0.5, regularization_rate=0.1, speed=2.0, stop=stop))
    expected = {"learning_rate": 0.5, "regularization_rate": 0.1, "speed": 2.0, "stop": stop}
    assert after.training == CIRCLE.training.changed(**expected)
    assert follow(after, Set(speed=None)).training.speed is None
    assert follow(CIRCLE, Reset(seed=5)).seed == 5
    assert follow(CIRCLE, Reset()) == CIRCLE
    assert follow(CIRCLE, Pause()) == CIRCLE


@pytest.mark.parametrize(
    ("command", "place"),
    [
        (Set(learning_rate=-1.0), "learning_rate"),
        (Set(speed=1e9), "speed"),
        (Set(regularization_rate=float("nan")), "regularization_rate"),
        (Reset(seed=-1), "seed"),
    ],
)
def test_a_value_out_of_range_is_a_sentence(command, place):
    with pytest.raises(SpecError, match=f"{place} in range"):
        follow(CIRCLE, command)
