"""Which parts of an example support a class: saliency, Grad-CAM, occlusion."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.run.frames import Payload
from nnviz.core.spec.network import INPUT
from nnviz.core.spec.params import Param
from nnviz.core.windows.covering import covering
from nnviz.model.probes.probe import (
    EXAMPLE,
    SPLIT,
    Live,
    Probe,
    ProbeMisfit,
    Values,
    one_answer_only,
)
from nnviz.model.probes.responses import LAYER, responses

CLASS = Param(
    "label", "Class", -1, "The class to explain; -1 for the predicted one.",
    low=-1, high=100_000, step=1,
)  # fmt: skip
_FAINTEST = 0.001
_SQUARE = Param("side", "Patch", 3, "Side of the patch in pixels.", low=1, high=64, step=1)
_GROUND = Param(
    "ground", "Covered by", "mean", "What fills the patch: the mean of the data, or 0.",
    choices=("mean", "zero"),
)  # fmt: skip


def _numbers_only(live: Live) -> str | None:
    if live.dataset.signature.tokens:
        return "Words are discrete, so there is no gradient with respect to them."
    return one_answer_only(live)


def _images_only(live: Live) -> str | None:
    if live.dataset.signature.view == "image":
        return one_answer_only(live)
    return "This view is drawn over an image; this dataset has none."


def explained(live: Live, x: NDArray[np.generic], label: int) -> tuple[int, NDArray[np.float32]]:
    """Return the class to explain, and the weights `(1, outputs)` that make it a single number.

    Of a binary network with one output, class 0 is minus class 1; a regression has no classes.
    """
    outputs = live.head.outputs
    if live.head.task == "regression":
        return 0, np.eye(1, outputs, dtype=np.float32)
    chosen = label if label >= 0 else int(live.head.classes(live.readout.outputs(x))[0])
    if live.head.task == "binary":
        chosen = min(chosen, 1)
        return chosen, np.full((1, 1), 1.0 if chosen else -1.0, np.float32)
    chosen = min(chosen, outputs - 1)
    return chosen, np.eye(outputs, dtype=np.float32)[chosen][None]


def _flat(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return `(rows, columns)` of one example's strengths, an image's last row first."""
    if values.ndim == 3:
        return values.max(axis=-1)[::-1]
    return values.max(axis=-1)[None] if values.ndim == 2 else values[None]


def _saliency(live: Live, values: Values) -> dict[str, Payload]:
    x = live.example(values["split"], values["example"]).astype(np.float32)
    label, weights = explained(live, x, values["label"])
    slope = live.readout.sensitivity.by_layer(INPUT, x, x, weights, scores=True)
    strength = _flat(np.abs(slope[0]))
    largest = float(strength.max()) or 1.0
    return {
        "map": np.ascontiguousarray(strength / largest, np.float32),
        "largest": np.array([largest], np.float32),
        "label": np.array([label], np.int32),
    }


def _grad_cam(live: Live, values: Values) -> dict[str, Payload]:
    name = values["layer"]
    x = live.example(values["split"], values["example"])
    maps = responses(live, name, x)
    if name == INPUT or maps.ndim != 4:
        raise ProbeMisfit("Grad-CAM needs a layer with feature maps; choose a convolution.")
    label, weights = explained(live, x, values["label"])
    slope = live.readout.sensitivity.by_layer(name, maps, x, weights, scores=True)
    shares = slope.mean(axis=(1, 2), keepdims=True)
    heat = np.maximum((maps * shares).sum(axis=-1)[0], 0.0)
    largest = float(heat.max())
    return {
        "map": np.ascontiguousarray(heat[::-1] / (largest or 1.0), np.float32),
        "largest": np.array([largest], np.float32),
        "label": np.array([label], np.int32),
    }


def _occlusion(live: Live, values: Values) -> dict[str, Payload]:
    x = live.example(values["split"], values["example"]).astype(np.float32)
    label, _ = explained(live, x, values["label"])
    _, high, wide, _ = x.shape
    side = min(values["side"], high, wide)
    tops, lefts = covering((high, wide), side)
    fill = float(live.dataset.x_train.mean()) if values["ground"] == "mean" else 0.0
    covered = np.repeat(x, len(tops) * len(lefts), axis=0)
    places = [(top, left) for top in tops for left in lefts]
    for copy, (top, left) in zip(covered, places, strict=True):
        copy[top : top + side, left : left + side] = fill
    before = _belief(live, x, label)[0]
    drop = before - _belief(live, covered, label)
    return {
        "map": np.ascontiguousarray(drop.reshape(len(tops), len(lefts))[::-1], np.float32),
        "before": np.array([before], np.float32),
        "largest": np.array([max(float(np.abs(drop).max()), _FAINTEST)], np.float32),
        "label": np.array([label], np.int32),
    }


def _belief(live: Live, x: NDArray[np.float32], label: int) -> NDArray[np.float32]:
    """Return the probability of a class, or the value of a regression, for every example."""
    outputs = live.readout.outputs(x)
    if live.head.task == "regression":
        return outputs[:, 0].astype(np.float32)
    return live.head.probabilities(outputs)[:, label].astype(np.float32)


SALIENCY = Probe(
    name="saliency",
    sentence="How steeply the score of a class changes with every input value.",
    arrays={
        "map": (
            "(rows, columns) absolute gradient by `largest`, the largest over channels; an image "
            "last row first, a sequence or table one row (Simonyan, Vedaldi, Zisserman 2013)"
        ),
        "largest": "(1,) the gradient that 1 represents",
        "label": "(1,) the class explained",
    },
    read=_saliency,
    options=(CLASS, SPLIT, EXAMPLE),
    fits=_numbers_only,
)

GRAD_CAM = Probe(
    name="grad_cam",
    sentence="Where the feature maps that support a class are active.",
    arrays={
        "map": "(rows, columns) of the layer, by `largest`; last row first (Selvaraju et al. 2017)",
        "largest": "(1,) the weighted sum that 1 represents; 0 where nothing supports the class",
        "label": "(1,) the class explained",
    },
    read=_grad_cam,
    options=(LAYER, CLASS, SPLIT, EXAMPLE),
    fits=_images_only,
)

OCCLUSION = Probe(
    name="occlusion",
    sentence="How much the probability of a class drops when a patch is covered.",
    arrays={
        "map": "(places down, places across) the drop, last row first (Zeiler and Fergus 2014)",
        "before": "(1,) the probability with nothing covered",
        "largest": f"(1,) the largest absolute drop, at least {_FAINTEST}",
        "label": "(1,) the class explained",
    },
    read=_occlusion,
    options=(_SQUARE, _GROUND, CLASS, SPLIT, EXAMPLE),
    fits=_images_only,
)
