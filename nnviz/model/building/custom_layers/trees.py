"""Layers for parsed sentences: they split a row, and compose phrases along its tree."""

# pyright: reportOptionalSubscript=false
# Keras says of its operations that they may return None.

import keras  # noqa: TID253 - this module is itself imported only where Keras is needed


@keras.saving.register_keras_serializable(package="nnviz")
class TreeWords(keras.layers.Layer):
    """Extracts the words from rows `(batch, 3 * words - 2)` of parsed sentences."""

    def call(self, inputs):  # noqa: ANN001, ANN201, D102 - Keras's interface
        words = (inputs.shape[1] + 2) // 3
        return keras.ops.cast(inputs[:, :words], "float32")


@keras.saving.register_keras_serializable(package="nnviz")
class TreeMerges(keras.layers.Layer):
    """Extracts the merges `(batch, words - 1, 2)` from rows `(batch, 3 * words - 2)`."""

    def call(self, inputs):  # noqa: ANN001, ANN201, D102 - Keras's interface
        words = (inputs.shape[1] + 2) // 3
        pairs = keras.ops.reshape(inputs[:, words:], (-1, words - 1, 2))
        return keras.ops.cast(pairs, "float32")


@keras.saving.register_keras_serializable(package="nnviz")
class TreeComposition(keras.layers.Layer):
    """Combines two vectors into one at every merge of a tree, always with the same weights.

    Reads vectors `(batch, words, units)` and merges `(batch, words - 1, 2)` of node numbers, and
    outputs the vectors of all nodes `(batch, 2 * words - 1, units)`, words first. A merge of a node
    with itself copies it; a number that is not a node yet reads as zeros.

    Socher, Lin, Ng, Manning, "Parsing natural scenes and natural language with recursive neural
    networks", 2011.
    """

    def __init__(
        self,
        kernel_initializer="glorot_uniform",  # noqa: ANN001 - Keras's interface
        use_bias=True,  # noqa: ANN001 - Keras's interface
        kernel_regularizer=None,  # noqa: ANN001 - Keras's interface
        **options,  # noqa: ANN003 - Keras's interface
    ) -> None:
        super().__init__(**options)
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.kernel_regularizer = keras.regularizers.get(kernel_regularizer)
        self.use_bias = use_bias

    def build(self, input_shape):  # noqa: ANN001, ANN201, D102 - Keras's interface
        units = input_shape[0][-1]
        self.kernel = self.add_weight(
            shape=(2 * units, units),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            name="kernel",
        )
        if self.use_bias:
            self.bias = self.add_weight(shape=(units,), initializer="zeros", name="bias")

    def call(self, inputs):  # noqa: ANN001, ANN201, D102 - Keras's interface
        nodes, merges = inputs
        words, units = nodes.shape[1:]
        numbers = keras.ops.cast(merges, "int32")
        # One-hot rows select the node to read, so that the backward pass is a product too.
        chosen = keras.ops.one_hot(numbers, 2 * words - 1, dtype=self.compute_dtype)
        handed_on = numbers[..., :1] == numbers[..., 1:]
        for merge in range(words - 1):
            parts = keras.ops.matmul(chosen[:, merge, :, : words + merge], nodes)
            made = keras.ops.matmul(keras.ops.reshape(parts, (-1, 2 * units)), self.kernel)
            made = keras.ops.tanh(made + self.bias if self.use_bias else made)
            made = keras.ops.where(handed_on[:, merge], parts[:, 0], made)
            nodes = keras.ops.concatenate([nodes, made[:, None]], axis=1)
        return nodes

    def compute_output_shape(self, input_shape):  # noqa: ANN001, ANN201, D102 - Keras's interface
        batch, words, units = input_shape[0]
        return (batch, 2 * words - 1, units)

    def get_config(self):  # noqa: ANN201, D102 - Keras's interface
        return {
            **super().get_config(),
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
            "kernel_regularizer": keras.regularizers.serialize(self.kernel_regularizer),
            "use_bias": self.use_bias,
        }
