"""Optimizer updates in one operation per variable, where TensorFlow has such an operation.

Keras writes Adam as some fifteen operations per variable, each of which reads and writes all of
it. TensorFlow's own update of a variable computes the same in one pass.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras

_KEPT = {"SGD": ("momentums",), "Adam": ("_momentums", "_velocities")}
"""Where Keras's optimizers keep averages of gradients, and of their squares."""

Update = Callable[[Sequence[Any]], None]
"""Gradients of all trainable variables, in their order -> nothing; the variables change."""


def updating(
    optimizer: "keras.optimizers.Optimizer", variables: "Sequence[keras.Variable]"
) -> Update:
    """Return the shortest way to do what `optimizer.apply` does to these variables.

    SGD, with momentum or without, and Adam (Kingma and Ba 2015, the form before section 2.1)
    have operations of their own. Everything else is left to Keras, gradients of embeddings
    included, which name only some rows.

    Args:
        optimizer: Built for the variables.
        variables: The trainable variables.
    """
    import keras
    import tensorflow as tf

    iterations: Any = optimizer.iterations

    def apply(gradients: Sequence[Any]) -> None:
        kind = type(optimizer)
        whole = all(isinstance(gradient, tf.Tensor) for gradient in gradients) and _known(optimizer)
        if whole and kind is keras.optimizers.SGD:
            _sgd(optimizer, variables, gradients)
        elif whole and kind is keras.optimizers.Adam:
            _adam(optimizer, variables, gradients)
        else:
            optimizer.apply(list(gradients), list(variables))
            return
        iterations.assign_add(1)

    return apply


def _known(optimizer: Any) -> bool:  # noqa: ANN401 - Keras does not declare what it keeps
    """Return whether the averages are where they are looked for; a later Keras may move them."""
    return all(hasattr(optimizer, name) for name in _KEPT.get(type(optimizer).__name__, ()))


def _sgd(
    optimizer: Any,  # noqa: ANN401 - Keras does not declare what it keeps
    variables: "Sequence[keras.Variable]",
    gradients: Sequence[Any],
) -> None:
    import tensorflow as tf

    rate = tf.convert_to_tensor(optimizer.learning_rate)
    for index, (variable, gradient) in enumerate(zip(variables, gradients, strict=True)):
        if optimizer.momentum == 0:
            tf.raw_ops.ResourceApplyGradientDescent(
                var=_handle(variable), alpha=rate, delta=gradient
            )
        else:
            tf.raw_ops.ResourceApplyKerasMomentum(
                var=_handle(variable), accum=_handle(optimizer.momentums[index]), lr=rate,
                grad=gradient, momentum=tf.constant(optimizer.momentum, tf.float32),
                use_nesterov=optimizer.nesterov,
            )  # fmt: skip


def _adam(
    optimizer: Any,  # noqa: ANN401 - Keras does not declare what it keeps
    variables: "Sequence[keras.Variable]",
    gradients: Sequence[Any],
) -> None:
    import tensorflow as tf

    step = tf.cast(tf.convert_to_tensor(optimizer.iterations) + 1, tf.float32)
    settings = {
        "lr": tf.convert_to_tensor(optimizer.learning_rate),
        "beta1": tf.constant(optimizer.beta_1, tf.float32),
        "beta2": tf.constant(optimizer.beta_2, tf.float32),
        "epsilon": tf.constant(optimizer.epsilon, tf.float32),
        "beta1_power": tf.pow(tf.constant(optimizer.beta_1, tf.float32), step),
        "beta2_power": tf.pow(tf.constant(optimizer.beta_2, tf.float32), step),
    }
    means, squares = (getattr(optimizer, name) for name in _KEPT["Adam"])
    for index, (variable, gradient) in enumerate(zip(variables, gradients, strict=True)):
        tf.raw_ops.ResourceApplyAdam(
            var=_handle(variable), m=_handle(means[index]), v=_handle(squares[index]),
            grad=gradient, **settings,
        )  # fmt: skip


def _handle(variable: "keras.Variable") -> Any:  # noqa: ANN401 - a resource handle
    return variable.value.handle
