"""The variational autoencoder: its draws and their price, and the plane that is walked in."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.code.keras_code import keras_script
from nnviz.core.opening.source import read_source
from nnviz.core.run.run import ProbeRequest
from nnviz.core.spec.network import LayerSpec
from nnviz.data import load
from nnviz.data.presets import PRESETS
from nnviz.engine.opening import open_model, same_network
from nnviz.model.backends.current_backend import get_backend
from nnviz.model.building.builder import build
from nnviz.model.probes import ProbeMisfit
from nnviz.model.probes.generative.latent_plane import bounds, divergence
from nnviz.model.saving.exporter import export
from nnviz.model.session import Session
from tests.unit.model.conftest import shortened
from tests.unit.model.test_keras_code import run_script

ROWS, BATCH = 64, 16
SIDE = 3


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def sampling(kl_weight=0.5, seed=3):
    from nnviz.model.building.custom_layers import Sampling

    return Sampling(kl_weight=kl_weight, seed=seed)


def noise(*shape, seed=3):
    """What a layer with this seed draws first."""
    import keras

    return np.asarray(keras.random.normal(shape, seed=keras.random.SeedGenerator(seed)))


def variational(**training):
    experiment = PRESETS["variational"].experiment
    experiment = experiment.changed(training=experiment.training.changed(**training))
    return experiment, shortened(load(experiment.data), ROWS)


@pytest.mark.backends
def test_a_draw_is_the_mean_and_noise_as_wide_as_it_says():
    mean, log_variance = numbers(5, 2), numbers(5, 2, seed=1)
    drawn = np.asarray(sampling()(mean, log_variance, training=True))
    expected = mean + np.exp(log_variance / 2) * noise(5, 2)
    np.testing.assert_allclose(drawn, expected, atol=1e-5)


def test_its_price_is_the_divergence_from_a_standard_normal_code():
    mean, log_variance = numbers(5, 3), numbers(5, 3, seed=1)
    layer = sampling(kl_weight=0.25)
    layer(mean, log_variance, training=True)
    wide = np.exp(log_variance)
    expected = -0.5 * (1 + log_variance - mean**2 - wide).sum(axis=1).mean()
    assert float(layer.losses[0]) == pytest.approx(0.25 * expected, rel=1e-5)
    np.testing.assert_allclose(divergence(mean, log_variance).mean(), expected, rtol=1e-5)


def test_the_divergence_is_that_of_two_normal_distributions_by_numbers():
    """Against the integral of p log(p / q) over a line."""
    mean, log_variance = np.float32(0.7), np.float32(-1.1)
    x = np.linspace(-12, 12, 200_001)
    wide = np.exp(log_variance)
    p = np.exp(-((x - mean) ** 2) / (2 * wide)) / np.sqrt(2 * np.pi * wide)
    log_ratio = -((x - mean) ** 2) / (2 * wide) - np.log(wide) / 2 + x**2 / 2
    found = divergence(np.array([[mean]]), np.array([[log_variance]]))
    assert found[0] == pytest.approx((p * log_ratio).sum() * (x[1] - x[0]), rel=1e-4)


def test_afterwards_it_gives_the_mean_and_costs_nothing():
    mean = numbers(4, 2)
    layer = sampling()
    assert np.array_equal(np.asarray(layer(mean, numbers(4, 2))), mean)
    assert layer.losses == []


def test_a_standard_normal_code_is_free():
    layer = sampling()
    layer(np.zeros((4, 2), np.float32), np.zeros((4, 2), np.float32), training=True)
    assert float(layer.losses[0]) == 0


def test_means_and_variances_of_other_sizes_are_refused():
    with pytest.raises(ValueError, match="of the same shape"):
        sampling()(numbers(4, 2), numbers(4, 3))


@pytest.mark.backends
def test_gradients_go_through_the_draw():
    """Of sum(w * z): w by the mean, and w * (z - mean) / 2 by the log variance."""
    import keras

    arrays = [numbers(5, 2, seed=seed) for seed in range(3)]
    layer = sampling()
    layer(*arrays[:2])

    def weighed(mean, log_variance, weights):
        return keras.ops.sum(layer(mean, log_variance, training=True) * weights)

    backend = get_backend()
    given = [backend.put(array) for array in arrays]
    value, (by_mean, by_spread) = backend.gradient(weighed, given, by=(0, 1))(*given)
    mean, log_variance, weights = arrays
    np.testing.assert_allclose(by_mean, weights, rtol=1e-5)
    away = weights * np.exp(log_variance / 2) * noise(5, 2)
    np.testing.assert_allclose(by_spread, away / 2, atol=1e-5)
    assert value == pytest.approx((weights * mean + away).sum(), rel=1e-4)


@pytest.mark.backends
def test_a_step_of_the_loop_is_one_of_fit(train):
    """With its draws and what they cost, whose derivatives Keras takes itself."""
    experiment, dataset = variational(optimizer="sgd", learning_rate=0.3, batch_size=BATCH)
    session = Session(experiment, dataset)
    reference: Any = build(experiment.network, dataset.signature, experiment.seed)
    reference.compile(optimizer="sgd", loss="mse", jit_compile=False)
    reference.optimizer.learning_rate = 0.3
    rows = np.random.default_rng(experiment.seed).permutation(ROWS)
    x, y = dataset.x_train[rows], dataset.y_train[rows]
    reference.fit(x, y, BATCH, shuffle=False, verbose=0)
    train(session, ROWS // BATCH)
    for ours, theirs in zip(session.model.weights, reference.weights, strict=True):
        np.testing.assert_allclose(ours.numpy(), np.asarray(theirs), atol=2e-5)


def decoded(session: Session, **options: Any) -> dict[str, Any]:
    request = {"side": SIDE, "points": 20, **options}
    return session.probe(ProbeRequest("key", "decode", request))


@pytest.fixture
def trained(train):
    session = Session(*variational())
    train(session, 8)
    return session


@pytest.mark.backends
def test_every_place_is_drawn_as_the_rest_of_the_network_draws_it(trained):
    import keras

    found = decoded(trained)
    model = trained.model
    rest = keras.Model(model.get_layer("code").output, model.output)
    for row in range(SIDE):
        for column in range(SIDE):
            code = [found["across"][0, column], found["up"][row, 0]]
            picture = np.asarray(rest(np.array([code], np.float32)))[0, ::-1, :, 0]
            low, left = 8 * (SIDE - 1 - row), 8 * column
            tile = found["sheet"].values[low : low + 8, left : left + 8]
            np.testing.assert_allclose(tile, picture, atol=1e-5)


def test_places_are_the_middles_of_equal_parts(trained):
    found = decoded(trained)
    left, right, bottom, top = found["ends"]
    assert found["across"][0] == pytest.approx(
        [left + (right - left) * s for s in (1 / 6, 1 / 2, 5 / 6)]
    )
    assert found["up"][:, 0] == pytest.approx(
        [bottom + (top - bottom) * s for s in (5 / 6, 1 / 2, 1 / 6)]
    )
    assert (left, right) == (-3, 3)


def test_points_are_the_means_of_test_examples(trained):
    import keras

    found = decoded(trained)
    means = keras.Model(trained.model.inputs, trained.model.get_layer("mean").output)
    rows = [at * ROWS // 20 for at in range(20)]
    codes = np.asarray(means([trained.dataset.x_test[rows]]))
    left, right, bottom, top = found["ends"]
    np.testing.assert_allclose(found["x"] * (right - left) + left, codes[:, 0], atol=1e-5)
    np.testing.assert_allclose(found["y"] * (top - bottom) + bottom, codes[:, 1], atol=1e-5)
    assert found["divergence"][0] > 0


def test_of_wider_codes_two_values_are_chosen_and_the_others_stay_at_their_mean():
    import keras

    experiment = PRESETS["autoencoder"].experiment
    session = Session(experiment, shortened(load(experiment.data), ROWS))
    found = decoded(session, across=6, up=2)
    model = session.model
    code = keras.Model(model.inputs, model.get_layer("code").output)
    rest = keras.Model(model.get_layer("code").output, model.output)
    rows = [at * ROWS // 20 for at in range(20)]
    usual = np.asarray(code([session.dataset.x_test[rows]])).mean(axis=0)
    usual[6], usual[2] = found["across"][0, 1], found["up"][0, 0]
    picture = np.asarray(rest(usual[None]))[0, ::-1, :, 0]
    np.testing.assert_allclose(found["sheet"].values[16:, 8:16], picture, atol=1e-5)
    assert "divergence" not in found
    with pytest.raises(ProbeMisfit, match="only 8 values"):
        decoded(session, across=8)


def test_a_code_of_one_number_varies_from_left_to_right_only():
    experiment = PRESETS["variational"].experiment
    network = experiment.network
    for name in ("mean", "log_variance"):
        params = {"units": 1, "activation": "linear"}
        network = network.replaced(name, LayerSpec(id=name, kind="dense", params=params,
                                                   inputs=("dense_2",)))  # fmt: skip
    session = Session(experiment.changed(network=network), variational()[1])
    found = decoded(session)
    sheet = found["sheet"].values
    assert np.array_equal(sheet[:8], sheet[8:16])
    assert not np.allclose(sheet[:, :8], sheet[:, 8:16])
    assert (found["y"] == 0.5).all()


def test_networks_without_a_narrow_place_say_so():
    experiment = PRESETS["denoising"].experiment
    session = Session(experiment, shortened(load(experiment.data), ROWS))
    with pytest.raises(ProbeMisfit, match="compresses"):
        decoded(session)


@pytest.mark.parametrize(
    ("values", "least", "expected"),
    [
        ([], 3, (-3, 3)),
        ([0.2, -0.1], 3, (-3, 3)),
        ([3.4] * 9 + [-0.1], 3, (-3, 4)),
        ([9.0] + [0.5] * 999, 0, (0, 0.5)),
        ([0.0, 7.1], 0, (0, 8)),
        ([0.0], 0, (0, 1)),
        ([-12.0] * 2 + [0.03] * 2, 0, (-15, 0.03)),
        ([2.0], 0, (0, 2)),
    ],
)
def test_ends_of_an_axis_are_round(values, least, expected):
    assert bounds(np.array(values, np.float32), least) == pytest.approx(expected)


def test_a_saved_model_comes_back_whole(tmp_path):
    """To ourselves without Keras, and to Keras with the class at hand."""
    import keras

    experiment, dataset = variational()
    model = build(experiment.network, dataset.signature, experiment.seed)
    file = export(model, experiment, "keras")
    found = open_model(file)
    assert found.experiment == experiment
    assert same_network(found.opened.network, experiment.network)
    for name, arrays in found.weights.items():
        for read, kept in zip(arrays, model.get_layer(name).get_weights(), strict=True):
            np.testing.assert_array_equal(read, kept)
    path = tmp_path / "model.keras"
    path.write_bytes(file)
    loaded: Any = keras.models.load_model(path, safe_mode=True)
    np.testing.assert_array_equal(loaded(dataset.x_test), model(dataset.x_test))
    assert loaded.get_layer("code").kl_weight == 0.002


def test_the_script_of_it_trains_as_the_session_does(train, tmp_path):
    """With the class of the layer in it, the same draws and the same price."""
    experiment, dataset = variational(batch_size=BATCH)
    script = keras_script(experiment, dataset.signature, 2)
    assert same_network(read_source(script.encode()).network, experiment.network)
    said = run_script(tmp_path, script, experiment, dataset)
    session = Session(experiment, dataset)
    train(session, 2 * session.steps_per_epoch)
    metrics = session.evaluate()
    np.testing.assert_allclose(
        [said[name][-1] for name in ("loss", "test_loss", "error", "test_error")],
        [metrics.loss, metrics.test_loss, metrics.accuracy, metrics.test_accuracy],
        rtol=2e-4,
    )
