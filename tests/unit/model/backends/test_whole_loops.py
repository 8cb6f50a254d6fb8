"""Which networks XLA compiles as one function, and that it then trains as the graph does."""

import os
import subprocess
import sys

import pytest

from nnviz.model.backends import whole_loops
from nnviz.model.backends.whole_loops import allow_whole_loops, tiny
from nnviz.model.session import Session

SCRIPT = """
import sys
import numpy as np
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.core.spec.experiment import DataSpec, Experiment, TrainingSpec
from nnviz.data import load
from nnviz.model.session import Session

hidden = LayerSpec(id="dense", kind="dense", params={"units": 3, "activation": "tanh"})
output = LayerSpec(id="output", kind="dense", params={"units": 1, "activation": "sigmoid"})
experiment = Experiment(
    data=DataSpec(features=("x1", "x2")), network=NetworkSpec(layers=(hidden, output)),
    training=TrainingSpec(optimizer=sys.argv[1], learning_rate=0.1,
        regularization="l2", regularization_rate=0.001),
)
session = Session(experiment, load(experiment.data))
program = session._trainer.program
index = session._trainer.batches.take(50)
start = session._values()
graph = session._trainer.backend.loop(program).run(index)
session._assign(start)
fused = session._trainer.backend.loop(program, fused=True).run(index)
np.testing.assert_allclose(fused, graph, rtol=1e-4, atol=1e-6)
assert graph[-10:].mean() < graph[:10].mean()
"""


def program_of(family, name, **training):
    return Session(*family(name, **training))._trainer.program


def test_only_small_dense_networks_are_tiny(family, make_session, layers):
    assert tiny(program_of(family, "dense"))
    assert not tiny(program_of(family, "cnn"))
    assert not tiny(program_of(family, "lstm"))
    wide = [layers["layer"]("dense", f"dense_{index}", units=64) for index in range(2)]
    session = make_session("circle", *wide, layers["output"](1))
    assert not tiny(session._trainer.program)


def test_a_large_batch_makes_the_products_large(make_session, layers):
    hidden = layers["layer"]("dense", units=32)
    for batch, few in ((10, True), (250, False)):
        session = make_session("circle", hidden, layers["output"](1), rows=250, batch_size=batch)
        assert tiny(session._trainer.program) is few


@pytest.mark.parametrize("given", ["", "--xla_dump_to=/somewhere"])
def test_other_settings_of_the_compiler_stay(monkeypatch, given):
    monkeypatch.setenv("XLA_FLAGS", given)
    allow_whole_loops()
    once = os.environ["XLA_FLAGS"]
    assert once.startswith(given)
    assert once.endswith(f"{whole_loops._OPTION}={whole_loops._BOUND}")
    allow_whole_loops()
    assert os.environ["XLA_FLAGS"] == once


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_one_function_gives_the_losses_of_the_graph(optimizer):
    # The compiler reads its settings once, so this needs a process that has not compiled yet.
    environment = {**os.environ, "XLA_FLAGS": ""}
    command = [sys.executable, "-c", SCRIPT, optimizer]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
