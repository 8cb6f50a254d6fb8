"""Read-outs of activations, rankings and projections against direct computation."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import RunError
from nnviz.core.run.frames import Quantized
from nnviz.core.run.run import Give, ProbeRequest, SetWeight
from nnviz.core.run.sampling import projected_rows
from nnviz.core.shapes.shapes import infer
from nnviz.model.probes import ProbeMisfit
from nnviz.model.probes.activations.activations import DEAD, LIVING, SATURATED, thinned, unit_states
from nnviz.model.probes.activations.projection import principal, turned_alike
from nnviz.model.probes.output.ranking import difficulty
from nnviz.model.session import Session


def read(session, probe, **options) -> dict[str, Any]:
    arrays = session.probe(ProbeRequest("key", probe, options))
    return {k: v.values if isinstance(v, Quantized) else v for k, v in arrays.items()}


@pytest.fixture
def cnn(family) -> Session:
    return Session(*family("cnn"))


def outputs(session, x):
    return np.asarray(session.model.predict_on_batch(x))


def maps_of(session, image):
    """Return the feature maps of the first convolution for one image, in NumPy."""
    kernel, bias = session.weights()["conv2d"]
    return np.array([
        [[max(0, (image[i : i + 3, j : j + 3] * kernel[..., f]).sum() + bias[f])
          for j in range(6)] for i in range(6)] for f in range(3)
    ])  # fmt: skip


@pytest.mark.backends
def test_units_are_the_feature_maps_bottom_row_first(cnn):
    expected = maps_of(cnn, cnn.dataset.x_train[5])
    found = read(cnn, "units", layer="conv2d", split="train", example=5)
    largest = float(found["largest"][0])
    assert largest == pytest.approx(np.abs(expected).max(), rel=1e-5)
    np.testing.assert_allclose(found["values"] * largest, expected[:, ::-1], atol=1e-5)
    np.testing.assert_allclose(found["mean"], expected.mean(axis=(1, 2)), atol=1e-5)
    later = read(cnn, "units", layer="conv2d", split="train", example=5, start=2, count=9)
    np.testing.assert_allclose(later["values"], found["values"][2:], atol=1e-6)


def test_the_input_is_a_layer_too_and_one_that_is_gone_is_refused(cnn):
    image = cnn.dataset.x_test[3]
    found = read(cnn, "units", layer="input", example=3)
    np.testing.assert_allclose(
        found["values"][0] * found["largest"][0], image[::-1, :, 0], atol=1e-6
    )
    with pytest.raises(ProbeMisfit, match="no layer 'gone'"):
        read(cnn, "units", layer="gone")


@pytest.mark.backends
def test_every_layer_has_its_row_of_pictures(cnn):
    found = read(cnn, "layer_maps", side=4, count=5, example=2)
    counts = [3, 3, 5, 5]
    assert found["values"].shape == (sum(counts), 4, 4)
    assert np.abs(found["values"]).max() == pytest.approx(1)
    answer = outputs(cnn, cnn.dataset.x_test[2:3])[0, :5]
    np.testing.assert_allclose(found["values"][-5:, 0, 0], answer / answer.max(), atol=1e-5)


def test_dead_and_saturated_units():
    values = np.array([[0.0, 0.5, -1, 0.2], [0, 0.5, 0.999, 0.3], [0, 0.5, -0.995, -0.1]])
    alive = unit_states(values.astype(np.float32), (-1.0, 1.0))
    assert alive.tolist() == [DEAD, DEAD, SATURATED, LIVING]
    assert unit_states(values.astype(np.float32), None).tolist() == [DEAD, DEAD, LIVING, LIVING]
    resting = np.array([[0.0], [0.0], [0.1]], np.float32)
    assert unit_states(resting, (0.0, 6.0)).tolist() == [LIVING]


def test_a_unit_that_is_not_finite_is_not_dead():
    values = np.array([[np.inf, np.nan, 0.0], [np.inf, 1.0, 0.0]], np.float32)
    assert unit_states(values, None).tolist() == [LIVING, LIVING, DEAD]
    assert unit_states(values, (-1.0, 1.0)).tolist() == [LIVING, LIVING, DEAD]


def test_what_is_not_finite_is_blank_and_said_to_be_so(cnn):
    kernel = cnn.model.get_layer("conv2d").kernel
    kernel.assign(kernel * 1e38)
    cnn.apply(SetWeight("conv2d", 1, (1,), 3e38))
    found = read(cnn, "units", layer="conv2d")
    spread = read(cnn, "distributions")
    assert np.isnan(found["mean"]).any()
    assert np.isfinite(found["largest"]).all()
    assert np.isnan(found["values"]).any()
    assert np.isnan(spread["high"][0])
    assert spread["dead"][0] == 0


@pytest.mark.backends
def test_a_filter_that_was_killed_is_found_dead(cnn):
    cnn.apply(SetWeight("conv2d", 1, (1,), -100.0))
    assert read(cnn, "states", layer="conv2d")["state"].tolist() == [LIVING, DEAD, LIVING]
    spread = read(cnn, "distributions")
    assert spread["dead"][:2].tolist() == [1, 1]
    assert spread["counts"].shape == (4, 40)
    assert spread["counts"].max(axis=1).tolist() == [1, 1, 1, 1]
    found = outputs(cnn, cnn.dataset.x_test)
    assert spread["low"][-1] == pytest.approx(found.min(), abs=1e-5)
    assert spread["high"][-1] == pytest.approx(found.max(), abs=1e-5)


@pytest.mark.backends
def test_exciters_are_the_examples_with_the_largest_activation(cnn):
    strength = [maps_of(cnn, image)[1].max() for image in cnn.dataset.x_test]
    found = read(cnn, "top_activations", layer="conv2d", unit=1, count=5)
    expected = np.argsort(-np.array(strength), kind="stable")[:5]
    np.testing.assert_allclose(found["activation"], np.array(strength)[expected], atol=1e-5)
    np.testing.assert_allclose(
        found["pictures"], cnn.dataset.x_test[found["number"]][:, ::-1, :, 0], atol=1e-6
    )
    assert found["looked"].tolist() == [64]
    with pytest.raises(ProbeMisfit, match="only 3 units"):
        read(cnn, "top_activations", layer="conv2d", unit=3)


def test_principal_components_are_those_of_the_singular_values():
    values = np.random.default_rng(1).normal(0, 1, (40, 7)).astype(np.float32)
    centred = values - values.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    for given in (values, np.tile(values, (1, 9))):
        points, share = principal(given)
        scale = np.sqrt(given.shape[1] / 7)
        np.testing.assert_allclose(
            np.abs(points), np.abs(left[:, :2] * sizes[:2]) * scale, atol=1e-3
        )
        np.testing.assert_allclose(share, (sizes**2 / (sizes**2).sum())[:2], atol=1e-4)


def test_components_that_are_missing_are_zero():
    points, share = principal(np.arange(6, dtype=np.float32)[:, None])
    np.testing.assert_allclose(np.abs(points[:, 0]), np.abs(np.arange(6) - 2.5), atol=1e-5)
    assert not points[:, 1].any()
    np.testing.assert_allclose(share, [1, 0], atol=1e-6)
    same, _ = principal(np.ones((5, 3), np.float32))
    assert not same.any()


def test_axes_keep_their_direction_from_moment_to_moment():
    points = np.array([[1, 2], [-1, -3]], np.float32)
    flipped = points * np.array([-1, 1], np.float32)
    assert turned_alike(flipped, points).tolist() == points.tolist()
    assert turned_alike(points, None).tolist() == [[1, -2], [-1, 3]]


def test_a_projection_names_its_examples_and_fits_the_picture(cnn):
    found = read(cnn, "projection", layer="flatten")
    shapes = infer(cnn.experiment.network, cnn.dataset.signature)
    assert found["number"].tolist() == projected_rows(shapes, "flatten", 64).tolist()
    assert max(np.abs(found["x"]).max(), np.abs(found["y"]).max()) == pytest.approx(1)
    assert 0 < found["share"][1] <= found["share"][0] < 1
    again = read(cnn, "projection", layer="flatten")
    np.testing.assert_array_equal(found["x"], again["x"])
    neighbours = read(cnn, "projection", layer="output", method="tsne")
    assert neighbours["x"].shape == (64,)
    assert np.isfinite(neighbours["y"]).all()


def test_difficulty_is_cross_entropy_or_the_lead_of_the_best():
    sure = np.array([[0.5, 0.3, 0.2], [0.0, 1.0, 0.0]], np.float32)
    truth = np.array([1, 1])
    np.testing.assert_allclose(difficulty(sure, truth, "hardest"), [-np.log(0.3), 0], atol=1e-6)
    np.testing.assert_allclose(difficulty(sure, truth, "uncertain"), [0.8, 0], atol=1e-6)


def test_ranked_examples_are_wrong_uncertain_or_hard(cnn):
    data = cnn.dataset
    sure = outputs(cnn, data.x_test)
    wrong = np.flatnonzero(sure.argmax(axis=1) != data.y_test)
    hard = -np.log(np.maximum(sure[np.arange(64), data.y_test], 1e-7))
    found = read(cnn, "ranking", by="wrong", count=200)
    assert sorted(found["number"].tolist()) == wrong.tolist()
    assert found["total"].tolist() == [len(wrong)]
    np.testing.assert_allclose(found["score"], np.sort(hard[wrong])[::-1], rtol=1e-4)
    label = int(data.y_test[0])
    of_class = read(cnn, "ranking", by="hardest", label=label, count=200)["number"]
    assert set(of_class.tolist()) == set(np.flatnonzero(data.y_test == label).tolist())
    assert read(cnn, "ranking", by="order", count=3)["number"].tolist() == [0, 1, 2]


def test_a_number_is_never_wrong_only_far_off(family):
    session = Session(*family("lstm"))
    with pytest.raises(ProbeMisfit, match="rank by the largest error"):
        read(session, "ranking", by="wrong")
    error = np.abs(outputs(session, session.dataset.x_test)[:, 0] - session.dataset.y_test[:, 0])
    found = read(session, "ranking", by="hardest", count=4)
    np.testing.assert_allclose(found["score"], np.sort(error)[::-1][:4], atol=1e-5)
    value = read(session, "answer", example=2)["value"]
    raw = outputs(session, session.dataset.x_test[2:3])[0, 0]
    data = session.dataset
    assert value[0] == pytest.approx(raw * data.target_scale + data.target_mean, abs=1e-5)


def test_an_example_of_ones_own_is_read_like_any_other(cnn):
    with pytest.raises(ProbeMisfit, match="draw or type one"):
        read(cnn, "answer", split="own")
    image = np.random.default_rng(4).uniform(0, 1, (8, 8, 1))
    cnn.apply(Give(image))
    expected = outputs(cnn, image[None].astype(np.float32))[0]
    found = read(cnn, "answer", split="own")
    np.testing.assert_allclose(found["probability"], expected, atol=1e-6)
    assert found["number"].tolist() == list(range(10))
    tile = read(cnn, "tiles", split="own", side=8)["values"][0]
    np.testing.assert_allclose(tile, image[::-1, :, 0], atol=1e-6)


@pytest.mark.parametrize("values", [np.zeros((8, 8)), np.full((8, 8, 1), np.nan)])
def test_an_example_that_does_not_fit_is_refused_in_words(cnn, values):
    with pytest.raises(RunError, match="Draw"):
        cnn.apply(Give(values))


def test_tokens_outside_the_vocabulary_are_refused(make_session, layers):
    session = make_session(
        "spam", layers["layer"]("embedding", input_dim=300, output_dim=2),
        layers["layer"]("flatten"), layers["output"](1),
    )  # fmt: skip
    (length,) = session.dataset.signature.input_shape
    with pytest.raises(RunError, match="token numbers"):
        session.apply(Give(np.full(length, 10_000)))
    session.apply(Give(np.ones(length)))
    assert read(session, "answer", split="own")["probability"].shape == (2,)


def test_large_pictures_are_thinned():
    assert thinned(np.zeros((2, 100, 64), np.float32)).shape == (2, 50, 64)
    assert thinned(np.zeros((2, 1, 129), np.float32)).shape == (2, 1, 43)
