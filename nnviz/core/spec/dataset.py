"""What a dataset is: its signature, which needs no data, and the arrays themselves."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Task = Literal["binary", "multiclass", "regression"]
View = Literal["plane", "image", "table", "series", "tokens"]
Writing = Literal["", "onward", "answer", "gaps"]


@dataclass(frozen=True, slots=True)
class DataSignature:
    """What a network must fit, known before any data are made.

    Attributes:
        input_shape: Shape of one example, without the batch axis: `(features,)`,
            `(height, width, channels)`, `(time, features)`, or `(time,)` for tokens.
        task: What is predicted.
        outputs: Units of the output layer: 1 for binary, classes for multiclass,
            values for regression.
        view: How one example is read.
        tokens: Size of the vocabulary when the input is token numbers, otherwise 0.
        places: Where there is an answer each, `(height, width)` of an image or `(time,)` of a
            text; empty when an example has one answer.
        writing: What a text network says at its places: the token that comes next (`onward`); the
            next one of an answer, of which the last input tokens are what is written so far
            (`answer`); or the tokens that are hidden in the input (`gaps`).
        leaves: Words of a parsed sentence at most, when the input is rows that hold one with its
            tree (see `nnviz.core.spec.trees`); otherwise 0. Its positions are the nodes of the
            tree.
        noise: How many values at the end of a row are noise, of which a generator is to make points
            that a discriminator takes for real (see `nnviz.core.families.adversarial`), or 0.
    """

    input_shape: tuple[int, ...]
    task: Task
    outputs: int
    view: View
    tokens: int = 0
    places: tuple[int, ...] = ()
    writing: Writing = ""
    leaves: int = 0
    noise: int = 0

    @property
    def output_shape(self) -> tuple[int, ...]:
        """Shape of the output of the network for one example."""
        return (*self.places, self.outputs)

    @property
    def one_answer(self) -> bool:
        """Whether an example has one class or one number, rather than an image, text or row."""
        return not self.places and (self.task != "regression" or self.outputs == 1)

    @property
    def copies(self) -> bool:
        """Whether the network is to give an image, or what it was given."""
        return not self.one_answer and not self.tokens


@dataclass(frozen=True, slots=True)
class Dataset:
    """Training and test arrays with everything needed to label them.

    Attributes:
        name: Name in the dataset catalogue.
        signature: Shapes and task.
        x_train: float32 `(n, *input_shape)`, or int32 for tokens.
        y_train: int32 `(n, *places)` class numbers (0 and 1 for binary; where there are positions,
            -1 does not count), or float32 `(n, *output_shape)` for regression, standardized with
            `target_mean` and `target_scale`.
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
        series: `(steps,)` the whole noisy series, for a forecast; the test split is its end.
        group_names: What examples can be told apart by that is not learned; often empty.
        group_train: int32 `(n,)` the group of each example, empty when there are none.
        group_test: As `group_train`.
        lit: Whether larger values of images are brighter, as in photos; else they are more ink.
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
    group_names: tuple[str, ...] = ()
    group_train: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    group_test: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    lit: bool = False
    note: str = ""

    def inputs(self, split: str) -> NDArray[np.generic]:
        """Return the inputs of the `train` split, of the `test` split for any other name."""
        return self.x_train if split == "train" else self.x_test

    def known(self, split: str) -> NDArray[np.generic] | None:
        """Return what each example of a split is, `(n,)`: its group, class or value, or None.

        Args:
            split: `train` or `test`.
        """
        if self.group_names:
            return self.group_train if split == "train" else self.group_test
        if not self.signature.one_answer:
            return None
        targets = self.y_train if split == "train" else self.y_test
        return targets.reshape(len(targets))

    @property
    def known_names(self) -> tuple[str, ...]:
        """Names of the groups or classes of `known`; empty when there are none, or values."""
        one = self.signature.one_answer
        return self.group_names or (self.class_names if one else ())
