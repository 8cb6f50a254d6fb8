"""Networks that output an image or a vector: reconstructions of examples, and their errors."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.run.frames import Payload, Quantized
from nnviz.core.spec.params import Param
from nnviz.model.probes.probe import SET, Live, Probe, Values
from nnviz.model.probes.tiles import only_finite
from nnviz.model.training.evaluator import MOST_ROWS

MOST_ERRORS = 600
ALARM = 0.99
"""Share of the training examples whose error is below the threshold."""


def _pictures_only(live: Live) -> str | None:
    signature = live.dataset.signature
    if signature.copies and signature.view == "image":
        return None
    return "This dataset has no image for the network to output."


def _reconstruction_only(live: Live) -> str | None:
    if live.dataset.signature.copies and live.head.task == "regression":
        return None
    return "A reconstruction error needs a network whose target is its own input."


def _reconstruction(live: Live, values: Values) -> dict[str, Payload]:
    inputs, targets = live.split(values["split"])
    count = min(values["count"], len(inputs))
    outputs = live.readout.outputs(inputs[:count])
    if live.head.task == "regression":
        pictures = outputs.mean(axis=-1)
    else:
        pictures = live.head.probabilities(outputs)[..., 1]
    scores = [live.head.score(outputs[i : i + 1], targets[i : i + 1]) for i in range(count)]
    known = only_finite(pictures[:, ::-1])
    return {
        "values": Quantized(np.clip(known, 0, 1), 0.0, 1.0),
        "score": np.array(scores, np.float32),
    }


def errors(outputs: NDArray[Any], targets: NDArray[Any]) -> NDArray[np.float32]:
    """Return the mean squared error of each example, `(n,)`."""
    return np.square(outputs - targets).reshape(len(outputs), -1).mean(axis=1).astype(np.float32)


def area(usual: NDArray[np.floating], unusual: NDArray[np.floating]) -> float:
    """Return how often an unusual example has the larger error; equal errors count half.

    This is the area under the ROC curve (Hanley and McNeil, 1982); 0.5 where a kind is missing.
    """
    if not len(usual) or not len(unusual):
        return 0.5
    wins = (unusual[:, None] > usual[None]).mean() + 0.5 * (unusual[:, None] == usual[None]).mean()
    return float(wins)


def _errors(live: Live, values: Values) -> dict[str, Payload]:
    del values
    data = live.dataset
    trained = data.x_train[:MOST_ROWS]
    known = errors(live.readout.outputs(trained), data.y_train[:MOST_ROWS])
    found = errors(live.readout.outputs(data.x_test[:MOST_ERRORS]), data.y_test[:MOST_ERRORS])
    threshold = float(np.quantile(known, ALARM))
    odd = data.group_test[: len(found)] == 1
    alarm = found > threshold
    rates = [
        float(alarm[odd].mean()) if odd.any() else 0.0,
        float(alarm[~odd].mean()) if (~odd).any() else 0.0,
        area(found[~odd], found[odd]),
    ]
    return {
        "error": np.log10(np.maximum(found, 1e-9)).astype(np.float32),
        "threshold": np.log10(np.maximum([threshold], 1e-9)).astype(np.float32),
        "rates": np.array(rates, np.float32),
    }


def _groups_only(live: Live) -> str | None:
    if reason := _reconstruction_only(live):
        return reason
    if len(live.dataset.group_names) == 2 and live.dataset.signature.view == "table":
        return None
    return "This dataset does not say which examples are usual and which are not."


RECONSTRUCTION = Probe(
    name="reconstruction",
    sentence="The images that the network outputs for the first examples.",
    arrays={
        "values": "(count, rows, columns) in 0..1, the last row first: the image, or the "
        "probability of the second class at every pixel",
        "score": "(count,) mean absolute error, or overlap with the true mask",
    },
    read=_reconstruction,
    options=(Param("count", "Examples", 6, "How many examples.", low=1, high=60, step=1), SET),
    fits=_pictures_only,
)

ERRORS = Probe(
    name="errors",
    sentence="The reconstruction error of each test example, and how well it detects unusual ones.",
    arrays={
        "error": f"(examples,) log10 of the mean squared error, at most {MOST_ERRORS} examples",
        "threshold": (
            f"(1,) log10 of the error below which {ALARM:.0%} of the training examples lie"
        ),
        "rates": "(3,) fraction of the unusual examples above it, that of the usual ones, "
        "and the area under the ROC curve",
    },
    read=_errors,
    fits=_groups_only,
)
