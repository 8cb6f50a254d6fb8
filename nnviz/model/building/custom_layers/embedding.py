"""Layers that add a learned vector for each position of a sequence."""

import keras  # noqa: TID253 - this module is itself imported only where Keras is needed


@keras.saving.register_keras_serializable(package="nnviz")
class PositionEmbedding(keras.layers.Layer):
    """Adds a learned vector to every position of a sequence `(batch, time, features)`."""

    def __init__(self, seed, **options) -> None:  # noqa: ANN001, ANN003 - Keras's interface
        super().__init__(**options)
        self.seed = seed

    def build(self, input_shape):  # noqa: ANN001, ANN201, D102 - Keras's interface
        self.table = self.add_weight(
            shape=tuple(input_shape[1:]),
            initializer=keras.initializers.RandomUniform(-0.05, 0.05, seed=self.seed),
            name="table",
        )

    def call(self, inputs):  # noqa: ANN001, ANN201, D102 - Keras's interface
        return inputs + self.table

    def get_config(self):  # noqa: ANN201, D102 - Keras's interface
        return {**super().get_config(), "seed": self.seed}
