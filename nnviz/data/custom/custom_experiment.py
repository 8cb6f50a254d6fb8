"""A network for custom data: the present one where it suits, else a new one."""

from collections.abc import Mapping
from types import MappingProxyType

from nnviz.core.plan.plan import Block, Family, StackPlan, adapted, default_loss, network_of
from nnviz.core.plan.plan_reading import read_plan
from nnviz.core.spec.dataset import DataSignature, View
from nnviz.core.spec.experiment import DataSpec, Experiment, TrainingSpec
from nnviz.data.catalogue import check, signature
from nnviz.data.experiments import with_data
from nnviz.data.starters import STARTERS

_SUITED: Mapping[View, tuple[Family, tuple[Block, ...], TrainingSpec]] = MappingProxyType(
    {
        "table": (
            "feedforward",
            (Block(units=8, activation="tanh"), Block(units=4, activation="tanh")),
            TrainingSpec(learning_rate=0.01, batch_size=10),
        ),
        "image": (
            "convolutional",
            (Block(units=8, activation="relu"), Block(units=16, activation="relu")),
            TrainingSpec(learning_rate=0.003, batch_size=16),
        ),
        "series": (
            "recurrent",
            (Block(units=16, activation="tanh", cell="lstm"),),
            TrainingSpec(learning_rate=0.01, batch_size=32),
        ),
    }
)
"""What a network for each kind of example begins as: family, hidden layers, training."""


def on_own_data(experiment: Experiment, data: DataSpec, *, chosen: bool = False) -> Experiment:
    """Return the experiment on custom data.

    A network of a family that suits such examples is kept and fitted; any other is replaced by one
    that does, because a few dense units would learn little from images. So is that of a starter
    which nobody has touched: it was made for other data.

    Args:
        experiment: What is there.
        data: The custom data.
        chosen: Whether somebody wants this network, although it may be that of a starter.

    Raises:
        SpecError: Nothing can be learned from these data.
    """
    data = check(data)
    new = signature(data)
    family, blocks, training = _SUITED[new.view]
    plan, exact = read_plan(experiment.network, signature(experiment.data))
    suits = exact and plan.family == family and _has_room(plan, new)
    if suits and (chosen or not _untouched(experiment)):
        return with_data(experiment, data)
    now = experiment.training
    training = training.changed(loss=default_loss(new.task), stop=now.stop, speed=now.speed)
    started = adapted(StackPlan(family=family, blocks=blocks), new, training.loss)
    return experiment.changed(data=data, network=network_of(started, new), training=training)


def _untouched(experiment: Experiment) -> bool:
    """Say whether hidden layers and training are still those of a starter."""
    return any(
        experiment.training == starter.experiment.training
        and experiment.network.layers[:-1] == starter.experiment.network.layers[:-1]
        for starter in STARTERS.values()
    )


def _has_room(plan: StackPlan, new: DataSignature) -> bool:
    """Say whether images are large enough for as many poolings as there are."""
    if plan.family != "convolutional":
        return True
    shrinking = 1
    for block in plan.blocks:
        shrinking *= block.stride * (1 if block.pooling == "none" else block.pool_size)
    return min(new.input_shape[:2]) >= 2 * shrinking
