"""Which settings may change while a run trains: the one list that all others are made from.

A setting in it is sent to the run; any other change of an experiment takes a new process. A further
one takes its line here and its effect, in `nnviz.model.training.trainer` when it acts on the steps.
"""

from typing import TypedDict, cast

from pydantic import ValidationError

from nnviz.core.errors import SpecError
from nnviz.core.spec.experiment import Experiment, Rising, StopSpec, TrainingSpec


class LiveSettings(TypedDict, total=False):
    """Fields of a TrainingSpec that act while it trains, with their values; see there."""

    learning_rate: float
    regularization_rate: float
    speed: float | Rising | None
    stop: StopSpec


LIVE = tuple(LiveSettings.__annotations__)
"""Their names."""


def live_settings(training: TrainingSpec) -> LiveSettings:
    """Return all of them as they are in these settings of training."""
    return cast("LiveSettings", {name: getattr(training, name) for name in LIVE})


def with_live_settings(training: TrainingSpec, changes: LiveSettings) -> TrainingSpec:
    """Return the settings with some live ones changed.

    Raises:
        SpecError: A value is out of range.
    """
    try:
        return training.changed(**changes)
    except ValidationError as error:
        raise out_of_range(error) from error


def acts_live(old: Experiment, new: Experiment) -> bool:
    """Say whether a run of `old` becomes one of `new` without a new process."""
    training = old.training.changed(**live_settings(new.training))
    return new == old.changed(training=training)


def out_of_range(error: ValidationError) -> SpecError:
    """Return in words which value was refused first."""
    first = error.errors(include_url=False)[0]
    place = " > ".join(str(part) for part in first["loc"])
    return SpecError(f"{place} in range", repr(first["input"])[:40], first["msg"])
