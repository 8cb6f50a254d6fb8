"""Layers of generative adversarial networks, which hold two networks in one graph."""

import keras  # noqa: TID253 - this module is itself imported only where Keras is needed


@keras.saving.register_keras_serializable(package="nnviz")
class FreshNoise(keras.layers.Layer):
    """Outputs the last `size` values of every row `(batch, values)`; during training, new noise.

    In training they are drawn from the standard normal distribution, so that no noise is
    seen twice; otherwise equal rows give equal noise.
    """

    def __init__(self, size, seed, **options) -> None:  # noqa: ANN001, ANN003 - Keras's interface
        super().__init__(**options)
        self.size = size
        self.seed = seed
        self.noise = keras.random.SeedGenerator(seed)

    def call(self, row, training=False):  # noqa: ANN001, ANN201, D102 - Keras's interface
        if row.shape[-1] < self.size:
            raise ValueError(
                f"Expected rows of at least {self.size} values, received {row.shape[-1]}."
            )
        noise = row[:, -self.size :]
        return keras.random.normal(keras.ops.shape(noise), seed=self.noise) if training else noise

    def get_config(self):  # noqa: ANN201, D102 - Keras's interface
        return {**super().get_config(), "size": self.size, "seed": self.seed}


@keras.saving.register_keras_serializable(package="nnviz")
class GradientReversal(keras.layers.Layer):
    """Passes its input `(batch, ...)` on; on the way back gradients are multiplied by -strength.

    Ganin and Lempitsky, "Unsupervised domain adaptation by backpropagation", 2015. Before a
    discriminator this is the minimax game of Goodfellow et al., "Generative adversarial nets",
    2014: the generator climbs the loss that the discriminator descends.
    """

    def __init__(self, strength, **options) -> None:  # noqa: ANN001, ANN003 - Keras's interface
        super().__init__(**options)
        self.strength = strength

    def call(self, inputs):  # noqa: ANN001, ANN201, D102 - Keras's interface
        # Values in the brackets cancel; only what is outside of `stop_gradient` has a gradient.
        turned = self.strength * inputs
        return keras.ops.stop_gradient(inputs) + (keras.ops.stop_gradient(turned) - turned)

    def get_config(self):  # noqa: ANN201, D102 - Keras's interface
        return {**super().get_config(), "strength": self.strength}


@keras.saving.register_keras_serializable(package="nnviz")
class RealOrMade(keras.layers.Layer):
    """Chooses for every row whether the next layer sees its real example or a generated one.

    Reads generated examples `(batch, values)` and rows `(batch, 1 + values or more)` whose first
    value is 1 where the next ones are a real example, and 0 where there is none.
    """

    def call(self, made, row):  # noqa: ANN001, ANN201, D102 - Keras's interface
        values = made.shape[-1]
        if row.shape[-1] <= values:
            raise ValueError(
                f"Expected rows of at least 1 + {values} values, received {row.shape[-1]}."
            )
        real = row[:, 1 : 1 + values]
        return keras.ops.where(row[:, :1] > 0.5, real, made)
