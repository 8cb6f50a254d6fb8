"""Normalization of weights."""

import keras  # noqa: TID253 - this module is itself imported only where Keras is needed


@keras.saving.register_keras_serializable(package="nnviz")
class SpectralNormalization(keras.layers.SpectralNormalization):
    """Keras's spectral normalization with a seeded initial estimate.

    The derivative is taken by the normalized kernel on every backend; where variables are set as
    the program goes, as in TensorFlow, Keras's own layer gives the same.

    Miyato et al., "Spectral normalization for generative adversarial networks", 2018.
    """

    def __init__(self, layer, seed, **options) -> None:  # noqa: ANN001, ANN003 - Keras's interface
        super().__init__(layer, **options)
        self.seed = seed

    def build(self, input_shape):  # noqa: ANN001, ANN201, D102 - Keras's interface
        super().build(input_shape)
        guess = keras.initializers.TruncatedNormal(stddev=0.02, seed=self.seed)
        self.vector_u.assign(guess(self.vector_u.shape))

    def normalized_weights(self):  # noqa: ANN201, D102 - Keras's interface
        vector_u, kernel = super().normalized_weights()
        return vector_u, self.kernel + keras.ops.stop_gradient(kernel - self.kernel)

    def get_config(self):  # noqa: ANN201, D102 - Keras's interface
        return {**super().get_config(), "seed": self.seed}
