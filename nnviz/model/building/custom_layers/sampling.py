"""Layers that sample their output."""

import keras  # noqa: TID253 - this module is itself imported only where Keras is needed


@keras.saving.register_keras_serializable(package="nnviz")
class Sampling(keras.layers.Layer):
    """Samples a code, during training, from the normal distribution that two layers describe.

    Reads means and log variances of the same shape `(batch, ...)`. In training it outputs
    mean + exp(log variance / 2) * noise, through which gradients reach both, and adds the
    Kullback-Leibler divergence from the standard normal distribution to the loss: in nats,
    summed over the code, mean over the batch, times `kl_weight`. Otherwise it outputs the mean.

    Kingma and Welling, "Auto-encoding variational Bayes", 2013.
    """

    def __init__(self, kl_weight, seed, **options) -> None:  # noqa: ANN001, ANN003 - Keras's interface
        super().__init__(**options)
        self.kl_weight = kl_weight
        self.seed = seed
        self.noise = keras.random.SeedGenerator(seed)

    def call(self, mean, log_variance, training=False):  # noqa: ANN001, ANN201, D102 - Keras's interface
        if tuple(mean.shape) != tuple(log_variance.shape):
            raise ValueError(
                "Expected means and log variances of the same shape, "
                f"received {mean.shape} and {log_variance.shape}."
            )
        if not training:
            return mean
        each = mean * mean - 1 - log_variance + keras.ops.exp(log_variance)
        divergence = keras.ops.sum(each / 2, axis=tuple(range(1, len(mean.shape))))
        self.add_loss(self.kl_weight * keras.ops.mean(divergence))
        drawn = keras.random.normal(keras.ops.shape(mean), seed=self.noise)
        return mean + keras.ops.exp(log_variance / 2) * drawn

    def get_config(self):  # noqa: ANN201, D102 - Keras's interface
        return {**super().get_config(), "kl_weight": self.kl_weight, "seed": self.seed}
