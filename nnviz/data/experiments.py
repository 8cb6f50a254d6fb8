"""Experiments as a whole: checked against their dataset, and fitted to another one.

They are here because an experiment can only be checked against its data.
"""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import SpecError
from nnviz.core.plan.plan import StackPlan, adapted, default_loss, network_of
from nnviz.core.plan.plan_reading import read_plan
from nnviz.core.run.head import head
from nnviz.core.shapes.frozen import is_frozen, with_trainable
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.experiment import LOSSES, DataSpec, Experiment, TrainingSpec, losses_of
from nnviz.data.adversaries import ADVERSARIES, adversaries
from nnviz.data.catalogue import check, load, signature


def checked(experiment: Experiment) -> Experiment:
    """Return the experiment with its data options filled in.

    Shapes that do not fit are no error: they are shown on the network, where they can be
    repaired.

    Raises:
        SpecError: The dataset, an option, a layer kind, a parameter or the loss is not possible.
    """
    data = check(experiment.data)
    found = signature(data)
    infer(experiment.network, found)
    allowed = losses_of(found.task, found.places)
    if experiment.training.loss not in allowed:
        raise SpecError(
            f"a loss for {found.task} data: {', '.join(LOSSES[name] for name in allowed)}",
            LOSSES[experiment.training.loss],
            "Choose another loss or another dataset.",
        )
    return experiment.model_copy(update={"data": data})


def with_data(experiment: Experiment, data: DataSpec) -> Experiment:
    """Return the experiment on other data: the same stack, fitted to the new task.

    Two adversarial networks start with settings that suit them, and settings
    start again when they go.

    Raises:
        SpecError: The data are not possible.
    """
    old, new = signature(experiment.data), signature(check(data))
    training = experiment.training
    if training.loss not in losses_of(new.task, new.places):
        training = training.changed(loss=default_loss(new.task))
    if old == new:
        return experiment.changed(data=data, training=training)
    if new.noise and not old.noise:
        training = ADVERSARIES.changed(speed=training.speed)
        return experiment.changed(data=data, training=training, network=adversaries(new))
    if old.noise and not new.noise:
        training = TrainingSpec(loss=training.loss, speed=training.speed)
    plan, _ = read_plan(experiment.network, old)
    network = network_of(adapted(plan, new, training.loss), new)
    return experiment.changed(data=data, training=training, network=network)


def plan_of(experiment: Experiment) -> tuple[StackPlan, bool]:
    """Return the slider positions, and whether they describe exactly this network."""
    return read_plan(experiment.network, signature(experiment.data))


def with_plan(experiment: Experiment, plan: StackPlan) -> Experiment:
    """Return the experiment with the network that a plan stands for; what is frozen stays so."""
    network = network_of(plan, signature(experiment.data))
    kinds = {layer.id: layer.kind for layer in network.layers}
    held = [
        layer.id
        for layer in experiment.network.layers
        if is_frozen(layer) and kinds.get(layer.id) == layer.kind
    ]
    return experiment.changed(network=with_trainable(network, held, value=False))


def training_arrays(experiment: Experiment) -> dict[str, NDArray[np.generic]]:
    """Return the arrays that Keras is trained and tested with.

    Returns:
        `x_train`, `y_train`, `x_test` and `y_test`, the targets encoded for the loss.
    """
    dataset = load(experiment.data)
    encode = head(experiment.network, dataset.signature, experiment.training.loss).encode
    return {
        "x_train": dataset.x_train,
        "y_train": encode(dataset.y_train),
        "x_test": dataset.x_test,
        "y_test": encode(dataset.y_test),
    }
