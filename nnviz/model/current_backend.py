"""The implementation for the backend that Keras runs on."""

from nnviz.core.errors import RunError
from nnviz.model.backend import Backend


def get_backend() -> Backend:
    """Return the implementation for the backend that Keras runs on.

    Raises:
        RunError: There is none for it.
    """
    import keras

    name = keras.config.backend()
    if name != "tensorflow":
        raise RunError("Keras to run on TensorFlow", name, "Set KERAS_BACKEND=tensorflow.")
    from nnviz.model.tensorflow_backend import TensorFlowBackend

    return TensorFlowBackend()
