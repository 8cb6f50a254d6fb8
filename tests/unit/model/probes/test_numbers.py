"""Links, weights, answers, curves and layers against direct computation."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.run.run import ProbeRequest, SetWeight
from nnviz.data import default_spec, encode_text, signature
from nnviz.model.probes import ProbeMisfit
from nnviz.model.session import Session

pytestmark = pytest.mark.backends


def read(session, probe, **options) -> dict[str, Any]:
    return session.probe(ProbeRequest("key", probe, options))


def test_links_of_dense_layers_are_the_weights_target_by_target(make_session, layers):
    session = make_session("circle", layers["layer"]("dense", units=3), layers["output"](1))
    weights = session.weights()
    session.apply(SetWeight("dense", 1, (1,), 0.75))
    arrays = read(session, "links")
    expected = np.concatenate([weights["dense"][0].T.ravel(), weights["output"][0].T.ravel()])
    assert np.array_equal(arrays["values"], expected)
    assert arrays["biases"].tolist() == [0, 0.75, 0, 0]
    folded = read(session, "links", limit=2)["values"]
    assert folded.tolist() == [*weights["dense"][0][:, 0], weights["output"][0][0, 0]]


def test_links_of_convolutions_and_after_flattening_are_means(family):
    session = Session(*family("cnn"))
    weights = session.weights()
    arrays = read(session, "links", limit=16)
    conv = weights["conv2d"][0].mean(axis=(0, 1))
    dense = weights["output"][0].reshape(3, 3, 3, 10).mean(axis=(0, 1))
    expected = np.concatenate([conv.T.ravel(), dense.T.ravel()])
    np.testing.assert_allclose(arrays["values"], expected, atol=1e-6)


def test_links_of_recurrent_layers_are_means_over_gates_and_both_ways_are_units(
    make_session, layers
):
    session = make_session(
        "recall", layers["layer"]("lstm", units=2, bidirectional=True),
        layers["output"](4, "softmax"), loss="categorical_crossentropy",
    )  # fmt: skip
    forward, _, bias, backward, _, _ = session.weights()["lstm"]
    kernel = np.concatenate(
        [way.reshape(-1, 4, 2).mean(axis=1) for way in (forward, backward)], axis=1
    )
    arrays = read(session, "links", limit=16)
    np.testing.assert_allclose(arrays["values"][: kernel.size], kernel.T.ravel(), atol=1e-6)
    assert bias.reshape(4, 2).mean(axis=0).tolist() == [0.25, 0.25]
    assert arrays["biases"].tolist() == [0.25] * 4 + [0] * 4


def test_links_of_an_embedding_are_means_over_tokens(make_session, layers):
    layer, tokens = layers["layer"], signature(default_spec("sentiment")).tokens
    session = make_session(
        "sentiment", layer("embedding", input_dim=tokens, output_dim=3),
        layer("global_average_pooling1d"), layers["output"](1),
    )  # fmt: skip
    mean = session.weights()["embedding"][0].mean(axis=0)
    arrays = read(session, "links")
    np.testing.assert_allclose(arrays["values"][:3], mean, atol=1e-7)
    assert arrays["biases"].tolist() == [0]


def test_weights_of_one_unit(make_session, layers):
    session = make_session(
        "wave", layers["layer"]("gru", units=3), layers["output"](1, "linear"), loss="mse"
    )
    kernel, recurrent, bias = session.weights()["gru"]
    arrays = read(session, "weights", layer="gru", unit=1)
    assert np.array_equal(arrays["incoming"], kernel.reshape(-1, 3, 3)[:, :, 1].T.ravel())
    expected = recurrent.reshape(3, 3, 3)[:, :, 1].mean(axis=1)
    np.testing.assert_allclose(arrays["recurrent"], expected, atol=1e-7)
    assert arrays["bias"].tolist() == [bias.reshape(-1, 3)[:, 1].mean()]
    with pytest.raises(ProbeMisfit, match="only 3 units"):
        read(session, "weights", layer="gru", unit=3)
    with pytest.raises(ProbeMisfit, match="no layer 'gone'"):
        read(session, "weights", layer="gone")


def test_confusion_and_samples_are_counted_from_predictions(family):
    session = Session(*family("cnn"))
    data = session.dataset
    said = session.model.predict_on_batch(data.x_test)
    expected = np.zeros((10, 10), int)
    for true, predicted in zip(data.y_test, said.argmax(axis=1), strict=True):
        expected[true, predicted] += 1
    assert read(session, "confusion")["counts"].tolist() == expected.tolist()
    arrays = read(session, "samples", count=5, start=3)
    assert np.array_equal(arrays["predicted"], said[3:8].argmax(axis=1))
    np.testing.assert_allclose(arrays["probability"], said[3:8].max(axis=1), atol=1e-6)
    assert np.array_equal(arrays["correct"], said[3:8].argmax(axis=1) == data.y_test[3:8])
    assert len(read(session, "samples", count=200)["predicted"]) == len(data.x_test)
    assert np.array_equal(
        read(session, "samples", count=2, start=999_999)["predicted"], said[-2:].argmax(axis=1)
    )


def test_two_classes_have_a_matrix_of_two(family):
    session = Session(*family("dense"))
    counts = read(session, "confusion", split="train")["counts"]
    assert counts.shape == (2, 2)
    assert counts.sum(axis=1).tolist() == np.bincount(session.dataset.y_train).tolist()


def test_predictions_and_forecasts_are_in_the_real_unit(family):
    session = Session(*family("lstm"))
    data = session.dataset
    inputs = np.concatenate([data.x_train, data.x_test])
    said = session.model.predict_on_batch(inputs)[:, 0] * data.target_scale + data.target_mean
    forecast = read(session, "forecast")["predicted"]
    np.testing.assert_allclose(forecast, said, rtol=1e-4, atol=1e-5)
    tests = read(session, "predictions")["predicted"]
    np.testing.assert_allclose(tests, said[len(data.x_train) :], rtol=1e-4, atol=1e-5)
    with pytest.raises(ProbeMisfit, match="not a class"):
        read(session, "samples")


def test_the_next_words_are_the_most_probable_ones(make_session, layers):
    layer, tokens = layers["layer"], signature(default_spec("next_word")).tokens
    session = make_session(
        "next_word", layer("embedding", input_dim=tokens, output_dim=3), layer("flatten"),
        layers["output"](tokens, "softmax"), loss="categorical_crossentropy",
    )  # fmt: skip
    data = session.dataset
    x = encode_text("good morning", data.vocabulary, data.signature.input_shape[0])
    said = session.model.predict_on_batch(x)[0]
    arrays = read(session, "next_word", text="Good morning")
    assert sorted(said)[::-1][:8] == pytest.approx(arrays["probability"].tolist(), abs=1e-6)
    np.testing.assert_allclose(said[arrays["token"]], arrays["probability"], atol=1e-6)
    assert read(session, "next_word", text="")["token"].shape == (8,)
    with pytest.raises(ProbeMisfit, match="12 classes"):
        read(session, "confusion")


def test_curves_are_the_history(family, train):
    session = Session(*family("dense", batch_size=16))
    assert read(session, "curves")["loss"].shape == (0,)
    seen = []
    for _ in range(3):
        train(session, 4)
        seen.append(session.evaluate())
    arrays = read(session, "curves")
    assert arrays["epoch"].tolist() == [1, 2, 3]
    np.testing.assert_allclose(arrays["test_loss"], [m.test_loss for m in seen], rtol=1e-6)
    np.testing.assert_allclose(arrays["accuracy"], [m.accuracy for m in seen], rtol=1e-6)


def test_layers_in_one_number_each(make_session, layers):
    session = make_session(
        "circle", layers["layer"]("dense", units=4, activation="relu"),
        layers["layer"]("dropout", rate=0.5), layers["output"](1),
    )  # fmt: skip
    kernel, bias = session.weights()["dense"]
    hidden = np.maximum(0, session.dataset.x_test[:64] @ kernel + bias)
    arrays = read(session, "layers")
    assert arrays["weight"][0] == pytest.approx(np.sqrt(np.square(kernel).mean()), rel=1e-5)
    assert arrays["weight"][1] == 0
    root = np.sqrt(np.square(hidden).mean())
    np.testing.assert_allclose(arrays["activation"][:2], [root, root], rtol=1e-5)
    assert arrays["zero"][0] == pytest.approx((hidden == 0).mean())
    assert arrays["zero"][2] == 0
