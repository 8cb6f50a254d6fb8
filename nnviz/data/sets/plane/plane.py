"""What all datasets of points in the plane share: features, split and signature."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.params import Param
from nnviz.data.sets.features import DEFAULT_FEATURES, PLANE_FEATURES, plane_features
from nnviz.data.sets.kind import DatasetKind, task_of
from nnviz.data.sets.split import cut, random_split

EXTENT = 6.0
"""The plane is shown from minus to plus this, on both axes."""


class Sample(NamedTuple):
    """Points and their targets.

    Attributes:
        points: `(n, 2)` coordinates.
        targets: `(n,)` class numbers, or real values of a regression.
    """

    points: NDArray[np.float64]
    targets: NDArray[np.generic]


Draw = Callable[[DataSpec, np.random.Generator], Sample]


def plane_kind(
    name: str,
    label: str,
    sentence: str,
    note: str,
    draw: Draw,
    *,
    params: tuple[Param, ...],
    classes: Callable[[DataSpec], tuple[str, ...]],
) -> DatasetKind:
    """Describe a dataset of the plane.

    Args:
        name: Name in the catalogue.
        label: What pages call it.
        sentence: One plain sentence of what it is.
        note: One sentence of what to look for.
        draw: Makes the points and targets of a checked spec.
        params: Its options.
        classes: Class names of a checked spec; empty for a regression.
    """

    def signature(spec: DataSpec) -> DataSignature:
        task, outputs = task_of(len(classes(spec)))
        return DataSignature((len(spec.features),), task, outputs, "plane")

    def make(spec: DataSpec, rng: np.random.Generator) -> Dataset:
        return _dataset(spec, rng, draw(spec, rng), signature(spec), classes(spec), note)

    return DatasetKind(
        name=name,
        label=label,
        category="2-D points",
        sentence=sentence,
        default_train_share=0.5,
        signature=signature,
        make=make,
        params=params,
        features=PLANE_FEATURES,
        default_features=DEFAULT_FEATURES,
    )


def _dataset(
    spec: DataSpec,
    rng: np.random.Generator,
    sample: Sample,
    signature: DataSignature,
    class_names: tuple[str, ...],
    note: str,
) -> Dataset:
    x = plane_features(sample.points, spec.features)
    points = sample.points.astype(np.float32)
    y = sample.targets.astype(np.int32) if class_names else sample.targets.astype(np.float32)
    if not class_names:
        y = y[:, None]
    train, test = parts = random_split(len(points), spec.train_share, rng)
    labels = {feature.name: feature.label for feature in PLANE_FEATURES}
    return replace(
        cut(spec.name, signature, x, y, parts),
        class_names=class_names,
        feature_names=tuple(labels[feature] for feature in spec.features),
        target_name="" if class_names else "Value at the point",
        plane_train=points[train],
        plane_test=points[test],
        plane_extent=EXTENT,
        note=note,
    )
