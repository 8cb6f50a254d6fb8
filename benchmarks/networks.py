"""The networks whose training is timed, with their data.

Each is a Keras model, so that `model.fit` and our trainer can be given the very same one.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.run.head import Head, head
from nnviz.core.spec.experiment import DataSpec, Experiment, TrainingSpec
from nnviz.core.spec.network import LayerSpec, NetworkSpec, Value
from nnviz.data import default_spec, load

if TYPE_CHECKING:
    import keras

DENSE = {"2-4-2-1": (4, 2), "2-(8x6)-1": (8,) * 6, "2-64-64-1": (64, 64)}
TOKENS, WIDTH, HEADS = 32, 32, 4
ROWS = 1024


@dataclass(frozen=True, slots=True)
class Material:
    """What is trained.

    Attributes:
        model: Built, with initial weights.
        experiment: Training settings; its network is the model's, or stands in for it.
        head: How targets are encoded.
        x: Inputs `(n, *shape)`.
        y: Encoded targets.
    """

    model: "keras.Model"
    experiment: Experiment
    head: Head
    x: NDArray[Any]
    y: NDArray[Any]


def layer(kind: str, name: str = "", **params: Value) -> LayerSpec:
    """Return a layer named by its kind."""
    return LayerSpec(id=name or kind, kind=kind, params=params)


def dense(hidden: tuple[int, ...]) -> Experiment:
    """Return tanh layers on the 250 rows of the circle, trained by plain SGD."""
    layers = [
        layer("dense", f"dense_{index}", units=units, activation="tanh")
        for index, units in enumerate(hidden)
    ]
    return Experiment(
        data=DataSpec(features=("x1", "x2")),
        network=NetworkSpec(layers=(*layers, layer("dense", "output", units=1, activation="tanh"))),
        training=TrainingSpec(optimizer="sgd", loss="mse", learning_rate=0.03, batch_size=10),
    )


def convolutional() -> Experiment:
    """Return two convolutions of 16 and 32 filters and a dense layer of 64 on 28x28 shapes."""
    network = NetworkSpec(
        layers=(
            layer("conv2d", "conv_1", filters=16, kernel_size=3, activation="relu"),
            layer("max_pooling2d", "pool_1"),
            layer("conv2d", "conv_2", filters=32, kernel_size=3, activation="relu"),
            layer("max_pooling2d", "pool_2"),
            layer("flatten"),
            layer("dense", units=64, activation="relu"),
            layer("dense", "output", units=5, activation="softmax"),
        )
    )
    training = TrainingSpec(loss="categorical_crossentropy", batch_size=32)
    return Experiment(data=default_spec("shapes"), network=network, training=training)


def large_convolutional() -> Experiment:
    """Return a convolutional network with 10 million parameters on 28x28 shapes."""
    small = convolutional()
    *before, _, output = small.network.layers
    wide = [
        layer("dense", f"wide_{units}", units=units, activation="relu") for units in (2900, 2600)
    ]
    return small.changed(network=NetworkSpec(layers=(*before, *wide, output)))


def recurrent(kind: str) -> Experiment:
    """Return one recurrent layer of 32 units over 32 steps of the noisy wave."""
    data = default_spec("wave")
    return Experiment(
        data=data.changed(options={**data.options, "window": TOKENS}),
        network=NetworkSpec(layers=(layer(kind, units=32), layer("dense", "output", units=1))),
        training=TrainingSpec(loss="mse", batch_size=32),
    )


def experiments() -> dict[str, Experiment]:
    """Return every timed network that the catalogue can describe."""
    names = {"SimpleRNN": "simple_rnn", "LSTM": "lstm", "GRU": "gru"}
    return {
        **{name: dense(hidden) for name, hidden in DENSE.items()},
        "CNN 28x28": convolutional(),
        **{f"{name}(32)": recurrent(kind) for name, kind in names.items()},
    }


def material(name: str) -> Material:
    """Build a network by the name of its row; loads Keras."""
    if name == "transformer block":
        return _transformer()
    from nnviz.model.building.builder import build

    experiment = experiments()[name]
    dataset = load(experiment.data)
    meaning = head(experiment.network, dataset.signature, experiment.training.loss)
    model = build(experiment.network, dataset.signature, experiment.seed)
    return Material(model, experiment, meaning, dataset.x_train, meaning.encode(dataset.y_train))


def _transformer() -> Material:
    """Return one encoder block over 32 tokens of 32 numbers, made with Keras directly."""
    import keras
    from keras import layers

    given = keras.Input((TOKENS, WIDTH))
    attended = layers.MultiHeadAttention(HEADS, WIDTH // HEADS)(given, given)
    x = layers.LayerNormalization()(layers.Add()([given, attended]))
    hidden = layers.Dense(2 * WIDTH, activation="relu")(x)
    x = layers.LayerNormalization()(layers.Add()([x, layers.Dense(WIDTH)(hidden)]))
    output = layers.Dense(5, activation="softmax")(layers.GlobalAveragePooling1D()(x))
    # The head of the convolutional network says how five classes are encoded.
    experiment = convolutional()
    meaning = head(experiment.network, load(experiment.data).signature, "categorical_crossentropy")
    rng = np.random.default_rng(0)
    x_train = rng.normal(size=(ROWS, TOKENS, WIDTH)).astype(np.float32)
    y_train = rng.integers(0, 5, ROWS).astype(np.int32)
    return Material(keras.Model(given, output), experiment, meaning, x_train, y_train)
