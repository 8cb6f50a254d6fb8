import numpy as np
import pytest

from nnviz.core.run.head import Head, head, output_activation
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec


def network(*kinds):
    layers = [
        LayerSpec(id=f"layer_{i}", kind=kind, params=params)
        for i, (kind, params) in enumerate(kinds)
    ]
    return NetworkSpec(layers=tuple(layers))


def dense(activation):
    return ("dense", {"units": 1, "activation": activation})


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([dense("tanh")], "tanh"),
        ([("dense", {"units": 1})], "linear"),
        ([dense("linear"), ("activation", {"activation": "sigmoid"})], "sigmoid"),
        ([dense("softmax"), ("dropout", {}), ("flatten", {})], "softmax"),
        ([dense("sigmoid"), ("batch_normalization", {})], "linear"),
        ([("lstm", {"units": 1})], "tanh"),
        ([("flatten", {})], "linear"),
    ],
)
def test_the_output_activation_is_that_of_the_last_layer_with_one(layers, expected):
    assert output_activation(network(*layers)) == expected


@pytest.mark.parametrize(
    ("task", "loss", "activation", "expected"),
    [
        ("binary", "binary_crossentropy", "sigmoid", ("zero_one", False)),
        ("binary", "binary_crossentropy", "linear", ("zero_one", True)),
        ("binary", "mse", "sigmoid", ("zero_one", False)),
        ("binary", "mse", "tanh", ("sign", False)),
        ("binary", "hinge", "linear", ("sign", False)),
        ("multiclass", "categorical_crossentropy", "softmax", ("index", False)),
        ("multiclass", "categorical_crossentropy", "linear", ("index", True)),
        ("multiclass", "mse", "softmax", ("one_hot", False)),
        ("regression", "mse", "linear", ("value", False)),
    ],
)
def test_task_loss_and_activation_decide_the_encoding(task, loss, activation, expected):
    signature = DataSignature((2,), task, 1, "plane")
    found = head(network(dense(activation)), signature, loss)
    assert (found.encoding, found.from_logits) == expected


CLASSES = np.array([0, 1, 1], np.int32)


@pytest.mark.parametrize(
    ("task", "outputs", "encoding", "targets", "expected", "dtype"),
    [
        ("binary", 1, "zero_one", CLASSES, [[0], [1], [1]], np.float32),
        ("binary", 1, "sign", CLASSES, [[-1], [1], [1]], np.float32),
        ("multiclass", 3, "index", np.array([2, 0]), [2, 0], np.int32),
        ("multiclass", 3, "one_hot", np.array([2, 0]), [[0, 0, 1], [1, 0, 0]], np.float32),
        ("regression", 1, "value", np.array([0.5, -1]), [[0.5], [-1]], np.float32),
        ("binary", 1, "zero_one", np.zeros(0, np.int32), [], np.float32),
    ],
)
def test_targets_are_written_as_the_loss_reads_them(
    task, outputs, encoding, targets, expected, dtype
):
    encoded = Head(task, outputs, encoding, False, False).encode(targets)
    assert encoded.tolist() == expected
    assert encoded.dtype == dtype


def test_binary_outputs_become_classes_probabilities_and_signs():
    probability = Head("binary", 1, "zero_one", False, False)
    outputs = np.array([[0.1], [0.5], [0.9]], np.float32)
    assert probability.classes(outputs).tolist() == [0, 0, 1]
    np.testing.assert_allclose(
        probability.probabilities(outputs), [[0.9, 0.1], [0.5, 0.5], [0.1, 0.9]], atol=1e-6
    )
    np.testing.assert_allclose(probability.signed(outputs), [-0.8, 0, 0.8], atol=1e-6)

    sign = Head("binary", 1, "sign", False, False)
    outputs = np.array([[-3.0], [0.0], [0.5]], np.float32)
    assert sign.classes(outputs).tolist() == [0, 0, 1]
    assert sign.signed(outputs).tolist() == [-1, 0, 0.5]

    logits = Head("binary", 1, "zero_one", True, False)
    outputs = np.array([[-1000.0], [0.0], [np.log(3)], [1000.0]], np.float32)
    np.testing.assert_allclose(logits.probabilities(outputs)[:, 1], [0, 0.5, 0.75, 1], atol=1e-6)
    assert logits.classes(outputs).tolist() == [0, 0, 1, 1]


def test_several_outputs_become_classes_and_probabilities():
    logits = Head("multiclass", 3, "index", True, False)
    outputs = np.array([[0, np.log(2), 0], [1000, 0, -1000]], np.float32)
    np.testing.assert_allclose(
        logits.probabilities(outputs), [[0.25, 0.5, 0.25], [1, 0, 0]], atol=1e-6
    )
    assert logits.classes(outputs).tolist() == [1, 0]
    scores = Head("multiclass", 2, "one_hot", False, False)
    clipped = scores.probabilities(np.array([[-0.5, 1.5]], np.float32))
    assert clipped.tolist() == [[0, 1]]


def test_a_regression_is_clipped_to_the_colour_scale():
    values = Head("regression", 1, "value", False, False)
    assert values.signed(np.array([[-3.0], [0.25], [2.0]], np.float32)).tolist() == [-1, 0.25, 1]


def test_the_share_of_the_variance_that_is_explained():
    linear = network(("dense", {"units": 1}))
    one = head(linear, DataSignature((2,), "regression", 1, "table"), "mse")
    truth = np.array([[1.0], [2.0], [3.0]])
    assert one.explained(truth, truth) == 1
    assert one.explained(np.full((3, 1), 2.0), truth) == 0
    assert one.explained(np.array([[1.0], [2.0], [5.0]]), truth) == -1
    assert one.explained(truth, np.ones((3, 1))) is None
    two = head(linear, DataSignature((2,), "binary", 1, "table"), "binary_crossentropy")
    assert two.explained(truth, truth) is None


@pytest.mark.parametrize("inputs", [(), ("input",), ("input", "input", "input")])
def test_a_mixture_without_experts_is_read_as_it_is(inputs):
    """Nothing keeps a link from bringing one; it does not fit, and pages still draw it."""
    first = LayerSpec(id="gate", kind="flatten")
    mixture = LayerSpec(id="mixture", kind="mixture", inputs=inputs)
    assert output_activation(NetworkSpec(layers=(first, mixture))) == "linear"
    assert output_activation(NetworkSpec(layers=(mixture,))) == "linear"
