"""Saliency, Grad-CAM, occlusion and activation maximization against finite differences.

For the slopes the part of the network behind the feature maps is written out in NumPy, in double
precision, and differentiated by central differences. Grad-CAM is compared with the public
implementation of tf-keras-vis as well.
"""

from typing import Any

import keras
import numpy as np
import pytest

from nnviz.core.run.frames import Quantized
from nnviz.core.run.run import ProbeRequest, SetWeight
from nnviz.core.windows.covering import MOST_PATCHES, covering
from nnviz.model.probes import ProbeMisfit

STEP = 1e-4


def read(session, probe, **options) -> dict[str, Any]:
    arrays = session.probe(ProbeRequest("key", probe, options))
    return {k: v.values if isinstance(v, Quantized) else v for k, v in arrays.items()}


@pytest.fixture
def cnn(make_session, layers):
    layer = layers["layer"]
    return make_session(
        "digits", layer("conv2d", "maps", filters=3, activation="tanh"), layer("flatten"),
        layer("dense", "hidden", units=6, activation="tanh"), layers["output"](10, "softmax"),
        loss="categorical_crossentropy",
    )  # fmt: skip


def doubled(session):
    return {name: [one.astype(np.float64) for one in w] for name, w in session.weights().items()}


def maps_by_hand(weights, image):
    kernel, bias = weights["maps"]
    return np.tanh(np.array([
        [np.einsum("ijc,ijcf->f", image[i : i + 3, j : j + 3], kernel) + bias for j in range(6)]
        for i in range(6)
    ]))  # fmt: skip


def scores_by_hand(weights, maps):
    """Return the scores of the classes before the softmax."""
    hidden = np.tanh(maps.reshape(-1) @ weights["hidden"][0] + weights["hidden"][1])
    return hidden @ weights["output"][0] + weights["output"][1]


def slope(function, values):
    """Return the derivative of a scalar function by every value, by central differences."""
    result = np.zeros_like(values)
    for place in np.ndindex(values.shape):
        high, low = values.copy(), values.copy()
        high[place] += STEP
        low[place] -= STEP
        result[place] = (function(high) - function(low)) / (2 * STEP)
    return result


@pytest.mark.backends
@pytest.mark.parametrize("label", [-1, 7])
def test_saliency_is_the_slope_of_the_score_by_the_pixels(cnn, label):
    weights, image = doubled(cnn), cnn.dataset.x_test[3].astype(np.float64)
    scores = scores_by_hand(weights, maps_by_hand(weights, image))
    chosen = int(scores.argmax()) if label < 0 else label
    expected = np.abs(
        slope(lambda x: scores_by_hand(weights, maps_by_hand(weights, x))[chosen], image)
    )
    found = read(cnn, "saliency", label=label, example=3)
    assert found["label"].tolist() == [chosen]
    np.testing.assert_allclose(found["map"] * found["largest"], expected[::-1, :, 0], atol=2e-5)
    assert found["map"].max() == 1


@pytest.mark.backends
def test_grad_cam_weighs_maps_by_their_mean_slope_and_keeps_what_is_positive(cnn):
    weights, image = doubled(cnn), cnn.dataset.x_test[3].astype(np.float64)
    maps = maps_by_hand(weights, image)
    for label in (2, 5):
        by_maps = slope(lambda a, label=label: scores_by_hand(weights, a)[label], maps)
        alpha = by_maps.mean(axis=(0, 1))
        expected = np.maximum((maps * alpha).sum(axis=-1), 0)
        found = read(cnn, "grad_cam", layer="maps", label=label, example=3)
        np.testing.assert_allclose(found["map"] * found["largest"], expected[::-1], atol=2e-5)


@pytest.mark.skipif(keras.config.backend() != "tensorflow", reason="tf-keras-vis is TensorFlow's")
def test_grad_cam_and_saliency_are_those_of_a_public_implementation(cnn):
    from tf_keras_vis.gradcam import Gradcam
    from tf_keras_vis.saliency import Saliency
    from tf_keras_vis.utils.model_modifiers import ReplaceToLinear
    from tf_keras_vis.utils.scores import CategoricalScore

    for number, label in ((3, 2), (7, 5), (11, 9)):
        image = cnn.dataset.x_test[number][None]
        public = Gradcam(cnn.model, model_modifier=ReplaceToLinear(), clone=True)
        heat = public(
            CategoricalScore(label), image, penultimate_layer="maps", expand_cam=False,
            normalize_cam=True,
        )  # fmt: skip
        found = read(cnn, "grad_cam", layer="maps", label=label, example=number)
        np.testing.assert_allclose(found["map"][::-1], np.asarray(heat[0]), atol=2e-3)
        slopes = Saliency(cnn.model, model_modifier=ReplaceToLinear(), clone=True)(
            CategoricalScore(label), image, normalize_map=False
        )
        found = read(cnn, "saliency", label=label, example=number)
        np.testing.assert_allclose(
            (found["map"] * found["largest"])[::-1], np.asarray(slopes[0]), atol=1e-5
        )


def test_grad_cam_follows_paths_around_the_layer(make_session, layers):
    layer = layers["layer"]
    session = make_session(
        "digits", layer("conv2d", "maps", filters=2, padding="same"),
        layer("global_average_pooling2d", "mean"), layers["output"](10, "softmax"),
        loss="categorical_crossentropy",
    )  # fmt: skip
    kernel = session.weights()["output"][0]
    maps = session._live.readout.layers(session.dataset.x_test[:1])["maps"][0]
    # Behind a mean over places, the slope by each map is its weight by the number of places.
    expected = np.maximum((maps * kernel[:, 4] / maps[..., 0].size).sum(axis=-1), 0)
    found = read(session, "grad_cam", layer="maps", label=4)
    np.testing.assert_allclose(found["map"] * found["largest"], expected[::-1], atol=1e-6)


def test_of_two_classes_the_one_is_minus_the_other(make_session, layers):
    session = make_session("iris", layers["output"](3, "softmax"), loss="categorical_crossentropy")
    kernel = session.weights()["output"][0]
    found = read(session, "saliency", label=2)
    np.testing.assert_allclose(found["map"][0] * found["largest"], np.abs(kernel[:, 2]), atol=1e-6)
    binary = make_session("circle", layers["output"](1))
    for label in (0, 1):
        found = read(binary, "saliency", label=label)
        expected = np.abs(binary.weights()["output"][0][:, 0])
        np.testing.assert_allclose(found["map"][0] * found["largest"], expected, atol=1e-6)


def test_occlusion_is_the_fall_of_the_probability(cnn):
    image = cnn.dataset.x_test[3]
    sure = np.asarray(cnn.model.predict_on_batch(image[None]))[0]
    label = int(sure.argmax())
    found = read(cnn, "occlusion", side=3, ground="zero", example=3)
    assert found["before"][0] == pytest.approx(sure[label], abs=1e-6)
    assert found["map"].shape == (6, 6)
    for row, column in ((0, 0), (5, 2), (3, 5)):
        covered = image.copy()
        covered[row : row + 3, column : column + 3] = 0
        after = np.asarray(cnn.model.predict_on_batch(covered[None]))[0, label]
        assert found["map"][5 - row, column] == pytest.approx(sure[label] - after, abs=1e-6)
    assert found["largest"][0] == pytest.approx(np.abs(found["map"]).max())


def test_a_large_picture_is_covered_at_few_places():
    tops, lefts = covering((224, 224), 32)
    assert len(tops) * len(lefts) <= MOST_PATCHES
    assert tops[-1] + 32 <= 224
    assert covering((8, 8), 8) == (range(1), range(1))


def test_a_unit_grows_on_the_picture_made_for_it(cnn, monkeypatch):
    # One step at a time, as on a busy machine; each answer goes on where the last one stopped.
    monkeypatch.setattr("nnviz.model.probes.convolution.dream._SECONDS", 0.0)
    options = {"layer": "maps", "unit": 1, "steps": 30}
    *partial, found = (read(cnn, "dream", **options) for _ in range(30))
    assert [one["steps"].tolist() for one in partial] == [[step] for step in range(1, 30)]
    assert ["unfinished" in one for one in (*partial, found)] == [True] * 29 + [False]
    again = read(cnn, "dream", **options)
    assert "unfinished" in again
    np.testing.assert_array_equal(again["map"], found["map"])
    assert found["after"][0] > found["before"][0] + 0.05
    assert found["steps"].tolist() == [30]
    picture = np.ascontiguousarray(found["map"][0, ::-1])[..., None]
    maps = maps_by_hand(doubled(cnn), picture.astype(np.float64))
    assert found["after"][0] == pytest.approx(maps[..., 1].mean(), abs=0.02)
    assert found["map"].min() >= 0
    assert found["map"].max() <= 1


def test_a_dead_unit_stays_as_it_is(make_session, layers):
    layer = layers["layer"]
    session = make_session(
        "digits", layer("conv2d", "maps", filters=2, activation="relu"), layer("flatten"),
        layers["output"](10, "softmax"),
    )  # fmt: skip
    session.apply(SetWeight("maps", 1, (0,), -100.0))
    found = read(session, "dream", layer="maps")
    assert (found["steps"][0], found["before"][0], found["after"][0]) == (0, 0, 0)


def test_what_cannot_be_explained_says_why(cnn, make_session, layers):
    with pytest.raises(ProbeMisfit, match="feature maps"):
        read(cnn, "grad_cam", layer="hidden")
    with pytest.raises(ProbeMisfit, match="feature maps"):
        read(cnn, "grad_cam", layer="input")
    with pytest.raises(ProbeMisfit, match="not its input"):
        read(cnn, "dream", layer="input")
    with pytest.raises(ProbeMisfit, match="only 3 units"):
        read(cnn, "dream", layer="maps", unit=3)
    text = make_session(
        "spam", layers["layer"]("embedding", input_dim=300, output_dim=2),
        layers["layer"]("flatten"), layers["output"](1),
    )  # fmt: skip
    for probe, words in (("saliency", "Words are discrete"), ("occlusion", "drawn over an image")):
        with pytest.raises(ProbeMisfit, match=words):
            read(text, probe)
