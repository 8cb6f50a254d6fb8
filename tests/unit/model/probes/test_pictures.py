"""Tiles, units and surfaces against direct computation."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import SpecError
from nnviz.core.run.frames import Quantized
from nnviz.core.run.run import ProbeRequest, SetWeight
from nnviz.data import default_spec, plane_features
from nnviz.model.probes import ProbeMisfit
from nnviz.model.probes.tiles import on_plane, picture, resample, scaled
from nnviz.model.session import Session

pytestmark = pytest.mark.backends


def read(session, probe, **options) -> dict[str, Any]:
    arrays = session.probe(ProbeRequest("key", probe, options))
    return {k: v.values if isinstance(v, Quantized) else v for k, v in arrays.items()}


def points(side, extent=6.0):
    """Return the plane's points row by row, the lowest row first."""
    axis = np.linspace(-extent, extent, side)
    return np.array([[x1, x2] for x2 in axis for x1 in axis])


@pytest.fixture
def plane(make_session, layers):
    return make_session("circle", layers["layer"]("dense", units=3, activation="tanh"),
                        layers["output"](1))  # fmt: skip


def by_hand(session, inputs):
    """Return hidden and output activations of the plane's network, in NumPy."""
    weights = session.weights()
    hidden = np.tanh(inputs @ weights["dense"][0] + weights["dense"][1])
    return hidden, 1 / (1 + np.exp(-(hidden @ weights["output"][0] + weights["output"][1])))


def test_tiles_on_a_plane_are_responses_over_its_grid(plane):
    inputs = plane_features(points(9), ("x1", "x2"))
    hidden, output = by_hand(plane, inputs)
    arrays = read(plane, "tiles", side=9)
    expected = np.concatenate([inputs.T / 6, hidden.T, 2 * output.T - 1]).reshape(6, 9, 9)
    np.testing.assert_allclose(arrays["values"], expected, atol=1e-5)
    x2_tile = arrays["values"][1]
    assert x2_tile[0].tolist() == [-1] * 9
    assert x2_tile[-1].tolist() == [1] * 9


def test_scalars_are_the_activations_on_the_chosen_example(plane):
    for split, inputs in (("train", plane.dataset.x_train), ("test", plane.dataset.x_test)):
        hidden, output = by_hand(plane, inputs[7:8])
        arrays = read(plane, "tiles", example=7, split=split)
        expected = np.concatenate([inputs[7], hidden[0], output[0]])
        np.testing.assert_allclose(arrays["scalars"], expected, atol=1e-5)


def test_an_example_beyond_the_last_is_the_last(plane):
    last = len(plane.dataset.x_test) - 1
    beyond = read(plane, "tiles", example=99_999)["scalars"]
    assert np.array_equal(beyond, read(plane, "tiles", example=last)["scalars"])


def test_only_the_shown_units_have_tiles(plane):
    assert read(plane, "tiles", limit=2)["values"].shape == (2 + 1 + 1, 20, 20)


def test_a_unit_large_is_its_response_unscaled(plane):
    plane.apply(SetWeight("dense", 1, (1,), 0.5))
    hidden, _ = by_hand(plane, plane_features(points(30), ("x1", "x2")))
    arrays = read(plane, "unit", layer="dense", unit=1, side=30)
    np.testing.assert_allclose(arrays["map"], hidden[:, 1].reshape(30, 30), atol=1e-5)
    inputs = read(plane, "unit", layer="input", unit=0, side=3)["map"]
    assert inputs.tolist() == [[-6, 0, 6]] * 3


def test_a_unit_that_is_gone_is_refused_in_words(plane):
    with pytest.raises(ProbeMisfit, match="no layer 'gone'"):
        read(plane, "unit", layer="gone")
    with pytest.raises(ProbeMisfit, match="'dense' has only 3 units"):
        read(plane, "unit", layer="dense", unit=3)


def test_the_surface_is_the_answer_in_minus_one_to_one(plane):
    _, output = by_hand(plane, plane_features(points(11), ("x1", "x2")))
    expected = (2 * output - 1).reshape(11, 11)
    np.testing.assert_allclose(read(plane, "surface", side=11)["z"], expected, atol=1e-5)
    decided = read(plane, "surface", side=11, discretize=True)["z"]
    assert np.array_equal(decided, np.where(expected > 0, 1, -1))


def test_the_surface_of_several_classes_is_the_class_and_its_probability(make_session, layers):
    data = default_spec("blobs").changed(options={"classes": 3})
    session = make_session(data, layers["output"](3, "softmax"), loss="categorical_crossentropy")
    kernel, bias = session.weights()["output"]
    logits = plane_features(points(8), ("x1", "x2")) @ kernel + bias
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    probability = raised / raised.sum(axis=1, keepdims=True)
    arrays = read(session, "surface", side=8)
    assert np.array_equal(arrays["z"], probability.argmax(axis=1).reshape(8, 8))
    np.testing.assert_allclose(
        arrays["confidence"], probability.max(axis=1).reshape(8, 8), atol=1e-5
    )
    assert (read(session, "surface", side=8, discretize=True)["confidence"] == 1).all()


def test_features_of_the_plane_are_computed_on_the_grid(make_session, layers):
    data = default_spec("xor").changed(features=("x1_x2", "sin_x1"))
    session = make_session(data, layers["output"](1))
    tiles = read(session, "tiles", side=5)["values"]
    grid = points(5)
    np.testing.assert_allclose(tiles[0].ravel(), grid[:, 0] * grid[:, 1] / 36, atol=1e-6)
    np.testing.assert_allclose(tiles[1].ravel(), np.sin(grid[:, 0]), atol=1e-6)


def test_a_surface_needs_a_plane(make_session, layers):
    session = make_session("iris", layers["output"](3, "softmax"), loss="categorical_crossentropy")
    with pytest.raises(ProbeMisfit, match="only for two-dimensional points"):
        read(session, "surface")


def test_feature_maps_stand_on_their_feet_and_units_off_the_plane_are_scalars(family):
    session = Session(*family("cnn"))
    image = session.dataset.x_test[4]
    arrays = read(session, "tiles", side=8, example=4)
    np.testing.assert_allclose(arrays["values"][0], image[::-1, :, 0] / max(1, image.max()))
    assert arrays["scalars"][0] == pytest.approx(image.mean(), rel=1e-5)
    kernel, bias = session.weights()["conv2d"]
    maps = np.array([
        [[max(0, (image[i : i + 3, j : j + 3] * kernel[..., f]).sum() + bias[f])
          for j in range(6)] for i in range(6)] for f in range(3)
    ])  # fmt: skip
    opened = read(session, "unit", layer="conv2d", unit=2, example=4)
    np.testing.assert_allclose(opened["map"], maps[2, ::-1], atol=1e-5)
    assert opened["value"][0] == pytest.approx(maps[2].mean(), abs=1e-5)
    output = session.model.predict_on_batch(image[None])[0]
    np.testing.assert_allclose(arrays["scalars"][-10:], output, atol=1e-5)
    np.testing.assert_allclose(arrays["values"][-1], np.full((8, 8), output[9]), atol=1e-5)


def test_courses_over_time_run_from_left_to_right(make_session, layers):
    layer = layers["layer"]
    session = make_session(
        "wave", layer("simple_rnn", units=2, return_sequences=True), layer("flatten"),
        layers["output"](1, "linear"), loss="mse",
    )  # fmt: skip
    series = session.dataset.x_test[3]
    kernel, recurrent, bias = session.weights()["simple_rnn"]
    state, states = np.zeros(2), []
    for value in series:
        state = np.tanh(value @ kernel + state @ recurrent + bias)
        states.append(state)
    time = len(series)
    opened = read(session, "unit", layer="simple_rnn", unit=1, example=3)["map"]
    np.testing.assert_allclose(opened, [np.array(states)[:, 1]], atol=1e-5)
    tile = read(session, "tiles", side=time, example=3)["values"][1]
    np.testing.assert_allclose(tile, np.tile(np.array(states)[:, 0], (time, 1)), atol=1e-5)


def test_pictures_of_every_rank():
    assert picture(np.array([1.0, 2.0])).tolist() == [[[1]], [[2]]]
    assert picture(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist() == [[[1, 3]], [[2, 4]]]
    maps = np.arange(8, dtype=np.float32).reshape(2, 2, 2)
    assert picture(maps).tolist() == [[[4, 6], [0, 2]], [[5, 7], [1, 3]]]


def test_resampling_takes_the_nearest_value():
    small = np.array([[[1.0, 2.0], [3.0, 4.0]]])
    assert resample(small, 4)[0].tolist() == [
        [1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]
    ]  # fmt: skip
    assert resample(np.arange(9, dtype=np.float32).reshape(1, 3, 3), 1).tolist() == [[[4]]]


def test_only_what_exceeds_one_is_scaled_and_what_is_not_finite_is_blank():
    pictures = np.array([[[0.5, -4.0]], [[0.25, np.nan]]])
    together = scaled(pictures, each=False)
    np.testing.assert_array_equal(together, [[[0.125, -1]], [[0.0625, np.nan]]])
    alone = scaled(pictures, each=True)
    np.testing.assert_array_equal(alone, [[[0.125, -1]], [[0.25, np.nan]]])
    assert not np.isfinite(scaled(np.full((1, 1, 1), np.inf), each=True)).any()


def test_responses_with_positions_are_averaged_over_them():
    values = np.arange(12, dtype=np.float32).reshape(4, 3, 1)
    assert on_plane(values, 2).tolist() == [[[1, 4], [7, 10]]]


@pytest.mark.parametrize(
    ("probe", "options"),
    [("nothing", {}), ("tiles", {"side": 1}), ("tiles", {"sides": 9}), ("tiles", {"split": "all"}),
     ("surface", {"side": 10_000}), ("unit", {"layer": 3})],
)  # fmt: skip
def test_requests_out_of_range_are_refused(plane, probe, options):
    with pytest.raises(SpecError):
        read(plane, probe, **options)
