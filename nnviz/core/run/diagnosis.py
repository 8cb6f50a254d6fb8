"""Why a loss became NaN or exploded, with repairs."""

import math
from dataclasses import dataclass

from nnviz.core.plan.plan import network_of
from nnviz.core.plan.plan_reading import read_plan
from nnviz.core.shapes.repair import Repair
from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.experiment import LEARNING_RATES, Experiment
from nnviz.core.spec.network import LayerSpec, NetworkSpec

EXPLODED = 1e4
"""A loss this many times the first one (or 1, if that is more) counts as exploded."""

_PLAIN = ("sgd", "momentum", "nesterov")
_STEADY_RATES = {"sgd": 0.1, "momentum": 0.03, "nesterov": 0.03, "adagrad": 0.3}
"""Learning rates by optimizer above which divergence is likely."""
_STEADY_RATE = 0.01
"""The same for the other optimizers."""
_UNBOUNDED = {
    "exponential", "relu", "linear", "leaky_relu", "elu", "selu", "gelu", "silu", "mish", "celu",
    "softplus",
}  # fmt: skip

Cause = tuple[str, Repair | None]
"""A possible cause, and a repair if there is one."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The most likely cause, and the repairs."""

    reason: str
    repairs: tuple[Repair, ...]


def exploded(loss: float, first: float) -> bool:
    """Say whether a training loss shows that learning has broken down.

    Args:
        loss: The loss now.
        first: The loss before the first step.
    """
    if not math.isfinite(loss):
        return True
    return loss > EXPLODED * max(1.0, first if math.isfinite(first) else 1.0)


def diagnose(experiment: Experiment, signature: DataSignature, loss: float) -> Diagnosis:
    """Say what most likely made the loss break down.

    Args:
        experiment: The experiment as it was being trained.
        signature: Its data.
        loss: The loss that broke.

    Returns:
        The likeliest cause, and repairs that each change the experiment: one for every cause
        that applies, and a slower learning rate in any case.

    Raises:
        SpecError: A kind or parameter of the network is not in the catalogue.
    """
    slower = _rate_cause(experiment)
    causes = [
        cause
        for cause in (
            _regularization_cause(experiment),
            slower if _is_fast(experiment) else None,
            _activation_cause(experiment.network),
        )
        if cause is not None
    ]
    if not causes:
        causes.append(_growth_cause(experiment, signature) or slower)
    repairs = {repair.label: repair for _, repair in [*causes, slower] if repair is not None}
    return Diagnosis(f"{_what(loss)}: most likely {causes[0][0]}.", tuple(repairs.values()))


def _what(loss: float) -> str:
    if math.isnan(loss):
        return "The loss became NaN"
    if math.isinf(loss):
        return "The loss became infinite"
    return f"The loss exploded to {loss:.3g}"


def _is_fast(experiment: Experiment) -> bool:
    training = experiment.training
    return training.learning_rate > _STEADY_RATES.get(training.optimizer, _STEADY_RATE)


def _regularization_cause(experiment: Experiment) -> Cause | None:
    """Check whether regularization alone makes the weights swing.

    One step of plain descent multiplies a weight by 1 - 2 x rate x learning rate (L2). Adaptive
    optimizers bound the step, so that it cannot swing wider and wider.
    """
    training = experiment.training
    if training.regularization == "none" or training.optimizer not in _PLAIN:
        return None
    if training.regularization_rate * training.learning_rate <= 0.5:
        return None
    rate = min(0.01, training.regularization_rate / 10)
    return (
        f"regularization of {training.regularization_rate:g} pushes the weights past zero and "
        "back, further each time",
        Repair(
            f"Reduce the regularization to {rate:g}",
            training=training.changed(regularization_rate=rate),
        ),
    )


def _rate_cause(experiment: Experiment) -> Cause:
    """Blame the learning rate; there is no repair when it is the slowest already."""
    training = experiment.training
    steady = _STEADY_RATES.get(training.optimizer, _STEADY_RATE)
    most = min(training.learning_rate / 10, steady / 3) * 1.001
    rate = max((rung for rung in LEARNING_RATES if rung <= most), default=LEARNING_RATES[0])
    repair = Repair(
        f"Lower the learning rate to {rate:g}", training=training.changed(learning_rate=rate)
    )
    return (
        f"each step with a learning rate of {training.learning_rate:g} overshoots the minimum, "
        "further each time",
        repair if rate < training.learning_rate else None,
    )


def _activation_cause(network: NetworkSpec) -> Cause | None:
    """Look for exponential hidden layers."""
    hidden = [_with_relu(layer) for layer in network.layers[:-1]]
    mended = NetworkSpec(layers=(*hidden, network.layers[-1]))
    if mended == network:
        return None
    return (
        "the exponential activation turned large sums into numbers that overflow",
        Repair("Use ReLU instead", network=mended),
    )


def _with_relu(layer: LayerSpec) -> LayerSpec:
    if layer_values(layer).get("activation") != "exponential":
        return layer
    return layer.changed(params={**layer.params, "activation": "relu"})


def _growth_cause(experiment: Experiment, signature: DataSignature) -> Cause | None:
    """Check for several consecutive layers whose values nothing bounds."""
    plan, exact = read_plan(experiment.network, signature)
    growing = sum(block.activation in _UNBOUNDED for block in plan.blocks)
    if growing < 2 or plan.normalization != "none" or not exact:
        return None
    mended = network_of(plan.changed(normalization="batch"), signature)
    return (
        f"values grew from layer to layer through {growing} layers without normalization",
        Repair("Normalize every layer", network=mended),
    )
