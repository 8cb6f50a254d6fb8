"""Run processes: started, steered, watched and ended from the web process.

Nothing here imports Keras in the web process; `worker` reaches the model inside functions.
"""

import atexit
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnviz.engine.supervisor import Engine

__all__ = ["close_engine", "get_engine"]

_engine: "Engine | None" = None
_lock = threading.Lock()


def get_engine(patience: float = 0.0) -> "Engine":
    """Return the engine of this process, started on first use.

    Args:
        patience: Seconds that loading Keras may wait for the first page to be drawn.
    """
    # Only once the server answers: the parts of an engine take a while to load.
    from nnviz.engine.supervisor import Engine

    global _engine
    with _lock:
        if _engine is None:
            _engine = Engine()
            atexit.register(close_engine)
        engine = _engine
    engine.start(patience)
    return engine


def close_engine() -> None:
    """Stop the engine of this process, if there is one; a later use starts another."""
    global _engine
    with _lock:
        engine, _engine = _engine, None
    if engine is not None:
        atexit.unregister(close_engine)
        engine.stop()
