"""Two networks against each other: turned gradients, what is made, judged and bent, and learned."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.code.keras_code import keras_script
from nnviz.core.opening.source import read_source
from nnviz.core.run.run import ProbeRequest
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data import default_spec, load
from nnviz.data.adversaries import ADVERSARIES, adversaries
from nnviz.data.catalogue import check
from nnviz.data.presets import PRESETS
from nnviz.engine.opening import open_model, same_network
from nnviz.model.backends.current_backend import get_backend
from nnviz.model.building.builder import build
from nnviz.model.probes import ProbeMisfit
from nnviz.model.probes.generative.adversaries import NEAR, grid_path, near
from nnviz.model.saving.exporter import export
from nnviz.model.session import Session
from tests.unit.model.conftest import layer, shortened
from tests.unit.model.test_keras_code import run_script

ROWS, BATCH = 96, 16
STRENGTH = 0.5
GENERATOR = ("made_1", "made_2")
DISCRIMINATOR = ("judged_1", "output")
SMOOTH = NetworkSpec(
    layers=(
        layer("fresh_noise", "noise"),
        layer("dense", "made_1", units=5, activation="tanh"),
        layer("dense", "made_2", units=2),
        layer("gradient_reversal", "turned", strength=STRENGTH),
        LayerSpec(id="shown", kind="real_or_made", inputs=("turned", "input")),
        layer("dense", "judged_1", units=6, activation="tanh"),
        layer("dense", "output", units=1, activation="sigmoid"),
    )
)
"""Two small networks without corners, so that derivatives can be measured."""


def against(network: NetworkSpec = SMOOTH, rows: int = ROWS, **training: Any):
    experiment = Experiment(
        data=default_spec("distributions"),
        network=network,
        training=ADVERSARIES.changed(batch_size=BATCH, **training),
        seed=3,
    )
    return experiment, shortened(load(experiment.data), rows)


@pytest.fixture
def session(train):
    made = Session(*against(learning_rate=0.01))
    train(made, 12)
    return made


def own(name: str, **values: Any) -> Any:
    from nnviz.model.building import custom_layers

    return getattr(custom_layers, name)(**values)


def numbers(*shape: int, seed: int = 0):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


@pytest.mark.backends
def test_values_pass_and_gradients_turn_round():
    import keras

    x, weights = numbers(4, 3), numbers(4, 3, seed=1)
    turned = own("GradientReversal", strength=0.3)
    assert np.array_equal(np.asarray(turned(x)), x)
    backend = get_backend()
    given = [backend.put(x), backend.put(weights)]

    def weighed(values, by):
        return keras.ops.sum(turned(values) * by)

    _, (found,) = backend.gradient(weighed, given, by=(0,))(*given)
    np.testing.assert_allclose(found, -0.3 * weights, rtol=1e-6)


@pytest.mark.backends
def test_noise_is_drawn_anew_while_training_and_read_afterwards():
    import keras

    row = numbers(5, 6)
    noise = own("FreshNoise", size=2, seed=7)
    assert np.array_equal(np.asarray(noise(row)), row[:, 4:])
    same = keras.random.SeedGenerator(7)
    for _ in range(2):
        expected = np.asarray(keras.random.normal((5, 2), seed=same))
        np.testing.assert_array_equal(np.asarray(noise(row, training=True)), expected)


def test_a_row_chooses_between_its_real_point_and_the_made_one():
    made, row = numbers(6, 2), numbers(6, 5, seed=1)
    row[:, 0] = [1, 0, 0, 1, 0, 1]
    expected = np.where(row[:, :1] == 1, row[:, 1:3], made)
    np.testing.assert_array_equal(np.asarray(own("RealOrMade")(made, row)), expected)


def test_rows_that_are_too_short_are_refused():
    with pytest.raises(ValueError, match="at least 3 values, received 2"):
        own("FreshNoise", size=3, seed=0)(numbers(4, 2))
    with pytest.raises(ValueError, match=r"at least 1 \+ 2 values, received 2"):
        own("RealOrMade")(numbers(4, 2), numbers(4, 2))


@pytest.mark.backends
def test_one_loss_falls_for_the_discriminator_and_rises_for_the_generator(session):
    """Against finite differences of the loss along a random direction for each weight."""
    learning, data = session._live.learning, session.dataset
    _, found = learning.by_weights(data.x_train, data.y_train)
    variables = learning.variables
    assert len(variables) == 8
    for number, (variable, gradient) in enumerate(zip(variables, found, strict=True)):
        start, way = variable.numpy(), numbers(*variable.shape, seed=number)
        losses = []
        for sign in (1, -1):
            variable.assign(start + sign * 0.01 * way)
            losses.append(learning.by_weights(data.x_train, data.y_train)[0])
        variable.assign(start)
        slope = (losses[0] - losses[1]) / 0.02
        share = -STRENGTH if variable.path.split("/")[0] in GENERATOR else 1.0
        assert (gradient * way).sum() == pytest.approx(share * slope, abs=2e-4, rel=0.02)


@pytest.mark.backends
def test_steps_of_the_loop_are_those_of_fit(train):
    """With the same draws of noise and gradients that Keras takes itself."""
    experiment, dataset = against(optimizer="sgd", learning_rate=0.3)
    session = Session(experiment, dataset)
    reference: Any = build(experiment.network, dataset.signature, experiment.seed)
    reference.compile(optimizer="sgd", loss="binary_crossentropy", jit_compile=False)
    reference.optimizer.learning_rate = 0.3
    rows = np.random.default_rng(experiment.seed).permutation(ROWS)
    x, y = dataset.x_train[rows], dataset.y_train[rows].astype(np.float32)[:, None]
    reference.fit(x, y, BATCH, shuffle=False, verbose=0)
    train(session, ROWS // BATCH)
    for ours, theirs in zip(session.model.weights, reference.weights, strict=True):
        np.testing.assert_allclose(ours.numpy(), np.asarray(theirs), atol=2e-5)


def test_a_frozen_generator_stays_and_the_discriminator_learns(train):
    network = SMOOTH
    for name in GENERATOR:
        one = network.layer(name)
        network = network.replaced(name, one.changed(params={**one.params, "trainable": False}))
    session = Session(*against(network))
    before = session.weights()
    train(session, 3)
    after = session.weights()
    pairs = (pair for n in GENERATOR for pair in zip(before[n], after[n], strict=True))
    assert all(np.array_equal(first, second) for first, second in pairs)
    assert not np.array_equal(before["output"][0], after["output"][0])


def test_a_run_goes_on_from_its_snapshot_with_the_same_noise(session, train, tmp_path):
    session.save(tmp_path / "run")
    again = Session.restore(tmp_path / "run", session.dataset)
    np.testing.assert_allclose(train(again, 9), train(session, 9), rtol=1e-6)


def forward(session: Session, x: Any, names: tuple[str, str], squash: bool = False) -> Any:
    """Return what two dense layers make of values, in NumPy."""
    weights = session.weights()
    (kernel, bias), (last, shift) = (weights[name] for name in names)
    found = np.tanh(np.asarray(x, np.float64) @ kernel + bias) @ last + shift
    return 1 / (1 + np.exp(-found)) if squash else found


def read(session: Session, probe: str, **options: Any) -> dict[str, Any]:
    return session.probe(ProbeRequest("key", probe, options))


@pytest.mark.backends
def test_the_cloud_is_what_the_networks_compute(session):
    found = read(session, "adversaries", side=5)
    x, y = session.dataset.x_test, session.dataset.y_test
    made = forward(session, x[y == 0, 3:], GENERATOR)
    np.testing.assert_allclose(np.stack([found["x"], found["y"]], axis=1), made, atol=1e-5)
    axis = np.linspace(-3, 3, 5)
    places = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    verdict = 2 * forward(session, places, DISCRIMINATOR, squash=True) - 1
    np.testing.assert_allclose(found["verdict"].values.reshape(-1, 1), verdict, atol=1e-5)
    real = x[y == 1, 1:3]
    away = np.linalg.norm(made[:, None] - real[None], axis=-1) <= NEAR
    assert found["near"] == pytest.approx([away.any(axis=1).mean(), away.any(axis=0).mean()])
    assert "angle" not in found


@pytest.mark.backends
def test_arrows_point_to_where_a_point_looks_more_real(session):
    found = read(session, "adversaries", arrows=20)
    points = np.stack([found["push_x"], found["push_y"]], axis=1)
    np.testing.assert_array_equal(points[:, 0], found["x"][:20])
    slopes = np.stack(
        [
            forward(session, points + step, DISCRIMINATOR)
            - forward(session, points - step, DISCRIMINATOR)
            for step in (np.array([1e-4, 0]), np.array([0, 1e-4]))
        ],
        axis=1,
    )[..., 0]
    size = np.linalg.norm(slopes, axis=1)
    angle = np.radians(found["angle"])
    ways = np.stack([np.sin(angle), np.cos(angle)], axis=1)
    np.testing.assert_allclose(ways, slopes / size[:, None], atol=1e-3)
    np.testing.assert_allclose(found["push"], size / size.max(), atol=1e-3)


@pytest.mark.parametrize("noise", [1, 2, 4])
def test_noise_is_bent_as_the_generator_does(noise):
    spec = default_spec("distributions")
    data = check(spec.changed(options={**spec.options, "noise": noise}))
    front = SMOOTH.layer("noise").changed(params={"size": noise})
    experiment, _ = against(SMOOTH.replaced("noise", front))
    session = Session(experiment.changed(data=data), shortened(load(data), ROWS))
    found = read(session, "bent_noise")
    path = np.zeros((len(grid_path(noise)), noise))
    path[:, :2] = grid_path(noise)[:, :noise]
    bent = forward(session, path, GENERATOR)
    np.testing.assert_allclose(np.stack([found["x"], found["y"]], axis=1), bent, atol=1e-5)


def test_the_path_goes_along_every_line_in_small_steps():
    path = grid_path(2)
    lines = np.unique(path[:, 1].round(4))
    assert np.abs(np.diff(path, axis=0)).sum(axis=1).max() < 0.25
    for axis in (0, 1):
        values, counts = np.unique(path[:, axis].round(5), return_counts=True)
        whole = values[counts >= 41]
        assert len(whole) == 11
        assert whole[5] == 0
    assert len(lines) > 11
    assert np.ptp(grid_path(1)[:, 0]) == pytest.approx(2 * 2.3263, abs=1e-3)


def test_nearness_of_nothing_is_none():
    empty, one = np.zeros((0, 2), np.float32), np.zeros((1, 2), np.float32)
    assert near(empty, one) == near(one, empty) == 0
    assert near(one, np.array([[NEAR, 0]], np.float32)) == 1
    assert near(one, np.array([[NEAR, 0.1]], np.float32)) == 0


WIDE = SMOOTH.replaced("made_2", layer("dense", "made_2", units=3))
STACK = NetworkSpec(layers=(layer("dense", "output", units=1, activation="sigmoid"),))


@pytest.mark.parametrize(
    ("network", "reason"),
    [(STACK, "chooses between real and generated points"), (WIDE, "output has a different size")],
)
def test_networks_without_two_sides_say_so(network, reason):
    session = Session(*against(network))
    for probe in ("adversaries", "bent_noise"):
        with pytest.raises(ProbeMisfit, match=reason):
            read(session, probe)


def test_there_is_no_one_surface_to_go_down(session):
    with pytest.raises(ProbeMisfit, match="opposite directions"):
        read(session, "loss_surface")


def test_a_saved_model_comes_back_whole(tmp_path):
    import keras

    experiment, dataset = against()
    model = build(experiment.network, dataset.signature, experiment.seed)
    file = export(model, experiment, "keras")
    found = open_model(file)
    assert found.experiment == experiment
    assert same_network(found.opened.network, experiment.network)
    path = tmp_path / "model.keras"
    path.write_bytes(file)
    loaded: Any = keras.models.load_model(path, safe_mode=True)
    np.testing.assert_array_equal(loaded(dataset.x_test), model(dataset.x_test))
    assert loaded.get_layer("turned").strength == STRENGTH


def test_the_script_of_it_trains_as_the_session_does(train, tmp_path):
    experiment, dataset = against()
    script = keras_script(experiment, dataset.signature, 2)
    assert same_network(read_source(script.encode()).network, experiment.network)
    said = run_script(tmp_path, script, experiment, dataset)
    session = Session(experiment, dataset)
    train(session, 2 * session.steps_per_epoch)
    metrics = session.evaluate()
    assert said["test_loss"][-1] == pytest.approx(metrics.test_loss, rel=2e-4)
    assert said["test_accuracy"][-1] == pytest.approx(metrics.test_accuracy)


@pytest.mark.parametrize("shape", ["moons", "spiral"])
def test_other_patterns_are_imitated_too(shape):
    spec = default_spec("distributions")
    data = check(spec.changed(options={**spec.options, "shape": shape}))
    dataset = load(data)
    network = adversaries(dataset.signature)
    session = Session(Experiment(data=data, network=network, training=ADVERSARIES), dataset)
    before = read(session, "adversaries")["near"].min()
    while session.epoch < 100:
        session.train(1.0, 500)
    assert read(session, "adversaries")["near"].min() > max(0.7, before + 0.2)


def test_the_preset_reaches_what_is_stated_from_another_seed():
    preset = PRESETS["gan"]
    experiment = preset.experiment.changed(seed=11)
    session = Session(experiment, load(experiment.data))
    epochs = experiment.training.stop.epochs
    assert epochs is not None
    last = epochs * session.steps_per_epoch
    while session.step < last:
        session.train(1.0, last - session.step)
    assert preset.goal.reached(float(read(session, "adversaries")["near"].min()))
    assert session.evaluate().test_accuracy == pytest.approx(0.5, abs=0.15)
