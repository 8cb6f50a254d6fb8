"""Layers that Keras does not have; generated code copies the classes it needs from here.

Loaded only when a network has one of them. Each class needs nothing but Keras, and is registered
with it, so that a saved model that has one can be loaded again.
"""

import keras  # noqa: TID253 - this module is itself imported only where Keras is needed


@keras.saving.register_keras_serializable(package="nnviz")
class PositionEmbedding(keras.layers.Layer):
    """Adds a learned list of numbers to every place of a sequence `(batch, time, features)`."""

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


@keras.saving.register_keras_serializable(package="nnviz")
class LayerScale(keras.layers.Layer):
    """Multiplies every feature by a learned number.

    Touvron et al., "Going deeper with image transformers", 2021.
    """

    def __init__(self, init_values, **options) -> None:  # noqa: ANN001, ANN003 - Keras's interface
        super().__init__(**options)
        self.init_values = init_values

    def build(self, input_shape):  # noqa: ANN001, ANN201, D102 - Keras's interface
        self.gamma = self.add_weight(
            shape=(input_shape[-1],),
            initializer=keras.initializers.Constant(self.init_values),
            name="gamma",
        )

    def call(self, inputs):  # noqa: ANN001, ANN201, D102 - Keras's interface
        return inputs * self.gamma

    def get_config(self):  # noqa: ANN201, D102 - Keras's interface
        return {**super().get_config(), "init_values": self.init_values}


@keras.saving.register_keras_serializable(package="nnviz")
class SpectralNormalization(keras.layers.SpectralNormalization):
    """Keras's spectral normalisation, whose first guess follows a seed and not chance.

    Miyato et al., "Spectral normalization for generative adversarial networks", 2018.
    """

    def __init__(self, layer, seed, **options) -> None:  # noqa: ANN001, ANN003 - Keras's interface
        super().__init__(layer, **options)
        self.seed = seed

    def build(self, input_shape):  # noqa: ANN001, ANN201, D102 - Keras's interface
        super().build(input_shape)
        guess = keras.initializers.TruncatedNormal(stddev=0.02, seed=self.seed)
        self.vector_u.assign(guess(self.vector_u.shape))

    def get_config(self):  # noqa: ANN201, D102 - Keras's interface
        return {**super().get_config(), "seed": self.seed}
