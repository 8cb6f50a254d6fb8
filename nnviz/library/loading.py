"""Keras, loaded into the caller's own process."""

import logging

from nnviz.engine.environment import prepare
from nnviz.engine.worker import find_device, load

_RETRACING = "triggered tf.function retracing"


def load_keras() -> None:
    """Import all that a model needs.

    TensorFlow warns of functions that are compiled again and again. Every model here compiles its
    own, as it must, so these warnings say nothing; all others are left.

    Raises:
        RunError: The backend or the device that was chosen is not there.
    """
    prepare()
    load()
    find_device()
    logger = logging.getLogger("tensorflow")
    if _telling not in logger.filters:
        logger.addFilter(_telling)


def _telling(record: logging.LogRecord) -> bool:
    return _RETRACING not in str(record.msg)
