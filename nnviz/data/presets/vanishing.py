"""Deep networks with vanishing gradients, and the known remedies, all on the same data."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nnviz.core.plan.plan import Block, StackPlan, network_of
from nnviz.core.spec.experiment import Experiment, TrainingSpec
from nnviz.core.spec.network import INPUT, LayerSpec, NetworkSpec, Value
from nnviz.data.catalogue import default_spec, signature

_DEPTH, _UNITS = 8, 8
_TRAINING = TrainingSpec(optimizer="sgd", learning_rate=0.1)


@dataclass(frozen=True, slots=True)
class Trial:
    """One deep network to compare.

    Attributes:
        label: What its button says.
        sentence: What to look for.
        experiment: The whole experiment.
    """

    label: str
    sentence: str
    experiment: Experiment


def _stack(activation: str, **settings: str) -> Experiment:
    """Return a plain stack of equal layers on the circle."""
    data = default_spec("circle")
    blocks = tuple(Block(units=_UNITS, activation=activation) for _ in range(_DEPTH))
    plan = StackPlan.model_validate({"blocks": blocks, **settings})
    return Experiment(data=data, network=network_of(plan, signature(data)), training=_TRAINING)


def _with_skips() -> Experiment:
    """Return the sigmoid stack with a shortcut around every layer."""
    layers = [LayerSpec(id="dense_1", kind="dense", params=_dense(), inputs=(INPUT,))]
    for number in range(2, _DEPTH + 1):
        before = layers[-1].id
        name = f"dense_{number}"
        layers.append(LayerSpec(id=name, kind="dense", params=_dense(), inputs=(before,)))
        layers.append(LayerSpec(id=f"add_{number}", kind="add", inputs=(before, name)))
    output: dict[str, Value] = {"units": 1, "activation": "sigmoid"}
    layers.append(LayerSpec(id="output", kind="dense", params=output))
    network = NetworkSpec(layers=tuple(layers))
    return Experiment(data=default_spec("circle"), network=network, training=_TRAINING)


def _dense() -> dict[str, Value]:
    return {"units": _UNITS, "activation": "sigmoid"}


VANISHING: Mapping[str, Trial] = MappingProxyType(
    {
        "sigmoid": Trial(
            "Deep sigmoid",
            "The slope of a sigmoid is at most 1/4, and eight of them are multiplied: the "
            "gradient vanishes before it reaches the first layers, and the network learns "
            "nothing.",
            _stack("sigmoid"),
        ),
        "relu": Trial(
            "ReLU",
            "The slope of an active ReLU is 1, so the gradient keeps its size on the way back.",
            _stack("relu"),
        ),
        "he": Trial(
            "ReLU, He weights",
            "He initialization compensates for the half of the units that ReLU sets to 0.",
            _stack("relu", initializer="he_normal"),
        ),
        "normalized": Trial(
            "Normalized sigmoid",
            "Batch normalization keeps the weighted sums where the sigmoid is steep.",
            _stack("sigmoid", normalization="batch"),
        ),
        "skips": Trial(
            "Skip connections",
            "A shortcut around every layer leaves the gradient unchanged: along it, the "
            "gradient reaches the first layer.",
            _with_skips(),
        ),
    }
)
"""The vanishing gradient and four remedies, by name."""
