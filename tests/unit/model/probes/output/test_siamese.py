"""Distances between the codes of pairs, and where an answer turns, against NumPy."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.core.run.run import ProbeRequest
from nnviz.core.spec.network import LayerSpec
from nnviz.data import load
from nnviz.data.presets import PRESETS
from nnviz.model.probes import ProbeMisfit
from nnviz.model.probes.output.siamese import BINS, distances, turn
from nnviz.model.session import Session

ROWS = 120
SIAMESE = PRESETS["siamese"].experiment
ONE_NUMBER = LayerSpec(id="apart", kind="pair_distance", params={"measure": "distance"})


def session_of(experiment, steps: int = 0, **parts: Any) -> Session:
    full = load(experiment.data)
    cut = {name: getattr(full, name)[:ROWS] for name in ("x_train", "y_train", "x_test", "y_test")}
    session = Session(experiment, replace(full, **{**cut, **parts}))
    while session.step < steps:
        session.train(0.05, steps - session.step)
    return session


def read(session: Session, **options: Any) -> dict[str, Any]:
    return session.probe(ProbeRequest("key", "siamese", options))


def codes_of(session: Session, x: np.ndarray) -> np.ndarray:
    """What the network makes of pairs, called layer by layer up to the codes."""
    values = x
    for layer in session.model.layers[1:]:
        values = layer(values)
        if layer.name == "code":
            break
    return np.asarray(values, np.float64)


@pytest.mark.backends
def test_hills_pictures_and_verdicts_are_those_of_numpy():
    session = session_of(SIAMESE, steps=60)
    x, y = session.dataset.x_test, np.asarray(session.dataset.y_test)
    codes, sure = codes_of(session, x), np.asarray(session.model(x), np.float64)[:, 0]
    apart = np.linalg.norm(codes[:, 0] - codes[:, 1], axis=1)
    found = read(session, count=4)
    low, end = found["end"]
    assert low == 0
    assert end >= np.quantile(apart, 0.98)
    hills = np.array(
        [np.histogram(np.minimum(apart[y == kind], end), BINS, (0, end))[0] / (y == kind).sum()
         for kind in (0, 1)]
    )  # fmt: skip
    np.testing.assert_allclose(found["shares"], hills / hills.max(), atol=1e-5)
    width = end / BINS
    np.testing.assert_allclose(found["middles"], width * (np.arange(BINS) + 0.5), rtol=1e-4)
    means = [apart[y == kind].mean() for kind in (0, 1)]
    np.testing.assert_allclose(found["mean"], means, rtol=1e-4)
    worst = np.argsort(np.where(y == 1, sure, 1 - sure), kind="stable")[:4]
    np.testing.assert_allclose(found["apart"], apart[worst], rtol=1e-4)
    np.testing.assert_array_equal(found["pictures"].values[:, ::-1], x[worst][..., 0])
    said = (sure[worst] > 0.5).astype(int)
    np.testing.assert_array_equal(found["verdict"] // 2, said)
    np.testing.assert_array_equal(found["verdict"] % 2, said != y[worst])


@pytest.mark.backends
def test_where_only_the_distance_counts_the_answer_turns_exactly_at_minus_b_over_w():
    network = SIAMESE.network.replaced("apart", ONE_NUMBER)
    session = session_of(SIAMESE.changed(network=network), steps=1)
    output = session.model.get_layer("output")
    weight, bias = -3.0, 3.0 * float(read(session)["mean"].mean())
    output.set_weights([np.array([[weight]], np.float32), np.array([bias], np.float32)])
    found = read(session)
    assert found["threshold"] == pytest.approx([-bias / weight] * 2, rel=1e-3)
    assert found["agreement"] == 1


def test_an_answer_that_is_always_the_same_turns_nowhere():
    session = session_of(SIAMESE)
    output = session.model.get_layer("output")
    output.set_weights([np.zeros((16, 1), np.float32), np.ones(1, np.float32)])
    found = read(session)
    assert np.isnan(found["threshold"]).all()
    assert np.isnan(found["agreement"]).all()
    assert set(found["verdict"]) <= {2, 3}


def test_pairs_that_are_all_alike_and_all_of_one_kind_are_still_drawn():
    full = load(SIAMESE.data)
    same = np.concatenate([full.x_test[:5, :, :8]] * 2, axis=2)
    session = session_of(SIAMESE, x_test=same, y_test=np.ones(5, np.int32))
    found = read(session)
    assert found["mean"].tolist() == [0, 0]
    assert found["apart"].tolist() == [0] * 5
    assert found["shares"][0].tolist() == [0] * BINS
    assert found["shares"][1].tolist() == [1] + [0] * (BINS - 1)
    assert len(found["pictures"].values) == 5


def test_networks_without_twins_say_why():
    circle = session_of(PRESETS["one_hidden"].experiment)
    with pytest.raises(ProbeMisfit, match="grey images"):
        read(circle)
    with pytest.raises(ProbeMisfit, match="two classes of pairs"):
        read(session_of(PRESETS["autoencoder"].experiment))
    dense = LayerSpec(id="output", kind="dense", params={"units": 1, "activation": "sigmoid"})
    flat = SIAMESE.network.changed(layers=(LayerSpec(id="flat", kind="flatten"), dense))
    with pytest.raises(ProbeMisfit, match="shared layers"):
        read(session_of(SIAMESE.changed(network=flat)))


def test_a_distance_is_euclidean():
    codes = np.array([[[0, 0], [3, 4]], [[1, 1], [1, 1]]], np.float32)
    assert distances(codes).tolist() == [5, 0]


def test_a_turn_lies_between_the_two_nearest_pairs_by_a_straight_line():
    apart = np.array([4.0, 1.0, 2.0, 3.0])
    assert turn(apart, 2.5 - apart) == (2.5, 1.0)
    assert turn(apart, apart - 2.1) == (pytest.approx(2.1), 1.0)


def test_where_answers_contradict_each_other_the_fewest_count():
    apart = np.arange(10.0)
    logits = np.where(apart < 5, 1.0, -1.0)
    logits[7] = 2.0
    assert turn(apart, logits) == (4.5, 0.9)


@pytest.mark.parametrize(
    ("apart", "logits"),
    [
        ([], []),
        ([1.0], [1.0]),
        ([2.0, 2.0], [1.0, -1.0]),
        ([1.0, 2.0, 3.0], [1.0, 1.0, 1.0]),
        ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [1.0, -1.0, 1.0, -1.0, 1.0, -1.0]),
    ],
)
def test_what_no_distance_parts_turns_nowhere(apart, logits):
    assert turn(np.array(apart), np.array(logits)) is None
