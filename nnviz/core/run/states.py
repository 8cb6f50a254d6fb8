"""Which state of a run may follow which."""

from collections.abc import Mapping
from types import MappingProxyType

from nnviz.core.run.run import RunState

_BEGUN: frozenset[RunState] = frozenset(
    {"compiling", "running", "paused", "finished", "failed", "lost"}
)
NEXT: Mapping[RunState, frozenset[RunState]] = MappingProxyType(
    {
        "created": frozenset({"created", "compiling", "failed", "lost"}),
        # A run comes back from every rest; it tells what it does now and then only, so that it
        # may have played and finished, or failed, between two reports.
        "compiling": _BEGUN,
        "running": _BEGUN,
        "paused": _BEGUN,
        "finished": _BEGUN,
        "failed": _BEGUN,
        "lost": frozenset(),
    }
)
"""The states that may follow each: a run that was begun is never new again, a lost one stays so."""


def may_follow(before: RunState, after: RunState) -> bool:
    """Say whether a run may go from one state to the other; mostly it may stay as it is."""
    return after in NEXT[before]
