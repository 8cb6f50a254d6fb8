"""The quickest presets, trained for real: they reach what is stated, without XLA too."""

import numpy as np
import pytest

from nnviz.core.run.run import ProbeRequest
from nnviz.data import load
from nnviz.data.presets import PRESETS
from nnviz.model.session import Session

QUICK = ("perceptron", "regularized", "bidirectional", "lenet", "autoencoder", "anomaly",
         "hopfield", "boltzmann")  # fmt: skip


@pytest.mark.parametrize("name", QUICK)
def test_a_preset_reaches_what_is_stated(name, monkeypatch):
    monkeypatch.setenv("NNVIZ_XLA", "off")
    preset = PRESETS[name]
    experiment = preset.experiment
    session = Session(experiment, load(experiment.data))
    epochs = experiment.training.stop.epochs
    assert epochs is not None
    last = epochs * session.steps_per_epoch
    while session.step < last:
        session.train(1.0, last - session.step)
    if preset.goal.measure == "area":
        value = float(np.asarray(session.probe(ProbeRequest("e", "errors"))["rates"])[2])
    else:
        value = session.evaluate().test_accuracy
    assert preset.goal.reached(value)
