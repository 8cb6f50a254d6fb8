"""What a dataset is: its signature, which needs no data, and the arrays themselves."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Task = Literal["binary", "multiclass", "regression"]
View = Literal["plane", "image", "table", "series", "tokens"]


@dataclass(frozen=True, slots=True)
class DataSignature:
    """What a network must fit, known before any data are made.

    Attributes:
        input_shape: Shape of one example, without the batch axis: `(features,)`,
            `(height, width, channels)`, `(time, features)`, or `(time,)` for tokens.
        task: What is predicted.
        outputs: Units of the output layer: 1 for binary, classes for multiclass,
            values for regression.
        view: How one example is looked at.
        tokens: Size of the vocabulary when the input is token numbers, otherwise 0.
    """

    input_shape: tuple[int, ...]
    task: Task
    outputs: int
    view: View
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Dataset:
    """Training and test arrays with everything needed to label them.

    Attributes:
        name: Name in the dataset catalogue.
        signature: Shapes and task.
        x_train: float32 `(n, *input_shape)`, or int32 for tokens.
        y_train: int32 `(n,)` class numbers (0 and 1 for binary), or float32 `(n, outputs)`
            for regression, standardised with `target_mean` and `target_scale`.
        x_test: As `x_train`.
        y_test: As `y_train`.
        class_names: One name a class; empty for regression.
        feature_names: One name a column of a table or plane, with its unit in brackets
            where it has one.
        vocabulary: Words by token number, for tokens; number 0 is padding.
        target_name: What a regression predicts, as an axis title.
        target_unit: Unit of the target, empty when it has none.
        target_mean: A prediction p means `p * target_scale + target_mean` in that unit.
        target_scale: See `target_mean`.
        feature_mean: `(features,)` what was subtracted from each column of a table.
        feature_scale: `(features,)` what each column was then divided by.
        plane_train: `(n, 2)` the points themselves, for a plane.
        plane_test: As `plane_train`.
        plane_extent: The plane is drawn from minus to plus this, on both axes.
        series: `(steps,)` the whole noisy series, for a forecast; the test part is its end.
        note: One sentence of what to look for, or where the data come from.
    """

    name: str
    signature: DataSignature
    x_train: NDArray[np.generic]
    y_train: NDArray[np.generic]
    x_test: NDArray[np.generic]
    y_test: NDArray[np.generic]
    class_names: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    vocabulary: tuple[str, ...] = ()
    target_name: str = ""
    target_unit: str = ""
    target_mean: float = 0.0
    target_scale: float = 1.0
    feature_mean: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    feature_scale: NDArray[np.float32] = field(default_factory=lambda: np.ones(0, np.float32))
    plane_train: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 2), np.float32))
    plane_test: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 2), np.float32))
    plane_extent: float = 6.0
    series: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    note: str = ""
