"""One training step in numbers: against finite differences, and against a step that is made."""

import numpy as np
import pytest

from nnviz.core.families.small_network import SmallNetwork, small_network
from nnviz.core.run.run import ProbeRequest
from nnviz.model.probes import ProbeMisfit

OPTIMIZERS = ["sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adam", "adamw"]


def numbers(session, **options):
    return session.probe(ProbeRequest("k", "backprop", options))


def small_of(session) -> SmallNetwork:
    found = small_network(session.experiment.network, session.dataset.signature)
    assert isinstance(found, SmallNetwork)
    return found


@pytest.fixture
def three_layers(layers):
    layer, output = layers["layer"], layers["output"]
    return (layer("dense", units=3), layer("activation", activation="tanh"),
            layer("dense", "second", units=2, activation="softplus"), output(1))  # fmt: skip


@pytest.mark.parametrize("loss", ["binary_crossentropy", "mse", "huber"])
def test_every_derivative_by_a_weight_is_a_difference_quotient(make_session, three_layers, loss):
    session = make_session("circle", *three_layers, loss=loss, optimizer="sgd")
    found = numbers(session, example=5)
    x, y = session.dataset.x_train[5:6], session.dataset.y_train[5:6]
    small, at = small_of(session), 0
    for column in small.columns[1:]:
        keras_layer = session.model.get_layer(column.layer)
        kernel, bias = keras_layer.get_weights()
        for target in range(column.units):
            for source in range(len(kernel)):
                results = []
                for move in (4e-3, -4e-3):
                    moved = kernel.copy()
                    moved[source, target] += move
                    keras_layer.set_weights([moved, bias])
                    outputs = session._live.readout.outputs(x)
                    results.append(session._live.learning.by_outputs(outputs, y)[0])
                keras_layer.set_weights([kernel, bias])
                quotient = (results[0] - results[1]) / 8e-3
                assert found["by_weight"][at] == pytest.approx(quotient, abs=5e-4)
                at += 1
    assert at == len(small.links)


@pytest.mark.backends
def test_the_chain_rule_gives_what_the_tape_gives(make_session, three_layers):
    session = make_session("circle", *three_layers)
    found = numbers(session, example=2)
    x, y = session.dataset.x_train[2:3], session.dataset.y_train[2:3]
    loss, gradients = session._live.learning.by_weights(x, y)
    assert found["loss"][0] == pytest.approx(loss, rel=1e-5)
    tape = np.concatenate([kernel.T.reshape(-1) for kernel in gradients[0::2]])
    assert found["by_weight"] == pytest.approx(tape, rel=1e-4, abs=1e-6)
    assert found["by_sum"] == pytest.approx(np.concatenate(gradients[1::2]), rel=1e-4, abs=1e-6)


def test_sgd_moves_each_weight_by_the_learning_rate_times_its_derivative(
    make_session, three_layers
):
    session = make_session("circle", *three_layers, optimizer="sgd", learning_rate=0.25)
    found = numbers(session)
    assert found["rate"][0] == pytest.approx(0.25)
    assert found["weight_update"] == pytest.approx(-0.25 * found["by_weight"], abs=1e-6)
    assert found["bias_update"] == pytest.approx(-0.25 * found["by_sum"], abs=1e-6)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_weights_after_are_those_of_a_real_step(make_session, train, three_layers, optimizer):
    session = make_session(
        "circle", *three_layers, rows=1, batch_size=1, optimizer=optimizer,
        learning_rate=0.05, regularization="l2", regularization_rate=0.01,
    )  # fmt: skip
    train(session, 3)
    before = session.weights()
    found = numbers(session)
    assert all(
        (old == new).all()
        for name in before
        for old, new in zip(before[name], session.weights()[name], strict=True)
    )
    train(session, 1)
    after = [session.weights()[c.layer] for c in small_of(session).columns[1:]]
    expected = np.concatenate([kernel.T.reshape(-1) for kernel, _ in after])
    assert found["weight_after"] == pytest.approx(expected, rel=1e-5, abs=1e-6)
    biases = np.concatenate([bias for _, bias in after])
    assert found["bias_after"] == pytest.approx(biases, rel=1e-5, abs=1e-6)


def test_several_classes_go_back_through_the_softmax(make_session, layers):
    session = make_session(
        "iris", layers["layer"]("dense", units=4, activation="relu"),
        layers["output"](3, "softmax"), loss="categorical_crossentropy",
    )  # fmt: skip
    found = numbers(session, example=1)
    values = found["value"][-3:]
    # Cross-entropy after softmax: the derivative by the sum is the value minus the target.
    assert found["by_sum"][-3:] == pytest.approx(values - found["target"], abs=1e-5)


@pytest.mark.parametrize(
    ("data", "kind", "params", "words"),
    [
        ("digits", "flatten", {}, "plain vectors"),
        ("circle", "batch_normalization", {}, "is not dense"),
        ("circle", "dense", {"units": 9}, "at most 8 units"),
    ],
)
def test_what_cannot_be_shown_says_why(make_session, layers, data, kind, params, words):
    output = layers["output"](10, "softmax") if data == "digits" else layers["output"](1)
    loss = "categorical_crossentropy" if data == "digits" else "binary_crossentropy"
    session = make_session(data, layers["layer"](kind, "first", **params), output, loss=loss)
    with pytest.raises(ProbeMisfit, match=words):
        numbers(session)
