"""What the template process loads before run processes are forked from it.

The forkserver imports this module once. Keras is loaded and never used there: a process in which
TensorFlow has executed an operation cannot be forked.
"""

import os
import signal

from nnviz.engine.environment import prepare

prepare()
# Ctrl-C reaches the whole process group; only the web process acts on it.
signal.signal(signal.SIGINT, signal.SIG_IGN)

from nnviz.engine.worker import load  # noqa: E402 - the environment must be set before

if os.environ.get("NNVIZ_TEMPLATE", "keras") == "keras":
    load()
