"""Examples ranked by how hard they are for the network, and its prediction for one."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.run.frames import Payload
from nnviz.core.run.head import Head
from nnviz.core.spec.params import Param
from nnviz.model.probes.probe import (
    EXAMPLE,
    SET,
    SPLIT,
    Live,
    Probe,
    ProbeMisfit,
    Values,
    one_answer_only,
)
from nnviz.model.training.evaluator import MOST_ROWS

FEW_CLASSES = 12
"""Up to this many classes are all shown, in their own order; of more, the most probable ones."""
BEST = 8
_SMALLEST = 1e-7


def difficulty(
    probabilities: NDArray[np.floating], truth: NDArray[np.integer], by: str
) -> NDArray[np.float32]:
    """Say how hard each example is, the larger the harder.

    Args:
        probabilities: `(n, classes)`.
        truth: `(n,)` true classes.
        by: `uncertain`: one minus the distance between the two most probable classes;
            otherwise the cross-entropy, minus the logarithm of the true class's probability.

    Returns:
        float32 `(n,)`.
    """
    if by == "uncertain":
        best = np.sort(probabilities, axis=1)[:, -2:]
        return (1 - (best[:, 1] - best[:, 0])).astype(np.float32)
    sure = probabilities[np.arange(len(truth)), truth]
    return -np.log(np.maximum(sure, _SMALLEST)).astype(np.float32)


def _ranking(live: Live, values: Values) -> dict[str, Payload]:
    inputs, targets = live.split(values["split"])
    inputs, targets, by = inputs[:MOST_ROWS], targets[:MOST_ROWS], values["by"]
    outputs = live.readout.outputs(inputs)
    fits = np.ones(len(inputs), bool)
    if live.head.places or live.head.task == "regression":
        if by in ("wrong", "uncertain"):
            raise ProbeMisfit(
                "A predicted number is never simply right or wrong: rank by the largest error."
            )
        score = _distance(live.head, outputs, targets)
    else:
        truth = targets.astype(int)
        score = difficulty(live.head.probabilities(outputs), truth, by)
        if values["label"] >= 0:
            fits = truth == values["label"]
        if by == "wrong":
            fits &= live.head.classes(outputs) != truth
    places = np.flatnonzero(fits)
    order = places if by == "order" else places[np.argsort(-score[places], kind="stable")]
    best = order[: values["count"]]
    return {
        "number": best.astype(np.int32),
        "score": score[best].astype(np.float32),
        "total": np.array([len(places)], np.int32),
    }


def _distance(head: Head, outputs: NDArray[Any], targets: NDArray[Any]) -> NDArray[np.float32]:
    """Return the error of each example: mean absolute error, or fraction of wrong positions."""
    if head.task == "regression":
        away = np.abs(outputs - targets.reshape(outputs.shape))
        return away.reshape(len(away), -1).mean(axis=1).astype(np.float32)
    found = head.classes(outputs)
    truth = targets.reshape(found.shape)
    axes = tuple(range(1, truth.ndim))
    wrong = ((found != truth) & (truth >= 0)).sum(axis=axes)
    return (wrong / np.maximum((truth >= 0).sum(axis=axes), 1)).astype(np.float32)


def _answer(live: Live, values: Values) -> dict[str, Payload]:
    outputs = live.readout.outputs(live.example(values["split"], values["example"]))
    if live.head.task == "regression":
        data = live.dataset
        real = outputs[0] * data.target_scale + data.target_mean
        return {"value": real.astype(np.float32)}
    sure = live.head.probabilities(outputs)[0]
    count = len(sure)
    number = np.arange(count) if count <= FEW_CLASSES else np.argsort(-sure, kind="stable")[:BEST]
    return {"number": number.astype(np.int32), "probability": sure[number].astype(np.float32)}


RANKING = Probe(
    name="ranking",
    sentence="Which examples are misclassified, uncertain or hardest.",
    arrays={
        "number": "(examples,) their positions in the data, in ranking order",
        "score": "(examples,) cross-entropy, or one minus the lead of the best class, or error",
        "total": f"(1,) how many fit, among the first {MOST_ROWS:,}",
    },
    read=_ranking,
    options=(
        SET,
        Param(
            "by", "Order", "hardest", "What to rank the examples by.",
            choices=("order", "wrong", "uncertain", "hardest"),
        ),
        Param("label", "Class", -1,
        "Only examples of this true class; -1 for all.", low=-1, high=1e6, step=1),
        Param("count", "Examples", 12, "Largest number of examples.", low=1, high=200, step=1),
    ),
)  # fmt: skip

ANSWER = Probe(
    name="answer",
    sentence="The network's prediction for one example.",
    arrays={
        "number": f"(classes,) class numbers: all, or the {BEST} best of more than {FEW_CLASSES}",
        "probability": "(classes,) their probabilities",
        "value": "(outputs,) for a regression, in the target's unit",
    },
    read=_answer,
    options=(SPLIT, EXAMPLE),
    fits=one_answer_only,
)
