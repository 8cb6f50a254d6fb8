"""Limits: number of runs, how long they may be silent, how much memory they may take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that the supervisor enforces; times are in seconds.

    Attributes:
        runs: Runs known at the same time, with a process or without.
        own_runs: Likewise, those of one visitor.
        processes: Processes of runs; whoever wants one more waits in line.
        own_processes: Likewise, those of one visitor.
        memory: Bytes that a run process may allocate beyond what it starts with.
        disk: Bytes of the snapshots of all runs.
        silence: Without any sign of life for this long, a process is replaced.
        stall: Likewise, when its main loop has not come round.
        compiling: Likewise, while it builds or compiles.
        beat: Time between two signs of life.
        snapshot: Time between two snapshots of a run that trains.
        debounce: Time that a changed experiment waits for another change.
        idle: A run that neither trains nor is watched gives its process back after this.
        vanished: A run that trains while no page is open on it is paused and gives its process
            back after this.
        forgotten: A run that nobody asked for is forgotten after this.
        blank: Likewise, one with which nothing was done.
        restarts: Restarts within `restart_window` after which a run is given up.
        restart_window: See `restarts`.
    """

    runs: int = 200
    own_runs: int = 12
    processes: int = 36
    own_processes: int = 6
    memory: int = 2 << 30
    disk: int = 2 << 30
    silence: float = 10.0
    stall: float = 20.0
    compiling: float = 120.0
    beat: float = 1.0
    snapshot: float = 5.0
    debounce: float = 0.25
    idle: float = 600.0
    vanished: float = 30.0
    forgotten: float = 86_400.0
    blank: float = 60.0
    restarts: int = 3
    restart_window: float = 60.0
