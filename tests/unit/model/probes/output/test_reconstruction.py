"""Read-outs of networks that give pictures, rows and texts, against NumPy."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.run.run import ProbeRequest
from nnviz.core.spec.experiment import Experiment, TrainingSpec
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data import default_spec, load
from nnviz.data.experiments import with_data
from nnviz.data.presets import PRESETS
from nnviz.data.starters import STARTERS
from nnviz.model.probes.output.reconstruction import area, errors
from nnviz.model.session import Session


@pytest.fixture(autouse=True)
def without_xla(monkeypatch):
    monkeypatch.setenv("NNVIZ_XLA", "off")


def read(session: Session, probe: str, **options: Any) -> dict[str, Any]:
    return session.probe(ProbeRequest("key", probe, options))


def session_on(name: str) -> Session:
    first = next(iter(STARTERS.values())).experiment
    experiment = with_data(first, default_spec(name))
    return Session(experiment, load(experiment.data))


@pytest.mark.parametrize(
    ("usual", "unusual", "expected"),
    [
        ([1, 2], [3, 4], 1.0),
        ([3, 4], [1, 2], 0.0),
        ([1, 1], [1], 0.5),
        ([1, 3], [2], 0.5),
        ([], [1], 0.5),
        ([1], [], 0.5),
    ],
)
def test_the_area_is_how_often_the_unusual_is_worse(usual, unusual, expected):
    assert area(np.array(usual), np.array(unusual)) == expected


def test_an_error_is_the_mean_square_of_an_example():
    found = errors(np.array([[[1.0], [3.0]], [[0.0], [0.0]]]), np.zeros((2, 2, 1)))
    np.testing.assert_array_equal(found, [5.0, 0.0])


def test_pictures_are_what_the_network_gives_upside_down():
    session = session_on("digits_again")
    data = session.dataset
    outputs = np.asarray(session.model(data.x_test[:3]))
    found = read(session, "reconstruction", count=3)
    np.testing.assert_allclose(
        found["values"].values, np.clip(outputs[:, ::-1, :, 0], 0, 1), atol=1e-6
    )
    np.testing.assert_allclose(
        found["score"], np.abs(outputs - data.y_test[:3]).mean(axis=(1, 2, 3)), rtol=1e-5
    )


def test_a_mask_is_shown_as_probabilities():
    session = session_on("find_circles")
    outputs = np.asarray(session.model(session.dataset.x_test[:2]))
    found = read(session, "reconstruction", count=2)
    np.testing.assert_allclose(found["values"].values, outputs[:, ::-1, :, 0], atol=1e-6)


def test_alarms_are_what_lies_above_the_threshold():
    session = session_on("transactions")
    data = session.dataset
    found = read(session, "errors")
    own = np.square(np.asarray(session.model(data.x_test)) - data.y_test).mean(axis=1)
    np.testing.assert_allclose(10 ** found["error"], own[:600], rtol=1e-4)
    alarm = found["error"] > found["threshold"]
    odd = data.group_test[:600] == 1
    np.testing.assert_allclose(found["rates"][:2], [alarm[odd].mean(), alarm[~odd].mean()])


def test_what_is_written_is_read_before_the_next_word():
    """The tokens are those that one sees when the growing text is typed anew for each."""
    session = Session(PRESETS["gpt"].experiment, load(PRESETS["gpt"].data))
    found = read(session, "completion", text="the cats")
    words, vocabulary = ["the", "cats"], session.dataset.vocabulary
    for token, sure in zip(found["token"][:4], found["probability"][:4], strict=True):
        expected = read(session, "next_word", text=" ".join(words))
        assert token == expected["token"][0]
        assert sure == pytest.approx(expected["probability"][0], rel=1e-5)
        if vocabulary[token].startswith("("):
            break
        words.append(vocabulary[token])


def test_places_that_do_not_count_change_neither_loss_nor_gradient():
    session = session_on("fill_gaps")
    data = session.dataset
    outputs = np.asarray(session.model(data.x_test[:8]))
    raised = np.exp(outputs - outputs.max(axis=-1, keepdims=True))
    sure = raised / raised.sum(axis=-1, keepdims=True)
    counted = data.y_test[:8].astype(int) >= 0
    expected = -np.log(
        np.take_along_axis(sure, np.maximum(data.y_test[:8], 0)[..., None], -1)[..., 0][counted]
    ).mean()
    loss, _ = session._live.learning.by_weights(data.x_test[:8], data.y_test[:8])
    assert loss == pytest.approx(expected, rel=1e-4)


@pytest.mark.backends
def test_activity_costs_something_while_training():
    """With a large regularization on activity, the code shrinks; without, it does not."""
    sizes = []
    for factor in (0.0, 1.0):
        layers = (
            LayerSpec(id="code", kind="dense", params={"units": 4}),
            LayerSpec(id="cost", kind="activity_regularization", params={"l1": factor, "l2": 0.0}),
            LayerSpec(id="output", kind="dense", params={"units": 8}),
        )
        experiment = Experiment(
            data=default_spec("transactions"),
            network=NetworkSpec(layers=layers),
            training=TrainingSpec(loss="mse", batch_size=32),
        )
        session = Session(experiment, load(experiment.data))
        session.train(5.0, 200)
        code = session._live.readout.layers(session.dataset.x_test[:100])["code"]
        sizes.append(float(np.abs(code).mean()))
    assert sizes[1] < 0.2 * sizes[0]
