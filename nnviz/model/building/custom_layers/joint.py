"""Layers that join networks: two branches that are compared, experts that are mixed."""

import keras  # noqa: TID253 - this module is itself imported only where Keras is needed


@keras.saving.register_keras_serializable(package="nnviz")
class PairDistance(keras.layers.Layer):
    """Measures the distance between the two rows of pairs `(batch, 2, features)`.

    Outputs the Euclidean distance `(batch, 1)`, or with `differences` each absolute difference
    `(batch, features)`. The distance is never smaller than 0.0001, where it has no derivative.

    Bromley, Guyon, LeCun, Saeckinger, Shah, "Signature verification using a Siamese time delay
    neural network", 1993.
    """

    def __init__(self, measure="distance", **options) -> None:  # noqa: ANN001, ANN003 - Keras's interface
        super().__init__(**options)
        self.measure = measure

    def call(self, inputs):  # noqa: ANN001, ANN201, D102 - Keras's interface
        apart = inputs[:, 0] - inputs[:, 1]
        if self.measure == "differences":
            return keras.ops.abs(apart)
        squares = keras.ops.sum(keras.ops.square(apart), axis=-1, keepdims=True)
        return keras.ops.sqrt(keras.ops.maximum(squares, 1e-8))

    def get_config(self):  # noqa: ANN201, D102 - Keras's interface
        return {**super().get_config(), "measure": self.measure}


@keras.saving.register_keras_serializable(package="nnviz")
class Mixture(keras.layers.Layer):
    """Adds up the outputs of experts `(batch, values)`, each weighted by its gate value.

    Reads the gate's weights `(batch, experts)` first, then every expert.

    Jacobs, Jordan, Nowlan, Hinton, "Adaptive mixtures of local experts", 1991.
    """

    def call(self, inputs):  # noqa: ANN001, ANN201, D102 - Keras's interface
        shares = inputs[0]
        answers = keras.ops.stack(inputs[1:], axis=1)
        return keras.ops.sum(shares[:, :, None] * answers, axis=1)
