"""The implementation for the backend that Keras runs on."""

from functools import cache

from nnviz.core.errors import RunError
from nnviz.model.backends.backend import Backend


@cache
def get_backend() -> Backend:
    """Return the implementation for the backend that Keras runs on, one a process.

    Raises:
        RunError: There is none for it.
    """
    import keras

    name = keras.config.backend()
    if name == "jax":
        from nnviz.model.backends.jax_backend import JaxBackend

        return JaxBackend()
    if name == "tensorflow":
        from nnviz.model.backends.tensorflow_backend import TensorFlowBackend

        return TensorFlowBackend()
    raise RunError("Keras to run on TensorFlow or JAX", name, "Set NNVIZ_BACKEND=tensorflow.")
