"""A plane through the code of a network: what the decoder draws at every point."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.families.latent import Latent, latent, spread_over
from nnviz.core.run.frames import Payload, Quantized
from nnviz.core.spec.params import Param
from nnviz.model.probes.probe import Live, Probe, ProbeMisfit, Values
from nnviz.model.probes.tiles import only_finite

_USUAL = 3.0
"""Standard deviations to each side that hold nearly all of a standard normal distribution."""
_ENCLOSED = (0.01, 0.99)
"""Quantiles of the values that an axis reaches to."""
_ROUND = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)

Numbers = NDArray[np.float32]


def _pictures_only(live: Live) -> str | None:
    signature = live.dataset.signature
    if signature.view != "image" or not signature.copies or signature.task != "regression":
        return "There is no plane of images: the output of this network is not an image."
    found = _narrow(live)
    return found if isinstance(found, str) else None


def _narrow(live: Live) -> Latent | str:
    if "latent" not in live.memory:
        live.memory["latent"] = latent(live.network, live.shapes)
    return live.memory["latent"]


def bounds(values: Numbers, least: float) -> tuple[float, float]:
    """Return round numbers that enclose 0 and nearly all values, so that an axis grows in steps.

    Args:
        values: `(n,)`.
        least: How far the axis goes at least to both sides.
    """
    low, high = np.quantile(values, _ENCLOSED) if len(values) else (0.0, 0.0)
    return 0.0 - _rounded(max(-float(low), least)), _rounded(max(float(high), least)) or 1.0


def _rounded(size: float) -> float:
    """Return the next round number that is at least this large."""
    if not size or not np.isfinite(size):
        return 0.0
    power = 10.0 ** np.floor(np.log10(size))
    return float(next(step * power for step in _ROUND if step * power >= size * (1 - 1e-9)))


def divergence(mean: Numbers, log_variance: Numbers) -> Numbers:
    """Return the KL divergence of each example's code from standard normal ones, in nats, `(n,)`.

    Kingma and Welling, "Auto-encoding variational Bayes", 2013, appendix B.

    Args:
        mean: `(n, width)`.
        log_variance: `(n, width)`.
    """
    with np.errstate(over="ignore"):
        each = np.square(mean) + np.exp(log_variance) - 1 - log_variance
    return each.sum(axis=-1) / 2


def _decode(live: Live, values: Values) -> dict[str, Payload]:
    found = _narrow(live)
    if isinstance(found, str):
        raise ProbeMisfit(found)
    chosen = values["across"], values["up"]
    if max(chosen[:1] if found.width == 1 else chosen) >= found.width:
        raise ProbeMisfit(f"Layer '{found.layer}' outputs only {found.width} values.")
    x = live.dataset.x_test
    rows = list(spread_over(len(x), values["points"]))
    given = live.readout.some(tuple(dict.fromkeys((found.layer, *found.spread))), x[rows])
    codes = np.nan_to_num(given[found.layer], nan=0.0, posinf=0.0, neginf=0.0)
    ends = [
        bounds(codes[:, at], _USUAL if found.spread else 0.0) if at < found.width else (-1.0, 1.0)
        for at in chosen
    ]
    places = [_centres(*end, values["side"]) for end in ends]
    # Where a code has one value only, all rows of the plane are alike.
    points = [
        np.clip((codes[:, at] - low) / (high - low), 0, 1)
        if at < found.width
        else np.full(len(codes), 0.5)
        for at, (low, high) in zip(chosen, ends, strict=True)
    ]
    sheet = _sheet(live, found, codes.mean(axis=0), chosen, places)
    arrays: dict[str, Payload] = {
        "sheet": Quantized(sheet, 0.0, 1.0),
        "x": points[0].astype(np.float32),
        "y": points[1].astype(np.float32),
        "across": places[0][None],
        "up": places[1][::-1, None],
        "ends": np.array(ends, np.float32).reshape(-1),
    }
    if found.spread:
        cost = divergence(*(given[name] for name in found.spread)).mean()
        arrays["divergence"] = only_finite(np.array([cost]))
    return arrays


def _centres(low: float, high: float, side: int) -> Numbers:
    """Return the middles of equal parts of an axis."""
    return (low + (np.arange(side) + 0.5) * (high - low) / side).astype(np.float32)


def _sheet(
    live: Live, found: Latent, usual: Numbers, chosen: tuple[int, int], places: list[Numbers]
) -> Numbers:
    """Return the images of all positions side by side, `(side * rows, side * columns)`.

    The lowest come first, and so does the last row of each: the first row is the bottom.
    """
    side = len(places[0])
    codes = np.tile(usual, (side * side, 1)).astype(np.float32)
    up, across = np.meshgrid(places[1], places[0], indexing="ij")
    if found.width > 1:
        codes[:, chosen[1]] = up.ravel()
    codes[:, chosen[0]] = across.ravel()
    outputs = live.readout.onward(found.layer, codes)
    pictures = only_finite(outputs.mean(axis=-1))
    rows, columns = pictures.shape[1:]
    laid = pictures[:, ::-1].reshape(side, side, rows, columns).transpose(0, 2, 1, 3)
    return np.clip(laid.reshape(side * rows, side * columns), 0, 1).astype(np.float32)


DECODE = Probe(
    name="decode",
    sentence="What the network draws for other values of its code.",
    arrays={
        "sheet": "(side * rows, side * columns) in 0..1: the images of a plane side by side, "
        "the lowest row of pixels first",
        "x": "(points,) where test examples lie, 0 at the left end of the plane, 1 at the "
        "right; points beyond are put at the end",
        "y": "(points,) the same from the bottom to the top",
        "across": "(1, side) the first chosen value at each column of images",
        "up": "(side, 1) the second at each row, the highest first",
        "ends": "(4,) the chosen values at the left, right, bottom and top end",
        "divergence": "(1,) mean KL divergence of the test examples' codes from a standard normal "
        "distribution, in nats; only for a network that samples its code",
    },
    read=_decode,
    options=(
        Param("across", "Across", 0, "Which value grows to the right.", low=0, high=9_999, step=1),
        Param("up", "Up", 1, "Which value grows upwards.", low=0, high=9_999, step=1),
        Param("side", "Places", 11, "Images along each axis.", low=1, high=32, step=1),
        Param("points", "Examples", 100, "Test examples to place.", low=1, high=400, step=1),
    ),
    fits=_pictures_only,
)
