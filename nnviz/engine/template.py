"""What the template process loads before run processes are forked from it.

The forkserver imports this module once. Keras is loaded and never used there: a process in which
TensorFlow has executed an operation cannot be forked.
"""

from nnviz.engine.environment import (
    TEMPLATE_NICENESS,
    ignore_interrupts,
    prepare,
    step_back,
)
from nnviz.engine.worker import load

prepare()
ignore_interrupts()
step_back(TEMPLATE_NICENESS)
load()
