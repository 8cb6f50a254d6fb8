"""The header of a frame, made alike by a run and, while it has no process, by its relay."""

import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from nnviz.core.run.run import Metrics, ProbeRequest, RunStatus
from nnviz.core.spec.experiment import Experiment


def header(
    status: RunStatus,
    version: int,
    experiment: Experiment,
    notes: dict[str, str] | None = None,
    wants: Iterable[ProbeRequest] = (),
) -> dict[str, Any]:
    """Return the JSON values that every frame starts with.

    Args:
        status: The status of the run.
        version: Grows whenever anything changed.
        experiment: Its network's fingerprint tells which network the arrays belong to.
        notes: Why a read-out does not fit, by key.
        wants: The wish that the frame answers, whether it brings all of it or not.
    """
    return {
        "version": version,
        "state": status.state,
        "reason": status.reason,
        "epoch": status.epoch,
        "step": status.step,
        "seconds": status.seconds,
        "steps_per_second": status.steps_per_second,
        "device": status.device,
        "metrics": None if status.metrics is None else _finite(status.metrics),
        "recovered": status.recovered,
        "waiting": status.waiting,
        "network": experiment.network.fingerprint,
        "notes": notes or {},
        "keys": [want.key for want in wants],
    }


def _finite(metrics: Metrics) -> dict[str, float | None]:
    """Return metrics as JSON can hold them: a browser refuses NaN and infinity."""
    values = asdict(metrics).items()
    return {
        name: value if value is not None and math.isfinite(value) else None
        for name, value in values
    }
