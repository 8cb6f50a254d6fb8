"""What the template process loads before run processes are forked from it.

The forkserver imports this module once. Keras is loaded and never used there: a process in which
TensorFlow or JAX has executed an operation cannot be forked.

What is loaded is frozen, which keeps Python's garbage collector away from it: a collection in a
run process would otherwise write to every page that it shares with the template, and so copy it.
A run of a small network occupies 60 MB of its own instead of 220.
"""

import gc
from contextlib import suppress

from nnviz.core.errors import RunError
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
# Every run process reports a missing backend on its own.
with suppress(RunError):
    load()
gc.collect()
gc.freeze()
