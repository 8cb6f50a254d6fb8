"""A filter over time: its kernel and its map at a few kept checkpoints of the run."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nnviz.core.run.frames import Payload
from nnviz.core.spec.network import LayerSpec
from nnviz.core.spec.params import Param
from nnviz.core.windows.sliding import Sliding
from nnviz.model.inside.checkpoints import Checkpoint
from nnviz.model.probes.activations.activations import thinned
from nnviz.model.probes.convolution.convolution import CHANNEL, given_slice, window_of
from nnviz.model.probes.convolution.filters import filters_of
from nnviz.model.probes.learning.trail import trail_of
from nnviz.model.probes.probe import EXAMPLE, SPLIT, Live, Probe, ProbeMisfit, Values
from nnviz.model.probes.responses import LAYER, SLICE, UNIT, responses

SLOTS = 8
"""Checkpoints that are shown side by side."""
_PER_EPOCH = Param(
    "per_epoch", "Steps in an epoch", 1, "Steps in one epoch, to convert steps to epochs.",
    low=1, high=1e9, step=1,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Look:
    """A filter at one checkpoint.

    Attributes:
        checkpoint: The checkpoint.
        kernel: `(rows, columns)`; None of a pooling.
        seen: `(rows, columns)` its map.
    """

    checkpoint: Checkpoint
    kernel: NDArray[np.float32] | None
    seen: NDArray[np.float32]


@dataclass(slots=True)
class _Known:
    """What has been computed already, by step, for one filter and one example."""

    what: tuple[object, ...] = ()
    looks: dict[int, _Look] = field(default_factory=dict[int, _Look])


def spaced(checkpoints: tuple[Checkpoint, ...]) -> list[Checkpoint]:
    """Return at most `SLOTS` checkpoints, evenly spaced among the kept ones, both ends included.

    Checkpoints lie the closer together the earlier they are, and so do these.
    """
    places = np.linspace(0, len(checkpoints) - 1, min(SLOTS, len(checkpoints))).round()
    return [checkpoints[int(place)] for place in places]


def _filter_history(live: Live, values: Values) -> dict[str, Payload]:
    layer, _, window = window_of(live, values["layer"], values["slice"])
    shown = spaced(live.checkpoints.all)
    if not shown:
        raise ProbeMisfit(
            "Train for a moment first, so that there are earlier weights to compare with."
        )
    x = live.example(values["split"], values["example"])
    chosen = values["unit"], values["channel"]
    known = _known(live, (layer.id, *chosen, values["slice"], x.tobytes()))
    missing = [checkpoint for checkpoint in shown if checkpoint.step not in known]
    if missing:
        trail = trail_of(live)
        with trail.restored():
            for checkpoint in missing:
                trail.show(checkpoint)
                made = given_slice(responses(live, layer.id, x)[0], window)
                kernel = _kernel(live, layer, window, chosen) if window.learns else None
                unit = min(chosen[0], made.shape[-1] - 1)
                known[checkpoint.step] = _Look(
                    checkpoint, kernel, thinned(made[None, ..., unit])[0]
                )
    looks = [known[checkpoint.step] for checkpoint in shown]
    steps = np.array([checkpoint.step for checkpoint in shown], np.float32)
    kernels = [look.kernel for look in looks if look.kernel is not None]
    return {
        "step": _filled(steps),
        "epoch": _filled(steps / values["per_epoch"]),
        "maps": _tiles([look.seen for look in looks]),
        **({"kernels": _tiles(kernels)} if kernels else {}),
    }


def _known(live: Live, what: tuple[object, ...]) -> dict[int, _Look]:
    """Return what is known of these filter and example, of checkpoints that are still kept."""
    known: _Known = live.memory.setdefault("filter_history", _Known())
    if known.what != what:
        known.what, known.looks = what, {}
    kept = {checkpoint.step: checkpoint for checkpoint in live.checkpoints.all}
    known.looks = {at: look for at, look in known.looks.items() if kept.get(at) is look.checkpoint}
    return known.looks


def _kernel(
    live: Live, layer: LayerSpec, window: Sliding, chosen: tuple[int, int]
) -> NDArray[np.float32]:
    """Return one kernel of the model as it is now."""
    mixed = filters_of(layer, window, live.weights()[layer.id]).mixed
    unit, number = (min(at, size - 1) for at, size in zip(chosen, mixed.shape[:1:-1], strict=True))
    return mixed[:, :, number, unit].copy()


def _tiles(pictures: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return `(SLOTS, rows, columns)`, the bottom row first, by the largest value of all."""
    stacked = np.stack(pictures)[:, ::-1]
    finite = stacked[np.isfinite(stacked)]
    largest = float(np.abs(finite).max(initial=0.0)) or 1.0
    return _filled(np.clip(stacked / largest, -1, 1))


def _filled(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Fill up to `SLOTS` entries with NaN."""
    missing = SLOTS - len(values)
    rest = np.full((missing, *values.shape[1:]), np.nan, np.float32)
    return np.concatenate([values, rest]).astype(np.float32)


FILTER_HISTORY = Probe(
    name="filter_history",
    sentence="A filter and its map at checkpoints of the run, from the first to the latest.",
    arrays={
        "step": f"({SLOTS},) optimizer steps up to then; NaN for missing checkpoints",
        "epoch": f"({SLOTS},) the same in epochs",
        "kernels": f"({SLOTS}, rows, columns) in -1..1 by the largest weight of all, bottom row "
        "first",
        "maps": f"({SLOTS}, rows, columns) the filter's output for the example, in -1..1 by the "
        "largest value of all, bottom row first",
    },
    read=_filter_history,
    options=(LAYER, UNIT, CHANNEL, SLICE, _PER_EPOCH, SPLIT, EXAMPLE),
)
