"""The compiled loop against `model.fit` on the same batches."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.code.keras_calls import layer_call, loss_call, optimizer_call, regularizer_call
from nnviz.core.run.head import head
from nnviz.model.building.builder import realize
from nnviz.model.session import Session

pytestmark = pytest.mark.backends

ROWS, BATCH, EPOCHS = 64, 16, 3


def reference(experiment, dataset):
    """Train with `model.fit`; return the plain loss of every batch, and the weights."""
    import keras

    training = experiment.training
    regularization = regularizer_call(training.regularization, training.regularization_rate)
    inputs = x = keras.Input(dataset.signature.input_shape)
    for index, layer in enumerate(experiment.network.layers):
        x = realize(layer_call(layer, index, experiment.seed, regularization))(x)
    model = keras.Model(inputs, x)
    meaning = head(experiment.network, dataset.signature, training.loss)
    loss = realize(loss_call(training.loss, meaning))
    metric = keras.metrics.MeanMetricWrapper(lambda y, p: loss(y, p), name="data_loss")
    compiling: dict[str, Any] = {"loss": loss, "metrics": [metric], "jit_compile": False}
    model.compile(realize(optimizer_call(training.optimizer, training.learning_rate)), **compiling)
    order, y = np.random.default_rng(experiment.seed), meaning.encode(dataset.y_train)
    losses: list[float] = []

    class Note(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs: Any = None):
            total = logs["data_loss"] * (batch + 1)
            losses.append(total - self.total if batch else total)
            self.total = total

    for _ in range(EPOCHS):
        rows = order.permutation(ROWS)
        quiet: dict[str, Any] = {"shuffle": False, "verbose": 0, "callbacks": [Note()]}
        model.fit(dataset.x_train[rows], y[rows], BATCH, **quiet)
    return losses, model.get_weights()


@pytest.mark.parametrize(
    ("name", "training"),
    [
        ("dense", {"optimizer": "sgd", "learning_rate": 0.1}),
        (
            "dense",
            {"optimizer": "adam", "regularization": "l2", "regularization_rate": 0.03},
        ),
        (
            "dense",
            {"optimizer": "nesterov", "regularization": "l1", "regularization_rate": 0.01},
        ),
        ("dense", {"optimizer": "rmsprop", "loss": "hinge"}),
        ("dense", {"optimizer": "adagrad", "loss": "mse"}),
        ("cnn", {"optimizer": "adam"}),
        (
            "cnn",
            {
                "optimizer": "momentum",
                "loss": "mse",
                "regularization": "l2",
                "regularization_rate": 0.01,
            },
        ),
        ("lstm", {"optimizer": "sgd", "learning_rate": 0.1}),
        (
            "lstm",
            {
                "optimizer": "adamw",
                "regularization": "l2",
                "regularization_rate": 0.003,
                "loss": "huber",
            },
        ),
    ],
)
def test_equal_batches_give_the_losses_and_weights_of_fit(family, train, name, training):
    experiment, dataset = family(name, ROWS, batch_size=BATCH, **training)
    expected, weights = reference(experiment, dataset)
    session = Session(experiment, dataset)
    losses = train(session, EPOCHS * ROWS // BATCH)
    np.testing.assert_allclose(losses, expected, rtol=1e-4, atol=1e-5)
    found = [array for arrays in session.weights().values() for array in arrays]
    for ours, theirs in zip(found, weights, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=2e-5)
