"""Preset: an architecture that trains quickly, and the goal it is stated to reach."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from nnviz.core.spec.experiment import DataSpec, Experiment, StopSpec, TrainingSpec
from nnviz.core.spec.network import NetworkSpec
from nnviz.data.catalogue import check, default_spec

Family = Literal[
    "Dense",
    "Convolutional",
    "Recurrent",
    "Attention",
    "Autoencoders",
    "Energy",
    "Adversarial",
    "Staged training",
    "Multiple networks",
]
Measure = Literal["accuracy", "error", "overlap", "area", "sentences", "likeness"]
Page = Literal["playground", "activations", "convolution", "recurrence", "attention", "learning"]


@dataclass(frozen=True, slots=True)
class Goal:
    """What a preset reaches on test data that it never trained on.

    Attributes:
        measure: `accuracy` is the fraction that is right, 0 to 1; `error` the mean absolute error
            in the target's standardized units; `overlap` of marked and true pixels; `area` how
            well the error tells unusual examples from usual ones (area under the ROC curve, 0.5 is
            guessing and 1 perfect); `sentences` the fraction of whole parsed sentences that are
            right; `likeness` the fraction of generated points near real ones, or of real ones
            near generated ones, whichever is less.
        value: The goal: at least this, or at most for an error.
        words: What is reached, as the end of the sentence "Reaches ...", with `{}` for the number.
    """

    measure: Measure
    value: float
    words: str

    def reached(self, value: float) -> bool:
        """Say whether a measured value is as good as was stated."""
        return value <= self.value if self.measure == "error" else value >= self.value


@dataclass(frozen=True)
class Preset:
    """An architecture with fitting data.

    Attributes:
        name: Name in links, tests and records.
        label: What its card says.
        family: The group it is listed in.
        sentence: What is special about it, in one plain sentence.
        watch: What to look at while it learns, in one plain sentence.
        data: Its dataset.
        network: Makes its layers for the dataset, when they are needed.
        training: How it is trained; its stop condition is the end of the stated training.
        goal: What it reaches by then.
        pages: Names of the pages that show best what is special, the first first.
    """

    name: str
    label: str
    family: Family
    sentence: str
    watch: str
    data: DataSpec
    network: Callable[[], NetworkSpec]
    training: TrainingSpec
    goal: Goal
    pages: tuple[Page, ...]

    @cached_property
    def experiment(self) -> Experiment:
        """The whole experiment, made once."""
        return Experiment(data=self.data, network=self.network(), training=self.training)


def data(name: str, **options: float | str) -> DataSpec:
    """Return a dataset with some options changed."""
    spec = default_spec(name)
    return check(spec.changed(options={**spec.options, **options}))


def classes(epochs: int, learning_rate: float = 0.003, batch_size: int = 32) -> TrainingSpec:
    """Return how several classes are trained."""
    return TrainingSpec(
        loss="categorical_crossentropy",
        learning_rate=learning_rate,
        batch_size=batch_size,
        stop=StopSpec(epochs=epochs),
    )


def numbers(epochs: int, learning_rate: float = 0.003, batch_size: int = 32) -> TrainingSpec:
    """Return how numbers are trained, by their squared error."""
    return classes(epochs, learning_rate, batch_size).changed(loss="mse")


def two_classes(epochs: int, learning_rate: float = 0.003, batch_size: int = 32) -> TrainingSpec:
    """Return how two classes are trained."""
    return classes(epochs, learning_rate, batch_size).changed(loss="binary_crossentropy")
