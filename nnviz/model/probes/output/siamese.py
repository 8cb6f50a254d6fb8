"""Distances between the codes of pairs, and where the prediction of a Siamese network changes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.families.siamese import BINS, SHOWN, pairs_misfit, siamese_code
from nnviz.core.run.frames import Payload, Quantized
from nnviz.core.spec.params import Param
from nnviz.model.probes.generative.latent_plane import bounds
from nnviz.model.probes.probe import Live, Probe, Values
from nnviz.model.probes.tiles import only_finite

_MOST_MACS = 60_000_000
"""Multiply-adds for all pairs of a read-out: about 20 ms."""
_FEWEST, _MOST = 100, 800
_SUREST = 1e-7

Numbers = NDArray[np.floating[Any]]


def distances(codes: Numbers) -> Numbers:
    """Return the Euclidean distance between the two codes of each pair, float64 `(n,)`.

    Args:
        codes: `(n, 2, features)`.
    """
    wide = codes.astype(np.float64)
    return np.sqrt(np.square(wide[:, 0] - wide[:, 1]).sum(axis=-1))


def turn(apart: Numbers, logits: Numbers) -> tuple[float, float] | None:
    """Find the distance at which the prediction changes.

    Where the prediction depends on the distance alone, this is where the logit is 0, by a straight
    line between the two pairs nearest to that: exact where the logit is linear in the distance, as
    after one dense unit. Where a network weights each difference separately, pairs of one distance
    may get different predictions; then it is the distance that fewest predictions contradict.

    Args:
        apart: `(n,)` distances.
        logits: `(n,)` log odds of the second class; the prediction changes where they are 0.

    Returns:
        The distance, and the fraction of the answers that agree with it; None where no distance
        halves at least the answers that are another than most.
    """
    order = np.argsort(apart, kind="stable")
    far, sides = apart[order], logits[order]
    second = sides > 0
    # Answers that agree when the first k pairs are taken for the second class, all others not.
    before = np.concatenate([[0], np.cumsum(second)])
    places = np.arange(len(far) + 1)
    nearer = before + (len(far) - places) - (before[-1] - before)
    agreeing = np.maximum(nearer, len(far) - nearer)
    # Pairs that are equally far apart are on the same side.
    cuts = places[1:-1][np.diff(far) > 0]
    if not len(cuts):
        return None
    best = int(cuts[agreeing[cuts].argmax()])
    if len(far) - agreeing[best] > (len(far) - agreeing[0]) / 2:
        return None
    low, high = sides[best - 1], sides[best]
    share = low / (low - high) if (low > 0) != (high > 0) else 0.5
    at = far[best - 1] + share * (far[best] - far[best - 1])
    return float(at), float(agreeing[best] / len(far))


def _logits(probability: Numbers) -> Numbers:
    clipped = np.clip(probability.astype(np.float64), _SUREST, 1 - _SUREST)
    return np.log(clipped / (1 - clipped))


def _count(live: Live) -> int:
    """Return how many pairs can be read for every frame."""
    if "pairs" not in live.memory:
        macs = live.shapes.macs
        live.memory["pairs"] = int(np.clip(_MOST_MACS // max(1, macs), _FEWEST, _MOST))
    return live.memory["pairs"]


def _read(live: Live, values: Values) -> dict[str, Payload]:
    code = siamese_code(live.network)
    last = live.network.layers[-1].id
    inputs, targets = live.split("test")
    x, y = inputs[: _count(live)], np.asarray(targets[: _count(live)], int)
    found = live.readout.some((str(code), last), x)
    far = distances(found[str(code)])
    apart = np.nan_to_num(far, posinf=0.0)
    sure = np.nan_to_num(live.head.probabilities(found[last]), nan=0.5)
    said = (sure[:, 1] > 0.5).astype(int)
    turned = turn(apart, _logits(sure[:, 1]))
    end = bounds(apart.astype(np.float32), 0.0)[1]
    counts = np.stack([_shares(apart[y == kind], end) for kind in (0, 1)])
    worst = np.argsort(sure[np.arange(len(y)), y], kind="stable")[: values["count"]]
    pictures = np.asarray(x[worst], np.float32)[:, ::-1].mean(axis=-1)
    edges = np.linspace(0, end, BINS + 1)
    return {
        "shares": (counts / (counts.max() or 1.0)).astype(np.float32),
        "middles": ((edges[1:] + edges[:-1]) / 2).astype(np.float32),
        "end": np.array([0.0, end], np.float32),
        "mean": np.array([_mean(apart[y == kind]) for kind in (0, 1)], np.float32),
        "threshold": np.full(2, turned[0] if turned else np.nan, np.float32),
        "agreement": np.array([turned[1] if turned else np.nan], np.float32),
        "pictures": Quantized(np.clip(pictures, 0, 1), 0.0, 1.0),
        "apart": only_finite(far)[worst],
        "verdict": (2 * said[worst] + (said[worst] != y[worst])).astype(np.int32),
    }


def _shares(apart: Numbers, end: float) -> Numbers:
    """Return the fraction of the distances in each bin, `(BINS,)`; those beyond are in the last."""
    return np.histogram(np.minimum(apart, end), BINS, (0.0, end))[0] / max(1, len(apart))


def _mean(apart: Numbers) -> float:
    return float(apart.mean()) if len(apart) else 0.0


SIAMESE = Probe(
    name="siamese",
    sentence="How far apart the codes of test pairs are, and which pairs have the worst "
    "predictions.",
    arrays={
        "shares": f"(2, {BINS}) fraction of the pairs of each class in each bin, 1 for "
        "the fullest of all",
        "middles": f"({BINS},) distance at the centre of each bin",
        "end": (
            "(2,) 0, and the distance where the last bin ends; larger distances count in that bin"
        ),
        "mean": "(2,) mean distance of the pairs of each class",
        "threshold": "(2,) twice the distance at which the prediction changes; NaN where it "
        "never changes",
        "agreement": "(1,) fraction of the predictions that change there; NaN likewise",
        "pictures": (
            "(count, rows, columns) 0..1, last row first: pairs, the worst prediction first"
        ),
        "apart": "(count,) their distances",
        "verdict": "(count,) twice the number of the predicted class, plus 1 where that is wrong",
    },
    read=_read,
    options=(Param("count", "Pairs", SHOWN, "Pairs to draw.", low=1, high=24, step=1),),
    fits=lambda live: pairs_misfit(live.dataset.signature, live.network),
)
