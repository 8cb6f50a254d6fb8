"""Answers at every place of a picture or text: encoding, scores, losses, repairs, sliders."""

import numpy as np
import pytest

from nnviz.core.plan.plan import StackPlan, adapted, default_loss, network_of
from nnviz.core.plan.plan_reading import read_plan
from nnviz.core.run.head import head, score_name
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.experiment import losses_of
from nnviz.core.spec.network import LayerSpec, NetworkSpec

PICTURE = DataSignature((2, 3, 1), "regression", 1, "image", places=(2, 3))
MASK = DataSignature((2, 2, 1), "binary", 1, "image", places=(2, 2))
TEXT = DataSignature((3,), "multiclass", 4, "tokens", 4, (3,), "onward")
ROW = DataSignature((3,), "regression", 3, "table")
ONE = DataSignature((3,), "binary", 1, "table")


def meaning(signature: DataSignature, activation: str):
    network = NetworkSpec(
        layers=(LayerSpec(id="out", kind="dense", params={"activation": activation}),)
    )
    return head(network, signature, default_loss(signature.task))


def test_what_a_network_gives_follows_from_the_places():
    assert PICTURE.output_shape == (2, 3, 1)
    assert TEXT.output_shape == (3, 4)
    assert ROW.output_shape == (3,)
    assert [s.one_answer for s in (PICTURE, MASK, TEXT, ROW, ONE)] == [False] * 4 + [True]
    assert [s.copies for s in (PICTURE, MASK, TEXT, ROW, ONE)] == [True, True, False, True, False]


def test_targets_are_encoded_place_by_place():
    mask = np.array([[[0, 1], [1, 0]]], np.int32)
    np.testing.assert_array_equal(
        meaning(MASK, "sigmoid").encode(mask), mask[..., None].astype(np.float32)
    )
    words = np.array([[2, 3, -1]], np.int32)
    np.testing.assert_array_equal(meaning(TEXT, "softmax").encode(words), words)
    picture = np.arange(6, dtype=np.float32).reshape(1, 2, 3, 1)
    np.testing.assert_array_equal(meaning(PICTURE, "linear").encode(picture), picture)


def test_probabilities_of_logits_add_up_at_every_place():
    outputs = np.log(np.array([[[1, 1, 2, 4], [1, 1, 1, 1], [8, 0.5, 0.5, 1]]], np.float32))
    found = meaning(TEXT, "linear").probabilities(outputs)
    np.testing.assert_allclose(found[0, 0], [0.125, 0.125, 0.25, 0.5], rtol=1e-6)
    np.testing.assert_allclose(found.sum(axis=-1), 1, rtol=1e-6)


def test_places_that_do_not_count_do_not_count():
    outputs = np.eye(4, dtype=np.float32)[[[2, 0, 1]]]
    score = meaning(TEXT, "softmax").score
    assert score(outputs, np.array([[2, 3, -1]])) == 0.5
    assert score(outputs, np.array([[-1, -1, -1]])) == 0.0


def test_a_mask_is_scored_by_its_overlap():
    truth = np.array([[[1, 1], [0, 0]]])
    found = np.array([[[0.9, 0.2], [0.8, 0.1]]], np.float32)[..., None]
    score = meaning(MASK, "sigmoid").score
    assert score(found, truth) == pytest.approx(1 / 3)
    assert score(np.zeros((1, 2, 2, 1), np.float32), np.zeros((1, 2, 2), int)) == 1.0


def test_a_copy_is_scored_by_its_mean_distance():
    target = np.zeros((1, 2, 3, 1), np.float32)
    assert meaning(PICTURE, "linear").score(target + 0.25, target) == 0.25


def test_scores_are_named():
    names = [score_name(signature) for signature in (PICTURE, MASK, TEXT, ROW, ONE)]
    assert names == ["abs. error", "overlap", "accuracy", "abs. error", "accuracy"]


def test_only_cross_entropy_knows_places_that_do_not_count():
    assert losses_of("multiclass", (3,)) == ("categorical_crossentropy",)
    assert "mse" in losses_of("multiclass")
    assert "mse" in losses_of("regression", (2, 3))


@pytest.mark.parametrize("signature", [PICTURE, MASK, TEXT, ROW])
@pytest.mark.parametrize("family", ["feedforward", "convolutional", "recurrent"])
def test_sliders_give_a_network_that_fits_and_read_it_back(signature, family):
    plan = StackPlan().of_family(family).resized(1)
    if family != "feedforward" and signature is ROW:
        plan = plan.of_family("feedforward")
    if family == "recurrent" and len(signature.input_shape) == 3:
        plan = plan.changed(reshape=(2, signature.input_shape[0] * signature.input_shape[1] // 2))
    plan = adapted(plan, signature, default_loss(signature.task))
    if family == "convolutional" and not signature.tokens:
        plan = plan.with_block(0, pooling="none") if plan.family == family else plan
    network = network_of(plan, signature)
    assert infer(network, signature).problems == ()
    assert read_plan(network, signature) == (plan, True)


@pytest.mark.parametrize("signature", [PICTURE, MASK, TEXT, ROW])
@pytest.mark.parametrize(
    "last",
    [
        LayerSpec(id="last", kind="dense", params={"units": 7}),
        LayerSpec(id="last", kind="activation"),
        LayerSpec(id="last", kind="flatten"),
    ],
    ids=lambda layer: layer.kind,
)
def test_every_repair_of_the_output_gives_a_network_that_fits(signature, last):
    first = (
        (LayerSpec(id="embedding", kind="embedding", params={"input_dim": 4}),)
        if signature.tokens
        else ()
    )
    network = NetworkSpec(layers=(*first, last))
    for problem in infer(network, signature).problems:
        for repair in problem.repairs:
            assert repair.network is not None
            assert infer(repair.network, signature).problems == (), repair.label
