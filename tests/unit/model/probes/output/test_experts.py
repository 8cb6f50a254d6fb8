"""Who answers where in a mixture of experts, against NumPy from the gate's weights."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.families.experts import experts
from nnviz.core.families.regions import borders
from nnviz.core.run.run import ProbeRequest
from nnviz.core.spec.network import LayerSpec
from nnviz.data import load
from nnviz.data.presets import PRESETS
from nnviz.model.probes import ProbeMisfit
from nnviz.model.session import Session
from tests.unit.model.conftest import layer

SIDE = 7


def read(session: Session, **options: Any) -> dict[str, Any]:
    return session.probe(ProbeRequest("key", "experts", options))


def softmax(x, weights, bias):
    raised = np.exp((x @ weights + bias).astype(np.float64))
    return raised / raised.sum(axis=1, keepdims=True)


def preset():
    experiment = PRESETS["experts"].experiment
    return Session(experiment, load(experiment.data))


def gate_of(session: Session) -> tuple[np.ndarray, ...]:
    found = experts(session.experiment.network)
    assert found is not None
    return session.weights()[found.gate]


@pytest.mark.backends
def test_regions_are_where_the_softmax_of_the_gate_is_largest(train):
    session = preset()
    train(session, 60)
    found, extent = read(session, side=SIDE), session.dataset.plane_extent
    axis = np.linspace(-extent, extent, SIDE)
    plane = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    shares = softmax(plane, *gate_of(session))
    assert found["expert"].ravel().tolist() == shares.argmax(axis=1).tolist()
    clear = (3 * shares.max(axis=1) - 1) / 2
    np.testing.assert_allclose(found["clear"].values.ravel(), clear, atol=1e-4)
    step = 2 * extent / (SIDE - 1)
    expected = borders(shares.reshape(SIDE, SIDE, 3)) * step - extent
    ends = np.stack([found["border_x"], found["border_y"]], axis=1)
    assert len(ends)
    np.testing.assert_allclose(ends, expected, atol=1e-3)
    for number, place in enumerate(zip(found["middle_x"], found["middle_y"], strict=True)):
        assert softmax(np.array([place]), *gate_of(session)).argmax() == number


@pytest.mark.backends
def test_use_is_the_mean_share_on_the_training_data_and_of_each_class():
    session = preset()
    data, found = session.dataset, read(session)
    shares = softmax(data.x_train, *gate_of(session))
    np.testing.assert_allclose(found["used"], shares.mean(axis=0), atol=1e-5)
    of_classes = [shares[data.y_train.reshape(-1) == number].mean(axis=0) for number in (0, 1)]
    np.testing.assert_allclose(found["by_group"][1:], of_classes, atol=1e-5)
    np.testing.assert_array_equal(found["by_group"][0], found["used"])


def test_a_dead_expert_has_no_share_and_no_place():
    session = preset()
    gate: Any = session.model.get_layer("gate")
    kernel, bias = gate.get_weights()
    gate.set_weights([kernel, bias - [0, 1000, 0]])
    found = read(session, side=SIDE)
    assert found["used"][1] == 0
    assert np.isnan([found["middle_x"][1], found["middle_y"][1]]).all()
    assert 1 not in found["expert"]
    assert np.isfinite(found["middle_x"][[0, 2]]).all()


def test_a_single_expert_answers_everywhere(make_session):
    mixture = LayerSpec(id="mixed", kind="mixture", inputs=("who", "only"))
    only = LayerSpec(id="only", kind="dense", params={"units": 1}, inputs=("input",))
    who = layer("dense", "who", units=1)
    session = make_session("plane", who, only, mixture, loss="mse")
    found = read(session, side=2)
    assert found["used"].tolist() == [1]
    assert found["by_group"].tolist() == [[1]]
    assert found["clear"].values.tolist() == [[1, 1], [1, 1]]
    assert not len(found["border_x"])


def test_the_input_itself_can_be_the_gate_of_a_table(make_session):
    """Four measures of a flower share it out to four experts."""
    answers = [
        LayerSpec(id=f"says_{number}", kind="dense", params={"units": 3}, inputs=("input",))
        for number in range(4)
    ]
    reads = ("input", *(answer.id for answer in answers))
    mixture = LayerSpec(id="mixed", kind="mixture", inputs=reads)
    session = make_session("iris", *answers, mixture, loss="categorical_crossentropy")
    data, found = session.dataset, read(session)
    sizes = np.abs(data.x_train) / np.abs(data.x_train).sum(axis=1, keepdims=True)
    assert set(found) == {"used", "by_group"}
    np.testing.assert_allclose(found["used"], sizes.mean(axis=0), atol=1e-6)
    assert found["by_group"].shape == (4, 4)
    np.testing.assert_allclose(
        found["by_group"][3], sizes[data.y_train == 2].mean(axis=0), atol=1e-6
    )


def test_a_network_without_a_mixture_says_so(make_session):
    session = make_session("circle", layer("dense", units=1), loss="mse")
    with pytest.raises(ProbeMisfit, match="no mixture of experts"):
        read(session)
