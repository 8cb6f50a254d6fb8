"""What one server allows, as the documentation says it (docs/architecture/processes.md)."""

from dataclasses import asdict

from nnviz.engine.limits import Limits

GIB = 2**30


def test_a_server_allows_what_is_documented():
    assert asdict(Limits()) == {
        # Runs and processes, in all and of one visitor.
        "runs": 200, "own_runs": 12, "processes": 36, "own_processes": 6,
        "memory": 2 * GIB, "disk": 2 * GIB,
        # Seconds after which a process is taken for lost, and between its signs and snapshots.
        "silence": 10, "stall": 20, "compiling": 120, "beat": 1, "snapshot": 5, "debounce": 0.25,
        # Seconds until what nobody looks at gives way.
        "idle": 600, "vanished": 30, "forgotten": 86_400, "blank": 60,
        "restarts": 3, "restart_window": 60,
    }  # fmt: skip
