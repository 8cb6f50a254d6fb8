"""Why a loss became NaN or exploded, in words, with the repairs."""

import math
from dataclasses import dataclass

from nnviz.core.dataset import DataSignature
from nnviz.core.experiment import LEARNING_RATES, Experiment
from nnviz.core.plan import StackPlan, network_of
from nnviz.core.plan_reading import read_plan
from nnviz.core.repair import Repair

EXPLODED = 1e4
"""A loss this many times the first one (or 1, if that is more) counts as exploded."""

_STEADY_RATE = {"sgd": 0.1, "momentum": 0.03, "nesterov": 0.03, "adagrad": 0.3}
_UNBOUNDED = {"exponential", "relu", "linear", "leaky_relu", "elu", "selu", "softplus"}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What most likely happened, and what would help."""

    reason: str
    repairs: tuple[Repair, ...]


def exploded(loss: float, first: float) -> bool:
    """Say whether a training loss shows that learning has broken down."""
    if not math.isfinite(loss):
        return True
    return loss > EXPLODED * max(1.0, first if math.isfinite(first) else 1.0)


def diagnose(experiment: Experiment, signature: DataSignature, loss: float) -> Diagnosis:
    """Say what most likely made the loss break down.

    Args:
        experiment: The experiment as it was being trained.
        signature: Its data.
        loss: The loss that broke.
    """
    training = experiment.training
    what = "The loss became NaN" if math.isnan(loss) else f"The loss exploded to {loss:.3g}"
    plan, _ = read_plan(experiment.network, signature)
    causes: list[tuple[str, Repair]] = []
    if training.penalty != "none" and training.penalty_rate * training.learning_rate > 0.5:
        rate = min(0.01, training.penalty_rate / 10)
        causes.append(
            (
                f"regularisation of {training.penalty_rate:g} pushes the weights past zero and "
                "back, further each time",
                Repair(f"Regularise with {rate:g}", training=training.changed(penalty_rate=rate)),
            )
        )
    if training.learning_rate > _STEADY_RATE.get(training.optimizer, 0.01):
        causes.append(_rate_cause(experiment))
    if any(block.activation == "exponential" for block in plan.blocks):
        causes.append(_activation_cause(plan, signature))
    if not causes:
        causes.append(_depth_cause(plan, signature, experiment))
    repairs = [repair for _, repair in causes]
    if training.learning_rate > LEARNING_RATES[0]:
        slower = _rate_cause(experiment)[1]
        if slower.label not in {repair.label for repair in repairs}:
            repairs.append(slower)
    return Diagnosis(f"{what}: most likely {causes[0][0]}.", tuple(repairs))


def _rate_cause(experiment: Experiment) -> tuple[str, Repair]:
    training = experiment.training
    tenth = training.learning_rate / 10
    rate = max((r for r in LEARNING_RATES if r <= tenth * 1.001), default=LEARNING_RATES[0])
    return (
        f"each step with a learning rate of {training.learning_rate:g} jumps past the minimum, "
        "further each time",
        Repair(f"Learn with rate {rate:g}", training=training.changed(learning_rate=rate)),
    )


def _activation_cause(plan: StackPlan, signature: DataSignature) -> tuple[str, Repair]:
    blocks = tuple(
        block.changed(activation="relu") if block.activation == "exponential" else block
        for block in plan.blocks
    )
    return (
        "the exponential activation turned large sums into numbers too large to hold",
        Repair("Use ReLU instead", network=network_of(plan.changed(blocks=blocks), signature)),
    )


def _depth_cause(
    plan: StackPlan, signature: DataSignature, experiment: Experiment
) -> tuple[str, Repair]:
    """Explain growth from layer to layer, or fall back on the learning rate."""
    growing = sum(block.activation in _UNBOUNDED for block in plan.blocks)
    if growing >= 2 and plan.normalisation == "none":
        mended = network_of(plan.changed(normalisation="batch"), signature)
        return (
            f"values grew from layer to layer through {growing} layers without normalisation",
            Repair("Normalise every layer", network=mended),
        )
    return _rate_cause(experiment)
