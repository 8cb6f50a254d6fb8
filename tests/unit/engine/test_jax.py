"""Run processes whose Keras runs on JAX, forked from a template of their own."""

import json
import os
import subprocess
import sys

import pytest

RUNS = """
import json, sys, time
from nnviz.core.spec.experiment import Experiment
from nnviz.core.run.run import ProbeRequest
from nnviz.engine.limits import Limits
from nnviz.engine.supervisor import Engine

def until(what, seconds=60.0):
    end = time.monotonic() + seconds
    while not what() and time.monotonic() < end:
        time.sleep(0.01)

engine = Engine(Limits())
experiment = Experiment.model_validate_json(sys.argv[1])
found = []
try:
    for seed in (1, 1, 2):
        token = engine.create(experiment.changed(seed=seed), play=True)
        until(lambda: engine.status(token).step >= 30 or engine.status(token).state == "failed")
        status = engine.status(token)
        z = engine.probe(token, ProbeRequest("s", "surface", {"side": 5}))["z"]
        found.append((status.state, status.step, status.device, list(z.shape)))
        engine.drop(token)
    programs = len(list(engine._folder().glob("programs/*-cache")))
finally:
    engine.stop()
print(json.dumps([found, programs, sorted({"keras", "jax", "tensorflow"} & set(sys.modules))]))
"""


@pytest.fixture
def on_jax():
    """Return `(program, *arguments, **environment) -> what it printed as JSON`."""

    def run(program, *arguments, **environment):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            env=dict(os.environ, NNVIZ_BACKEND="jax") | environment,
            capture_output=True, text=True, timeout=200,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_runs_train_on_jax_and_share_their_programs(on_jax, experiment):
    training = experiment.training.changed(speed=None)
    given = experiment.changed(training=training).model_dump_json()
    found, programs, loaded = on_jax(RUNS, given)
    for state, step, device, shape in found:
        assert (state, device, shape) == ("running", "CPU · JAX", [5, 5])
        assert step >= 30
    assert programs >= 3
    assert loaded == []


REFUSED = """
import json, sys, time
from nnviz.core.spec.experiment import Experiment
from nnviz.engine.limits import Limits
from nnviz.engine.supervisor import Engine

engine = Engine(Limits())
try:
    token = engine.create(Experiment.model_validate_json(sys.argv[1]), play=True)
    end = time.monotonic() + 60
    while engine.status(token).state != "failed" and time.monotonic() < end:
        time.sleep(0.01)
    print(json.dumps(engine.status(token).reason))
finally:
    engine.stop()
"""


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"NNVIZ_DEVICE": "gpu"}, "received none that JAX can use. Install a JAX for this GPU"),
        ({"NNVIZ_BACKEND": "torch"}, "Expected tensorflow or jax in NNVIZ_BACKEND"),
    ],
)
def test_a_run_says_what_there_is_not(on_jax, experiment, environment, sentence):
    assert sentence in on_jax(REFUSED, experiment.model_dump_json(), **environment)
