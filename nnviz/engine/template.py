"""What the template process loads before run processes are forked from it.

The forkserver imports this module once. Keras is loaded and never used there: a process in which
TensorFlow has executed an operation cannot be forked.
"""

from nnviz.engine.environment import ignore_interrupts, prepare
from nnviz.engine.worker import load

prepare()
ignore_interrupts()
load()
