"""The drawn shapes with only some classes, and only a few examples of each to train on."""

from dataclasses import replace

import numpy as np

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.params import Param
from nnviz.data.sets.kind import DatasetKind, task_of, whole
from nnviz.data.sets.pictures.shapes import NAMES, SHAPES, SIZE
from nnviz.data.sets.pictures.some_digits import LABELLED_HELP, MOST_LABELLED, first_of_each

CHOICES: dict[str, tuple[str, ...]] = {
    "all": NAMES,
    "square, triangle, star": ("square", "triangle", "star"),
    "circle, cross": ("circle", "cross"),
}
"""Which shapes there are, by the name of the choice."""
_HARDER = {"count": 3000, "position": 100, "size": 30, "rotation": 45, "noise": 20}
"""Defaults: shapes that differ so much that a few of them do not show all there is."""


def _shapes(spec: DataSpec) -> tuple[str, ...]:
    return CHOICES[str(spec.options["shapes"])]


def _signature(spec: DataSpec) -> DataSignature:
    task, outputs = task_of(len(_shapes(spec)))
    return DataSignature((SIZE, SIZE, 1), task, outputs, "image")


def _make(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    """Draw all shapes, keep some classes, and of these few examples to train on."""
    whole_set, chosen = SHAPES.make(spec, rng), _shapes(spec)
    numbers = np.array([NAMES.index(name) for name in chosen])
    truth = [part.astype(np.int32) for part in (whole_set.y_train, whole_set.y_test)]
    train, test = (np.flatnonzero(np.isin(targets, numbers)) for targets in truth)
    place = np.zeros(len(NAMES), np.int32)
    place[numbers] = np.arange(len(chosen))
    y_train = place[truth[0][train]]
    few = first_of_each(y_train, whole(spec, "labelled"))
    return replace(
        whole_set,
        signature=_signature(spec),
        x_train=whole_set.x_train[train[few]],
        y_train=y_train[few],
        x_test=whole_set.x_test[test],
        y_test=place[truth[1][test]],
        class_names=chosen,
        note=f"{len(few)} shapes for training and {len(test)} others for testing.",
    )


SOME_SHAPES = DatasetKind(
    name="some_shapes",
    label="Selected shapes",
    category="Images",
    sentence="Noisy, rotated shapes: all or some of the classes, with as few examples of each "
    "as you like.",
    default_train_share=0.8,
    signature=_signature,
    make=_make,
    params=(
        Param(
            "shapes", "Shapes", "square, triangle, star",
            "Which shapes the training and test sets contain.", choices=tuple(CHOICES),
        ),
        Param(
            "labelled", "Examples per class", 0, LABELLED_HELP,
            low=0, high=MOST_LABELLED, step=1,
        ),
        *(replace(param, default=_HARDER[param.name]) for param in SHAPES.params),
    ),
)  # fmt: skip
