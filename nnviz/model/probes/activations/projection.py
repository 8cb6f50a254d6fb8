"""A whole set as a layer sees it, in two dimensions: PCA at any time, t-SNE on demand."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.run.frames import Payload
from nnviz.core.run.sampling import projected_rows
from nnviz.core.spec.params import Param
from nnviz.model.probes.probe import SET, Live, Probe, ProbeMisfit, Values
from nnviz.model.probes.responses import LAYER, responses

_FEWEST = 5
_REDUCED = 30
"""Dimensions that t-SNE starts from, as its authors advise (van der Maaten and Hinton 2008)."""


def principal(values: NDArray[np.floating], count: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Return coordinates along the first principal components, and their fraction of the variance.

    By the eigenvectors of the smaller of the two Gram matrices (Jolliffe, Principal Component
    Analysis, section 3.5).

    Args:
        values: `(n, features)`.
        count: Components.

    Returns:
        `(n, count)`, columns of zeros where there are fewer components, and `(count,)`.
    """
    centred = (values - values.mean(axis=0, dtype=np.float64)).astype(values.dtype)
    n, features = centred.shape
    if features <= n:
        variance, axes = np.linalg.eigh((centred.T @ centred).astype(np.float64))
        scores = centred @ axes[:, ::-1][:, :count]
    else:
        variance, left = np.linalg.eigh((centred @ centred.T).astype(np.float64))
        scores = left[:, ::-1][:, :count] * np.sqrt(np.maximum(variance[::-1][:count], 0))
    missing = count - scores.shape[1]
    share = np.maximum(variance[::-1][:count], 0) / max(float(np.abs(variance).sum()), 1e-30)
    return (
        np.pad(scores, ((0, 0), (0, missing))).astype(np.float32),
        np.pad(share, (0, missing)).astype(np.float32),
    )


def turned_alike(points: NDArray[np.float32], before: NDArray[np.float32] | None) -> np.ndarray:
    """Choose the signs of the axes so that the image does not flip between two moments.

    Args:
        points: `(n, 2)`.
        before: The same of an earlier moment; None at first.
    """
    if before is None or before.shape != points.shape:
        signs = np.sign(points[np.abs(points).argmax(axis=0), np.arange(points.shape[1])])
    else:
        signs = np.sign((points * before).sum(axis=0))
    return points * np.where(signs == 0, 1, signs).astype(np.float32)


def _projection(live: Live, values: Values) -> dict[str, Payload]:
    name, split = values["layer"], values["split"]
    inputs, _ = live.split(split)
    rows = projected_rows(live.shapes, name, len(inputs))
    if len(rows) < _FEWEST:
        raise ProbeMisfit("There are too few examples in this split for a projection.")
    found = responses(live, name, inputs[rows]).reshape(len(rows), -1)
    known = np.isfinite(found).all(axis=1)
    if known.sum() < _FEWEST:
        raise ProbeMisfit("The outputs of this layer are not finite, so they have no place here.")
    flat = found[known]
    if values["method"] == "tsne":
        points, share = _neighbours(flat), np.zeros(2, np.float32)
    else:
        points, share = principal(flat)
        key = ("projection", name, split)
        points = turned_alike(points, live.memory.get(key))
        live.memory[key] = points
    extent = float(np.abs(points).max()) or 1.0
    placed = np.full((len(rows), 2), np.nan, np.float32)
    placed[known] = points / extent
    return {
        "x": placed[:, 0].copy(),
        "y": placed[:, 1].copy(),
        "number": rows.astype(np.int32),
        "share": share,
    }


def _neighbours(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a t-SNE embedding `(n, 2)`."""
    from sklearn.manifold import TSNE

    reduced, _ = principal(values, min(_REDUCED, values.shape[1]))
    if not np.ptp(reduced, axis=0).any():
        raise ProbeMisfit("This layer has the same output for every example.")
    perplexity = min(30.0, (len(values) - 1) / 3)
    return TSNE(perplexity=perplexity, init="pca", random_state=0).fit_transform(reduced)


PROJECTION = Probe(
    name="projection",
    sentence="Many examples in two dimensions, by the output of a layer.",
    arrays={
        "x": "(examples,) first coordinate in -1..1, both axes on one scale; NaN where the layer's "
        "output is not finite",
        "y": "(examples,) second coordinate",
        "number": "(examples,) their positions in the data",
        "share": "(2,) fraction of the variance along each axis; 0 for t-SNE",
    },
    read=_projection,
    options=(
        LAYER, SET,
        Param("method", "Method", "pca", "The method of projection.", choices=("pca", "tsne")),
    ),
)  # fmt: skip
