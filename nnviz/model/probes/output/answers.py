"""The network's predictions for examples: classes, real values, forecasts."""

import numpy as np

from nnviz.core.run.frames import Payload
from nnviz.core.spec.params import Param
from nnviz.model.probes.probe import SET, Live, Probe, Values, classes_only, one_answer_only
from nnviz.model.training.evaluator import MOST_ROWS

MOST_CLASSES = 12
MOST_PREDICTIONS = 400


def _few_classes(live: Live) -> str | None:
    reason = classes_only(live)
    if reason is None and live.head.outputs > MOST_CLASSES:
        return f"A confusion matrix is drawn for at most {MOST_CLASSES} classes."
    return reason


def _one_class_only(live: Live) -> str | None:
    return classes_only(live) or one_answer_only(live)


def _numbers_only(live: Live) -> str | None:
    if reason := one_answer_only(live):
        return reason
    if live.head.task == "regression":
        return None
    return "The target of this dataset is a class, not a number."


def _series_only(live: Live) -> str | None:
    signature = live.dataset.signature
    if signature.view == "series" and live.head.task == "regression" and signature.one_answer:
        return None
    return "A forecast needs a time series."


def _confusion(live: Live, values: Values) -> dict[str, Payload]:
    inputs, targets = live.split(values["split"])
    inputs, truth = inputs[:MOST_ROWS], targets[:MOST_ROWS].astype(int)
    size = max(2, live.head.outputs)
    predicted = live.head.classes(live.readout.outputs(inputs))
    counts = np.zeros((size, size), np.int32)
    counted = truth >= 0
    np.add.at(counts, (truth[counted], predicted[counted]), 1)
    return {"counts": counts}


def _samples(live: Live, values: Values) -> dict[str, Payload]:
    inputs, targets = live.split(values["split"])
    count = min(values["count"], len(inputs))
    start = min(values["start"], len(inputs) - count)
    outputs = live.readout.outputs(inputs[start : start + count])
    predicted = live.head.classes(outputs)
    sure = live.head.probabilities(outputs)[np.arange(count), predicted]
    return {
        "predicted": predicted,
        "probability": sure.astype(np.float32),
        "correct": (predicted == targets[start : start + count]).astype(np.int32),
    }


def _predictions(live: Live, values: Values) -> dict[str, Payload]:
    inputs, _ = live.split(values["split"])
    return {"predicted": _real(live, live.readout.outputs(inputs[:MOST_PREDICTIONS])[:, 0])}


def _forecast(live: Live, values: Values) -> dict[str, Payload]:
    del values
    inputs = np.concatenate([live.dataset.x_train, live.dataset.x_test])
    return {"predicted": _real(live, live.readout.outputs(inputs)[:, 0])}


def _real(live: Live, values: np.ndarray) -> np.ndarray:
    """Undo the standardization of the target."""
    data = live.dataset
    return (values * data.target_scale + data.target_mean).astype(np.float32)


CONFUSION = Probe(
    name="confusion",
    sentence="How often each class is predicted as each other class.",
    arrays={"counts": "(classes, classes) rows are true, columns predicted"},
    read=_confusion,
    options=(SET,),
    fits=_few_classes,
)

SAMPLES = Probe(
    name="samples",
    sentence="The predictions for a few examples.",
    arrays={
        "predicted": "(count,) class number",
        "probability": "(count,) probability of that class",
        "correct": "(count,) 1 where it is the true class",
    },
    read=_samples,
    options=(
        Param("count", "Examples", 12, "How many examples.", low=1, high=200, step=1),
        Param("start", "First", 0, "Number of the first example.", low=0, high=1_000_000, step=1),
        SET,
    ),
    fits=_one_class_only,
)

PREDICTIONS = Probe(
    name="predictions",
    sentence="Predicted values for the first examples, in the target's unit.",
    arrays={"predicted": f"(examples,) at most {MOST_PREDICTIONS}, in the order of the data"},
    read=_predictions,
    options=(SET,),
    fits=_numbers_only,
)

FORECAST = Probe(
    name="forecast",
    sentence="The next value predicted from every window, along the whole series.",
    arrays={"predicted": "(windows,) training then test, in the target's unit"},
    read=_forecast,
    fits=_series_only,
)
