"""Other sequences in which the same units behave the same way, after LSTMVis.

Strobelt, Gehrmann, Pfister and Rush (2018): the units whose state stays beyond a threshold over a
chosen span characterize it; other sequences are ranked by how well the same
units do the same there.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.families.gates import DIRECTIONS
from nnviz.core.run.frames import Payload
from nnviz.core.spec.network import INPUT
from nnviz.core.spec.params import Param
from nnviz.model.inside.recurrent_steps import follow
from nnviz.model.probes.probe import EXAMPLE, SPLIT, Live, Probe, ProbeMisfit, Values
from nnviz.model.probes.recurrence.recurrent import read_layer, recurrent_only

_SEARCHED = 200
MATCHES = 8

Numbers = NDArray[np.floating[Any]]


def active_units(hidden: Numbers, first: int, last: int, threshold: float) -> NDArray[np.int8]:
    """Return for each unit 1 or -1 where it stays beyond the threshold over the span, else 0.

    Args:
        hidden: `(time, units)`.
        first: First step of the span.
        last: Its last step.
        threshold: Absolute value that has to be exceeded at every step.
    """
    span = hidden[first : last + 1]
    up, down = (span > threshold).all(axis=0), (span < -threshold).all(axis=0)
    return np.where(up, 1, np.where(down, -1, 0)).astype(np.int8)


def best_match(
    hidden: Numbers, active: NDArray[np.int8], span: Numbers, threshold: float
) -> tuple[float, float, int]:
    """Return how well the best window of a sequence matches a span, and where it begins.

    The match of a window is the fraction of the pairs of active unit and step in which the unit is
    beyond the threshold on the same side. Among equally good windows the one whose states are
    closest is the best.

    Args:
        hidden: `(time, units)` of the sequence.
        active: `(units,)` the units of the span, from `active_units`.
        span: `(length, units)` the states in the span.
        threshold: What counts as active.

    Returns:
        The match, 0 to 1; the mean squared difference of the states; the first step.
    """
    units = np.flatnonzero(active)
    cut = np.lib.stride_tricks.sliding_window_view
    alike = (hidden[:, units] * active[units] > threshold).mean(axis=1)
    matches = cut(alike, len(span)).mean(axis=1)
    apart = cut(hidden[:, units], len(span), axis=0) - span[:, units].T
    distances = np.square(apart).mean(axis=(1, 2))
    start = int(np.lexsort((distances, -matches))[0])
    return float(matches[start]), float(distances[start]), start


def _similar(live: Live, values: Values) -> dict[str, Payload]:
    reading = read_layer(live, values)
    own = reading.in_time(reading.trajectory.hidden)
    first, last = sorted(min(values[name], len(own) - 1) for name in ("first", "last"))
    active = active_units(own, first, last, values["threshold"])
    if not active.any():
        raise ProbeMisfit(
            "No unit stays above the threshold over this whole span. Choose a shorter span or a "
            "lower threshold, or train a little longer."
        )
    split = "test" if values["split"] == "own" else values["split"]
    inputs = live.split(split)[0][:_SEARCHED]
    sequences = inputs
    source = live.network.sources_of(reading.layer)[0]
    if source != INPUT:
        sequences = live.readout.layers(inputs)[source]
    found: list[tuple[float, float, int, int, Numbers]] = []
    for number, sequence in enumerate(sequences):
        if values["split"] == split and number == values["example"]:
            continue
        read = sequence[::-1] if reading.backward else sequence
        hidden = reading.in_time(follow(reading.cell, read).hidden)
        score, distance, start = best_match(
            hidden, active, own[first : last + 1], values["threshold"]
        )
        found.append((-score, distance, number, start, _activity(hidden, active)))
    best = sorted(found, key=lambda one: one[:3])[:MATCHES]
    return {
        "number": np.array([number + 1 for _, _, number, _, _ in best], np.int32),
        "score": np.array([-score for score, *_ in best], np.float32),
        "start": np.array([first + 1, *(start + 1 for _, _, _, start, _ in best)], np.float32),
        "activity": np.stack([_activity(own, active), *(row for *_, row in best)]),
        "units": np.array([int((active != 0).sum())], np.int32),
    }


def _activity(hidden: Numbers, active: NDArray[np.int8]) -> NDArray[np.float32]:
    """Return the mean state of the active units, each counted on its own side, `(time,)`."""
    units = np.flatnonzero(active)
    return (hidden[:, units] * active[units]).mean(axis=1).astype(np.float32)


SIMILAR_SPANS = Probe(
    name="similar_spans",
    sentence="Other sequences in which the units of a chosen span behave the same way.",
    arrays={
        "number": f"(at most {MATCHES},) numbers of the examples, from 1, the best match first",
        "score": "(matches,) fraction of units and steps that agree, 0 to 1",
        "start": "(1 + matches,) first step of the span, counted from 1, of this example first",
        "activity": "(1 + matches, time) mean state of the units of the span, this example first",
        "units": "(1,) how many units are active over the span",
    },
    read=_similar,
    options=(
        Param("layer", "Layer", "", "Id of the layer; empty for the first recurrent one."),
        Param(
            "direction",
            "Direction",
            "forward",
            "Direction in which the layer reads.",
            choices=DIRECTIONS,
        ),
        Param("first", "From", 0, "First step of the span.", low=0, high=1_000_000, step=1),
        Param("last", "To", 2, "Last step of the span.", low=0, high=1_000_000, step=1),
        Param(
            "threshold",
            "Threshold",
            0.3,
            "Threshold above which a unit counts as active.",
            low=0.0,
            high=1.0,
        ),
        EXAMPLE,
        SPLIT,
    ),
    fits=recurrent_only,
)
