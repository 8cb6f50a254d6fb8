"""Gradients over the run, distributions and the loss surface, against the model's own numbers."""

import numpy as np
import pytest

from nnviz.core.run.run import ProbeRequest
from nnviz.model.probes import ProbeMisfit
from nnviz.model.probes.learning import loss_surface
from nnviz.model.probes.learning.loss_surface import path_directions, random_directions


@pytest.fixture
def trained(make_session, layers, train):
    session = make_session(
        "circle", layers["layer"]("dense", units=3, activation="tanh"),
        layers["layer"]("batch_normalization"), layers["output"](1), learning_rate=0.05,
    )  # fmt: skip
    train(session, 12)
    return session


def probe(session, name, **options):
    return session.probe(ProbeRequest("key", name, options))


def finished(session, name, **options):
    """Ask until no more is to come, as a viewer does."""
    while "unfinished" in (found := probe(session, name, **options)):
        pass
    return found


def gradient_size(session, layer: str) -> float:
    data, learning = session.dataset, session._live.learning
    _, gradients = learning.by_weights(data.x_train[:64], data.y_train[:64])
    own = {id(v) for v in session.model.get_layer(layer).trainable_variables}
    flat = [g.reshape(-1) for v, g in zip(learning.variables, gradients, strict=True)
            if id(v) in own]  # fmt: skip
    return float(np.sqrt(np.square(np.concatenate(flat)).mean()))


@pytest.mark.backends
def test_the_history_holds_the_gradients_of_each_checkpoint(trained):
    before = trained.weights()
    found = finished(trained, "gradient_flow")
    assert found["step"].tolist() == [
        *(s + 1 for s in trained.checkpoints.steps),
        found["step"][-1],
    ]
    for column, step in enumerate(trained.checkpoints.steps):
        trained.look_back(step)
        for row, layer in enumerate(("dense", "batch_normalization", "output")):
            size = np.log10(gradient_size(trained, layer))
            assert found["history"][row, column] == pytest.approx(size, abs=1e-4)
    trained.look_back(None)
    now = [gradient_size(trained, name) for name in ("dense", "batch_normalization", "output")]
    assert found["size"] == pytest.approx(np.array(now), rel=1e-4)
    after = trained.weights()
    assert all(
        (a == b).all() for name in before for a, b in zip(before[name], after[name], strict=True)
    )


def test_a_deep_sigmoid_network_vanishes_and_its_repairs_do_not():
    from nnviz.data import load
    from nnviz.data.presets.vanishing import VANISHING
    from nnviz.model.session import Session

    falls = {}
    for name, trial in VANISHING.items():
        session = Session(trial.experiment, load(trial.experiment.data))
        if name == "normalized":
            session.train(20, 500)  # Its moving statistics have to come to something first.
        sizes = probe(session, "gradient_flow")["size"]
        assert isinstance(sizes, np.ndarray)
        falls[name] = sizes[-1] / sizes[0]
    assert falls["sigmoid"] > 10_000
    assert max(falls[name] for name in ("relu", "he", "normalized", "skips")) < 100


@pytest.mark.backends
def test_every_column_of_the_distributions_counts_all_weights(trained):
    found = finished(trained, "weights_over_time", layer="dense")
    for name in ("weights", "gradients"):
        assert found[name].sum(axis=0) == pytest.approx(np.ones(len(found["step"])), abs=1e-5)
    kernel, bias = trained.weights()["dense"]
    flat = np.concatenate([kernel.reshape(-1), bias])
    edge = (found["weight"][1] - found["weight"][0]) / 2
    bin_of = np.clip(np.round((flat - found["weight"][0]) / (2 * edge)), 0, 40).astype(int)
    expected = np.bincount(bin_of, minlength=41) / len(flat)
    assert found["weights"][:, -1] == pytest.approx(expected, abs=1e-5)
    with pytest.raises(ProbeMisfit, match="no trainable weights"):
        finished(trained, "weights_over_time", layer="dropout")


@pytest.mark.backends
@pytest.mark.parametrize("along", ["random", "path"])
def test_the_middle_of_the_surface_is_the_loss_and_the_path_ends_there(trained, along):
    coarse = probe(trained, "loss_surface", along=along)
    found = finished(trained, "loss_surface", along=along)
    data = trained.dataset
    loss, _ = trained._live.learning.by_weights(data.x_train[:64], data.y_train[:64])
    assert 10 ** coarse["loss"][2, 2] == pytest.approx(loss, rel=1e-4)
    assert 10 ** found["loss"][10, 10] == pytest.approx(loss, rel=1e-4)
    assert found["path_a"][-1] == pytest.approx(0, abs=1e-4)
    assert found["now_b"][0] == pytest.approx(0, abs=1e-4)


def test_whoever_comes_back_to_a_surface_sees_the_earlier_one_at_once(trained, train, monkeypatch):
    monkeypatch.setattr(loss_surface, "_REST", 0.0)
    before = finished(trained, "loss_surface")
    train(trained, 30)
    at_once = probe(trained, "loss_surface")
    np.testing.assert_array_equal(at_once["loss"], before["loss"])
    assert "unfinished" in at_once
    assert len(at_once["path_a"]) > len(before["path_a"])
    anew = finished(trained, "loss_surface")
    assert np.abs(anew["loss"] - before["loss"]).max() > 0
    assert (anew["now_a"], anew["now_b"]) == (pytest.approx(0, abs=1e-4),) * 2


@pytest.mark.backends
def test_the_loss_on_the_path_is_the_loss_of_its_checkpoint(trained):
    """With the plane through three checkpoints, the first of them lies exactly on it."""
    learning, data = trained._live.learning, trained.dataset
    flat = np.concatenate([np.asarray(v.numpy()).reshape(-1) for v in learning.variables])
    directions = np.stack([np.zeros_like(flat), np.zeros_like(flat)])
    directions[0, 0] = 1.0
    offsets = np.array([[0.0, 0.0], [0.5, 0.0]], np.float32)
    x, y = data.x_train[:64], data.y_train[:64]
    found = learning.losses_along(flat, directions, offsets, x, y)
    kernel = learning.variables[0]
    value = np.array(kernel.numpy())
    moved = value.copy()
    moved.reshape(-1)[0] += 0.5
    for shown, expected in ((value, found[0]), (moved, found[1])):
        kernel.assign(shown)
        assert learning.by_weights(x, y)[0] == pytest.approx(float(expected), rel=1e-5)
    kernel.assign(value)


def test_random_directions_are_as_long_as_the_weights_filter_by_filter():
    rng = np.random.default_rng(0)
    kernel, bias = rng.normal(0, 1, (3, 3, 2, 4)), rng.normal(0, 1, 4)
    found = random_directions([kernel, bias], 7)
    for direction in found:
        drawn = direction[: kernel.size].reshape(kernel.shape)
        assert np.linalg.norm(drawn.reshape(-1, 4), axis=0) == pytest.approx(
            np.linalg.norm(kernel.reshape(-1, 4), axis=0)
        )
        assert not direction[kernel.size :].any()
    assert not np.allclose(found[0], found[1])


def test_the_directions_of_a_path_hold_a_flat_path_entirely():
    rng = np.random.default_rng(1)
    path = rng.normal(0, 1, (6, 2)) @ rng.normal(0, 1, (2, 9))
    found = path_directions(path)
    moved = path - path[-1]
    assert moved @ found.T @ found == pytest.approx(moved)
    assert found @ found.T == pytest.approx(np.eye(2), abs=1e-9)


def test_a_path_of_one_weight_has_no_second_direction():
    found = path_directions(np.array([[3.0], [1.0], [2.0]]))
    assert np.abs(found).tolist() == [[1.0], [0.0]]


def test_directions_of_huge_and_of_unmoved_weights_are_of_length_one():
    path = np.random.default_rng(1).normal(0, 1, (4, 9)) * 1e200
    for rows in (path, np.zeros((4, 9))):
        found = path_directions(rows)
        assert found @ found.T == pytest.approx(np.eye(2), abs=1e-9)


def test_weights_that_are_no_numbers_have_no_surface_but_those_before_have(
    make_session, layers, train
):
    session = make_session("circle", layers["output"](1))
    train(session, 40)
    (kernel, *_) = session._live.learning.variables
    good = kernel.numpy()
    kernel.assign(np.full_like(good, np.nan))
    for along in ("path", "random"):
        with pytest.raises(ProbeMisfit, match="Some weights are infinite"):
            probe(session, "loss_surface", along=along)
    while "unfinished" in probe(session, "preparation", page="learning"):
        pass
    kernel.assign(good)
    assert np.isfinite(finished(session, "loss_surface", along="path")["loss"]).all()


def test_a_run_that_has_not_begun_has_no_path(make_session, layers):
    session = make_session("circle", layers["output"](1))
    with pytest.raises(ProbeMisfit, match="Train for a few steps"):
        probe(session, "loss_surface", along="path")
