"""Read-outs of networks with an energy, against NumPy, and scripts that train as they do."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.core.code.keras_code import keras_script
from nnviz.core.families import energy
from nnviz.core.families.energy import CHAINS, SHOWN, STAGES
from nnviz.core.families.mesh import STRONGEST, places
from nnviz.core.run.run import Give, ProbeRequest
from nnviz.core.spec.network import LayerSpec, NetworkSpec, Value
from nnviz.data import load
from nnviz.data.presets import PRESETS
from nnviz.model.probes import ProbeMisfit
from nnviz.model.session import Session
from tests.unit.model.test_keras_code import run_script

ROWS = 96


def session_on(name: str, steps: int = 0, **replaced: Any) -> Session:
    experiment = PRESETS[name].experiment.changed(**replaced)
    full = load(experiment.data)
    parts = {
        part: getattr(full, part)[:ROWS] for part in ("x_train", "y_train", "x_test", "y_test")
    }
    session = Session(experiment, replace(full, **parts))
    while session.step < steps:
        session.train(0.05, steps - session.step)
    return session


def read(session: Session, probe: str, **options: Any) -> dict[str, Any]:
    return session.probe(ProbeRequest("key", probe, options))


def weights_of(session: Session) -> np.ndarray:
    return energy.mutual(session.weights()["memory"][0].astype(np.float64))


def memory_of(session: Session, split: str, example: int = 0):
    inputs = getattr(session.dataset, f"x_{split}")[example]
    return energy.recall(energy.signs(inputs.reshape(-1) - 0.5), weights_of(session), 4)


@pytest.mark.backends
def test_a_recall_is_shown_as_numpy_makes_it_and_as_the_network_ends_it():
    session = session_on("hopfield", steps=60)
    found, expected = read(session, "recall", example=3), memory_of(session, "test", 3)
    pictures = found["pictures"].values[:, ::-1].reshape(SHOWN + 1, -1)
    np.testing.assert_array_equal(2 * pictures[0] - 1, expected.states[0])
    output = np.asarray(session.model(session.dataset.x_test[3:4]))
    np.testing.assert_array_equal(pictures[SHOWN - 1], output.reshape(-1))
    np.testing.assert_array_equal(pictures[SHOWN], session.dataset.y_test[3].reshape(-1))
    assert found["energy"][:-1] == pytest.approx(expected.energies, rel=1e-5)
    assert found["energy"][-1] == found["energy"][-2]
    np.testing.assert_array_equal(found["update"], [0, *expected.changed, 4 * 64])
    assert found["changes"] == len(expected.changed) > 0
    assert found["nearest"] == session.dataset.group_test[3]
    assert found["agreement"] == 1
    assert (np.diff(found["height"]) < 0).all()
    assert set(found["at"]) <= set(found["update"])


def test_before_it_has_learned_nothing_changes_and_there_is_no_energy():
    found = read(session_on("hopfield"), "recall")
    assert found["changes"] == 0
    assert found["energy"].tolist() == [0, 0]
    assert 0.7 < float(found["agreement"][0]) < 1
    assert read(session_on("hopfield"), "couplings")["largest"] == 0


def test_a_drawn_pattern_is_recalled():
    session = session_on("hopfield", steps=60)
    with pytest.raises(ProbeMisfit, match="not made an example yet"):
        read(session, "recall", split="own")
    session.apply(Give(session.dataset.y_train[0]))
    found = read(session, "recall", split="own")
    assert (found["changes"], found["agreement"]) == (0, 1)
    assert found["nearest"] == session.dataset.group_train[0]


def test_couplings_are_shares_of_the_largest_mirrored_and_upside_down():
    session = session_on("hopfield", steps=60)
    found, weights = read(session, "couplings"), weights_of(session)
    largest = np.abs(weights).max()
    assert found["largest"] == pytest.approx(largest)
    assert found["values"].values == pytest.approx(weights[::-1] / largest, abs=1e-6)


@pytest.mark.backends
def test_dreams_are_gibbs_chains_and_their_free_energy():
    session = session_on("boltzmann", steps=20)
    machine = energy.Machine(*(one.astype(np.float64) for one in session.weights()["machine"]))
    found = read(session, "fantasies", seed=3)
    again = read(session, "fantasies", seed=3)
    np.testing.assert_array_equal(found["values"].values, again["values"].values)
    pictures = found["values"].values[:, ::-1].reshape(CHAINS, len(STAGES), -1)
    rng = np.random.default_rng(3)
    noise = rng.random((CHAINS, 64))
    assert pictures[:, 0] == pytest.approx(noise, abs=1e-6)
    first = machine.gibbs((rng.random(noise.shape) < noise).astype(float), 1, rng)
    assert pictures[:, 1] == pytest.approx(first, abs=1e-6)
    rows = session.dataset.x_train.reshape(ROWS, -1).astype(np.float64)
    assert found["energy"][0] == pytest.approx(machine.free_energy(rows).mean(), rel=1e-4)
    assert found["energy"][2] == pytest.approx(machine.free_energy(noise).mean(), rel=1e-4)
    dreams = machine.free_energy(pictures[:, -1].astype(np.float64)).mean()
    assert found["energy"][3] == pytest.approx(dreams, rel=1e-4)


def test_filters_are_the_weights_of_each_hidden_unit():
    session = session_on("boltzmann", steps=5)
    kernels = session.weights()["machine"][0]
    found = read(session, "hidden_filters")["values"].values
    assert found.shape == (64, 8, 8)
    unit = kernels[:, 7] / np.abs(kernels[:, 7]).max()
    assert found[7, ::-1].reshape(-1) == pytest.approx(unit, abs=1e-6)


@pytest.mark.parametrize("probe", ["recall", "couplings", "hidden_filters", "fantasies"])
def test_other_networks_say_what_is_missing(probe):
    other = "boltzmann" if probe in ("recall", "couplings") else "hopfield"
    with pytest.raises(ProbeMisfit, match=r"This network has no (Hopfield|Boltzmann)"):
        read(session_on(other), probe)


def test_a_memory_of_something_else_than_the_picture_cannot_be_drawn():
    wide: dict[str, Value] = {"target_shape": (8, 8, 1)}
    layers = (
        LayerSpec(id="flat", kind="flatten"),
        LayerSpec(id="wide", kind="dense", params={"units": 160}),
        LayerSpec(id="memory", kind="hopfield"),
        LayerSpec(id="small", kind="dense", params={"units": 64}),
        LayerSpec(id="picture", kind="reshape", params=wide),
    )
    session = session_on("hopfield", network=NetworkSpec(layers=layers))
    with pytest.raises(ProbeMisfit, match="not read a grey image"):
        read(session, "recall")
    with pytest.raises(ProbeMisfit, match="160 units"):
        read(session, "couplings")


@pytest.mark.parametrize("name", ["hopfield", "boltzmann"])
def test_gradients_that_do_not_come_from_the_output_are_not_drawn_as_0(name):
    with pytest.raises(ProbeMisfit, match="their own energy"):
        read(session_on(name), "gradient_flow")


@pytest.mark.parametrize("name", ["hopfield", "boltzmann"])
def test_the_script_trains_as_the_session_does(name, tmp_path):
    session = session_on(name)
    script = keras_script(session.experiment, session.dataset.signature, 2)
    said = run_script(tmp_path, script, session.experiment, session.dataset)
    session.train(60.0, 2 * session.steps_per_epoch)
    metrics = session.evaluate()
    assert said["loss"][-1] == pytest.approx(metrics.loss, rel=1e-3)
    assert said["test_error"][-1] == pytest.approx(metrics.test_accuracy, rel=1e-3)


def ends_of(found: dict[str, Any], sign: str) -> list[tuple[float, ...]]:
    """Return where the links of a sign begin and end, without the gaps."""
    x, y = (found[f"{sign}_{axis}"].reshape(-1, 3) for axis in "xy")
    assert np.isnan(x[0]).all()
    assert np.isnan(x[1:, 2]).all()
    assert np.isfinite(x[1:, :2]).all()
    return [tuple(row) for row in np.concatenate([x[1:, :2], y[1:, :2]], axis=1).round(4)]


def test_the_strongest_links_of_a_memory_are_chords_between_their_units():
    session = session_on("hopfield", steps=60)
    found, weights = read(session, "mesh"), weights_of(session)
    lines = {sign: ends_of(found, sign) for sign in ("positive", "negative")}
    assert sum(map(len, lines.values())) == STRONGEST
    at = places(64, 0)
    firsts, seconds = np.triu_indices(64, 1)
    best = np.argsort(-np.abs(weights[firsts, seconds]), kind="stable")[:STRONGEST]
    for one in best:
        first, second = firsts[one], seconds[one]
        sign = "positive" if weights[first, second] > 0 else "negative"
        ends = (*at[[first, second], 0], *at[[first, second], 1])
        assert tuple(np.array(ends, np.float32).round(4)) in lines[sign]
    output = np.asarray(session.model(session.dataset.x_test[:1])).reshape(-1)
    np.testing.assert_array_equal(found["state"], output)
    np.testing.assert_array_equal(
        found["before"].values[0, ::-1], session.dataset.x_test[0, ..., 0]
    )


def test_a_machine_shows_how_likely_its_hidden_units_are():
    session = session_on("boltzmann", steps=5)
    found = read(session, "mesh", example=2)
    machine = energy.Machine(*(one.astype(np.float64) for one in session.weights()["machine"]))
    on = machine.up(session.dataset.x_test[2:3].reshape(1, -1).astype(np.float64))
    assert found["state"][64:] == pytest.approx(on[0], abs=1e-5)
    assert found["after"].values[0, ::-1].reshape(-1) == pytest.approx(
        machine.down(on)[0], abs=1e-5
    )
    lines = ends_of(found, "positive") + ends_of(found, "negative")
    assert len(lines) == STRONGEST
    assert {line[:2] for line in lines} == {tuple(np.array([0.08, 0.92], np.float32).round(4))}


def test_before_it_has_learned_a_memory_has_no_links():
    found = read(session_on("hopfield"), "mesh")
    assert not ends_of(found, "positive")
    assert not ends_of(found, "negative")
