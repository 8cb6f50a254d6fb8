"""Spectral normalization inside the compiled loop, on every backend."""

import numpy as np
import pytest

from nnviz.core.spec.experiment import Experiment, TrainingSpec
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data import default_spec, load
from nnviz.model.session import Session


@pytest.mark.backends
def test_a_run_that_trains_keeps_the_kernel_in_bounds():
    """The compiled loop carries along what the layer knows of its kernel from step to step."""
    layers = (
        LayerSpec(id="bounded", kind="spectral_dense", params={"units": 6}),
        LayerSpec(id="output", kind="dense", params={"units": 1, "activation": "sigmoid"}),
    )
    experiment = Experiment(
        data=default_spec("circle"), network=NetworkSpec(layers=layers),
        training=TrainingSpec(learning_rate=0.1, batch_size=10),
    )  # fmt: skip
    session = Session(experiment, load(experiment.data))
    session.train(5.0, 100)
    kernel = session.weights()["bounded"][0]
    # Normalized before its last update, so that one step of the optimizer is all it may exceed by.
    assert np.linalg.norm(kernel, 2) == pytest.approx(1.0, abs=0.3)
