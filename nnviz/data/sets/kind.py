"""DatasetKind: one entry in the dataset catalogue tells everything about a dataset."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnviz.core.errors import SpecError
from nnviz.core.spec.dataset import Dataset, DataSignature, Task
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.params import Param
from nnviz.data.sets.features import Feature

Category = Literal["2-D points", "Images", "Tables", "Sequences", "Text", "Your data"]


@dataclass(frozen=True, slots=True)
class DatasetKind:
    """A dataset as forms, validation and documentation need it.

    Attributes:
        name: Name in a DataSpec.
        label: What pages call it.
        category: The group it is listed in.
        sentence: One plain sentence of what it is.
        default_train_share: Fraction of the examples to train on when nothing is said.
        signature: Shapes and task of a checked spec, without making data.
        make: The data of a checked spec; all randomness comes from the generator.
        params: Its options.
        features: What a network may see of a point; empty unless it is a plane.
        default_features: Names of the features that are on at first.
    """

    name: str
    label: str
    category: Category
    sentence: str
    default_train_share: float
    signature: Callable[[DataSpec], DataSignature]
    make: Callable[[DataSpec, np.random.Generator], Dataset]
    params: tuple[Param, ...] = ()
    features: tuple[Feature, ...] = ()
    default_features: tuple[str, ...] = ()


def whole(spec: DataSpec, option: str) -> int:
    """Return a whole-number option of a checked spec.

    Raises:
        SpecError: The option is not a number.
    """
    value = spec.options[option]
    if not isinstance(value, int | float):
        raise SpecError(f"option {option} of {spec.name} to be a number", repr(value))
    return int(value)


def share(spec: DataSpec, option: str) -> float:
    """Return an option given in percent as a fraction: 50 becomes 0.5."""
    return whole(spec, option) / 100


def task_of(classes: int) -> tuple[Task, int]:
    """Return the task and the output units for a number of classes; 0 means one real value."""
    if classes == 0:
        return "regression", 1
    return ("binary", 1) if classes == 2 else ("multiclass", classes)


def noise_param(sentence: str, default: int = 0) -> Param:
    """Return the noise option, 0 to 50 % in steps of 5, with its sentence of help."""
    return Param("noise", "Noise", default, sentence, low=0, high=50, step=5, unit="%")
