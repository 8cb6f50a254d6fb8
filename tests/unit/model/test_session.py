from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.errors import RunError, SpecError
from nnviz.core.run.live_settings import LIVE
from nnviz.core.run.run import Reset, Set, SetWeight
from nnviz.core.spec.experiment import StopSpec
from nnviz.model.backends.current_backend import get_backend
from nnviz.model.saving import snapshot
from nnviz.model.session import Session

pytestmark = pytest.mark.backends


def equal_weights(one, other):
    return one.keys() == other.keys() and all(
        np.array_equal(a, b) for name in one for a, b in zip(one[name], other[name], strict=True)
    )


@pytest.fixture
def session(family):
    return Session(*family("dense", batch_size=10, optimizer="adam"))


def test_a_new_session_stands_at_the_start(session):
    assert (session.epoch, session.step, session.seconds, session.kept) == (0, 0, 0.0, ())
    assert session.steps_per_epoch == 6
    assert session.device == ("CPU" if get_backend().name == "TensorFlow" else "CPU · JAX")
    assert session.history.rows == []


def test_steps_and_epochs_are_counted(session, train):
    losses = train(session, 13)
    assert losses.shape == (13,)
    assert losses.dtype == np.float32
    assert (session.step, session.epoch) == (13, 2)
    assert session.seconds > 0


def test_exactly_the_steps_asked_for_are_made(session):
    assert session.train(10, 1).steps == 1
    assert session.train(0.0, 1).steps == 1
    assert session.train(10, 9).steps == 9
    with pytest.raises(RunError, match="at least one step"):
        session.train(1, 0)


def test_a_slice_takes_about_the_time_it_was_given(session):
    session.train(0.05)
    assert session.train(0.05).steps > 20
    before = session.seconds
    session.train(0.05)
    assert 0.02 < session.seconds - before < 0.5


def test_the_losses_fall(session, train):
    losses = train(session, 600)
    assert losses[-30:].mean() < 0.5 * losses[:30].mean()


def test_evaluating_measures_all_rows_and_notes_it(session, train):
    train(session, 9)
    metrics = session.evaluate()
    data = session.dataset
    for x, y, loss, accuracy in (
        (data.x_train, data.y_train, metrics.loss, metrics.accuracy),
        (data.x_test, data.y_test, metrics.test_loss, metrics.test_accuracy),
    ):
        said = session.model.predict_on_batch(x)[:, 0]
        expected = -np.log(np.where(y == 1, said, 1 - said)).mean()
        assert loss == pytest.approx(expected, rel=1e-4)
        assert accuracy == pytest.approx(((said > 0.5) == y).mean())
    assert session.history.rows == [
        (1.5, metrics.loss, metrics.test_loss, metrics.accuracy, metrics.test_accuracy)
    ]


def test_for_regression_accuracy_is_the_mean_absolute_error(family):
    session = Session(*family("lstm"))
    said = session.model.predict_on_batch(session.dataset.x_test)
    metrics = session.evaluate()
    error = said - session.dataset.y_test.reshape(said.shape)
    assert metrics.test_accuracy == pytest.approx(np.abs(error).mean(), rel=1e-5)
    assert metrics.test_loss == pytest.approx(np.square(error).mean(), rel=1e-5)


def test_the_error_of_one_value_has_its_unit_and_the_explained_share_has_none(family):
    experiment, dataset = family("lstm")
    session = Session(experiment, replace(dataset, target_scale=7.0, target_mean=30.0))
    metrics, plain = session.evaluate(), Session(experiment, dataset).evaluate()
    assert metrics.test_accuracy == pytest.approx(7 * plain.test_accuracy, rel=1e-5)
    assert metrics.test_loss == pytest.approx(plain.test_loss, rel=1e-5)
    truth = dataset.y_test.reshape(-1).astype(np.float64)
    said = session.model.predict_on_batch(dataset.x_test).reshape(-1)
    expected = 1 - np.square(said - truth).sum() / np.square(truth - truth.mean()).sum()
    assert metrics.test_r2 == plain.test_r2 == pytest.approx(expected, rel=1e-4)
    assert Session(*family("dense")).evaluate().r2 is None


def test_the_loss_reported_leaves_the_regularization_out(family):
    plain = Session(*family("dense"))
    heavy = Session(*family("dense", regularization="l2", regularization_rate=10.0))
    assert heavy.train(1, 1).losses.tolist() == plain.train(1, 1).losses.tolist()
    assert plain.evaluate().loss < 2


def test_a_regularization_shrinks_kernels_and_leaves_biases_alone(family, train):
    session = Session(
        *family("dense", regularization="l2", regularization_rate=0.0, optimizer="sgd")
    )
    session.apply(SetWeight("output", 1, (0,), 5.0))
    session.apply(Set(regularization_rate=10.0, learning_rate=0.04))
    before = session.weights()
    loss_free = Session(session.experiment.changed(seed=3), session.dataset, before)
    loss_free.apply(Set(regularization_rate=0.0))
    train(session, 1)
    train(loss_free, 1)
    with_regularization, without = session.weights(), loss_free.weights()
    for name in before:
        expected = without[name][0] - 0.04 * 2 * 10.0 * before[name][0]
        np.testing.assert_allclose(with_regularization[name][0], expected, atol=1e-5)
        np.testing.assert_allclose(with_regularization[name][1], without[name][1], atol=1e-6)


def test_the_learning_rate_acts_at_once(session, train):
    before = session.weights()
    session.apply(Set(learning_rate=1e-30))
    train(session, 5)
    assert session.experiment.training.learning_rate == 1e-30
    after = session.weights()
    assert np.array_equal(after["dense"][0], before["dense"][0])


def test_settings_are_noted_in_the_experiment(session):
    session.apply(Set(speed=5.0, stop=StopSpec(epochs=3)))
    assert session.experiment.training.speed == 5.0
    assert session.experiment.training.stop.epochs == 3
    session.apply(Set(speed=None))
    assert session.experiment.training.speed is None
    assert session.experiment.training.stop.epochs == 3


LIVE_VALUES = {
    "learning_rate": 0.5, "regularization_rate": 0.25, "speed": 3.0, "stop": StopSpec(epochs=9),
}  # fmt: skip


@pytest.mark.parametrize("name", LIVE)
def test_every_live_setting_is_taken_over(session, name):
    before = session.experiment.training
    session.apply(Set(**{name: LIVE_VALUES[name]}))
    assert session.experiment.training == before.changed(**{name: LIVE_VALUES[name]}) != before


@pytest.mark.parametrize(
    "bad",
    [
        Set(learning_rate=0.0),
        Set(learning_rate=float("nan")),
        Set(regularization_rate=-1),
        Set(speed=-2),
    ],
)
def test_a_setting_out_of_range_is_refused_and_changes_nothing(session, bad):
    before = session.experiment
    with pytest.raises(SpecError):
        session.apply(bad)
    assert session.experiment == before


def test_reset_gives_the_same_weights_batches_and_losses(session, train):
    initial = session.weights()
    first = train(session, 20)
    session.evaluate()
    session.apply(Set(learning_rate=0.5))
    session.apply(Set(learning_rate=0.01))
    session.apply(Reset())
    assert equal_weights(session.weights(), initial)
    assert (session.step, session.epoch, session.seconds) == (0, 0, 0.0)
    assert session.history.rows == []
    assert np.array_equal(train(session, 20), first)


def test_reset_keeps_a_learning_rate_set_meanwhile(session, train):
    session.apply(Set(learning_rate=1e-30))
    session.apply(Reset())
    before = session.weights()
    train(session, 3)
    assert np.array_equal(session.weights()["dense"][0], before["dense"][0])


def test_a_new_seed_is_a_run_of_that_seed(session, train):
    train(session, 7)
    session.apply(Reset(seed=11))
    fresh = Session(session.experiment, session.dataset)
    assert session.experiment.seed == 11
    assert equal_weights(session.weights(), fresh.weights())
    assert np.array_equal(train(session, 10), train(fresh, 10))


def test_weights_of_a_file_are_the_ones_that_a_reset_goes_back_to(session, train, family, tmp_path):
    train(session, 5)
    given = session.weights()
    heir = Session(*family("dense"), initial=given)
    assert equal_weights(heir.weights(), given)
    assert heir.kept == tuple(given)
    train(heir, 5)
    heir.save(tmp_path / "run")
    heir.apply(Reset())
    assert equal_weights(heir.weights(), given)
    assert (heir.step, heir.kept) == (0, tuple(given))
    later = Session.restore(tmp_path / "run", initial=given)
    assert not equal_weights(later.weights(), given)
    later.apply(Reset())
    assert equal_weights(later.weights(), given)
    later.apply(Reset(seed=5))
    later.apply(Reset())
    fresh = Session(session.experiment.changed(seed=5), session.dataset)
    assert equal_weights(later.weights(), fresh.weights())
    assert later.kept == ()


def test_learned_weights_come_before_initial_ones_until_a_reset(session, train, family):
    given = session.weights()
    train(session, 5)
    experiment, dataset = family("dense")
    heir = Session(experiment, dataset, session.weights(), initial=given)
    assert equal_weights(heir.weights(), session.weights())
    heir.apply(Reset())
    assert equal_weights(heir.weights(), given)


def test_weights_that_fit_are_kept_and_reset_forgets_them(session, train, family):
    train(session, 30)
    trained = session.weights()
    heir = Session(session.experiment, session.dataset, trained)
    assert heir.kept == ("dense", "output")
    assert equal_weights(heir.weights(), trained)
    heir.apply(Reset())
    assert heir.kept == ()
    assert equal_weights(heir.weights(), Session(*family("dense", batch_size=10)).weights())


def test_training_breaks_off_where_the_loss_is_not_finite(family):
    session = Session(*family("lstm", optimizer="sgd", learning_rate=100.0))
    result = session.train(5, 500)
    assert result.steps < 500
    assert not np.isfinite(result.losses[-1])
    assert np.isfinite(result.losses[:-1]).all()
    assert session.step == result.steps


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rmsprop"])
def test_a_restored_session_goes_on_exactly(make_session, train, layers, tmp_path, optimizer):
    session = make_session(
        "circle", *layers["everything random"], optimizer=optimizer, regularization="l1",
        regularization_rate=0.001,
    )  # fmt: skip
    train(session, 17)
    session.evaluate()
    session.apply(Set(learning_rate=0.02))
    session.save(tmp_path / "run.npz")
    expected, metrics = train(session, 40), session.evaluate()
    again = Session.restore(tmp_path / "run.npz", session.dataset)
    assert (again.step, again.epoch) == (17, 17 // session.steps_per_epoch)
    assert again.experiment == session.experiment
    assert len(again.history.rows) == 1
    assert np.array_equal(train(again, 40), expected)
    assert again.evaluate() == metrics
    assert again.history.rows == session.history.rows


def test_restoring_makes_the_data_anew(make_session, layers, tmp_path):
    session = make_session("circle", *layers["everything random"], rows=10_000)
    session.save(tmp_path / "run.npz")
    again = Session.restore(tmp_path / "run.npz")
    assert again.dataset is not session.dataset
    assert again.evaluate() == session.evaluate()


def test_a_snapshot_of_something_else_is_refused(make_session, layers, tmp_path):
    session = make_session("circle", *layers["everything random"])
    with pytest.raises(RunError, match="a snapshot of a run"):
        Session.restore(tmp_path / "nothing.npz")
    snapshot.write(tmp_path / "empty.npz", {}, {})
    with pytest.raises(RunError, match="with an experiment"):
        Session.restore(tmp_path / "empty.npz")
    session.save(tmp_path / "run.npz")
    meta, _ = snapshot.read(tmp_path / "run.npz")
    snapshot.write(tmp_path / "run.npz", meta, {"v0": np.zeros(3)})
    with pytest.raises(RunError, match="arrays of this network"):
        Session.restore(tmp_path / "run.npz", session.dataset)
    meta["experiment"]["seed"] = -1
    snapshot.write(tmp_path / "run.npz", meta, {})
    with pytest.raises(RunError, match="with an experiment"):
        Session.restore(tmp_path / "run.npz")


def test_a_network_that_does_not_fit_the_data_is_refused(make_session, layers):
    with pytest.raises(SpecError, match="1 output"):
        make_session("circle", layers["output"](2))


def test_one_row_and_one_layer_are_enough(make_session, layers, train):
    session = make_session("circle", layers["output"](1), rows=1, batch_size=50)
    assert session.steps_per_epoch == 1
    assert train(session, 3).shape == (3,)
    assert session.epoch == 3
    assert np.isfinite(session.evaluate().loss)


def test_a_layer_is_read_with_all_others_where_that_is_compiled_and_cheap(session, monkeypatch):
    readout, x = session._live.readout, session.dataset.x_test
    every = readout.layers(x[:3])
    names = tuple(every)

    def refuse(*_):
        raise AssertionError("nothing more has to be compiled")

    with monkeypatch.context() as patched:
        patched.setattr(readout.backend, "reader", refuse)
        found = readout.some(names[:1], x[:3])
    np.testing.assert_array_equal(found[names[0]], every[names[0]])
    many = np.repeat(x, 1_000_000 // len(x), axis=0)
    np.testing.assert_allclose(
        readout.some(names[:1], many)[names[0]][:1], every[names[0]][:1], rtol=1e-5
    )
    assert names[:1] in readout._readers
