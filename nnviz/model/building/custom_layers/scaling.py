"""Layers that learn to scale their input."""

import keras  # noqa: TID253 - this module is itself imported only where Keras is needed


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
