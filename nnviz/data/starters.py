"""Starters: one click to a network that is worth watching as it learns."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from nnviz.core.plan.plan import Block, StackPlan, network_of
from nnviz.core.spec.experiment import DataSpec, Experiment, Loss, TrainingSpec
from nnviz.data.catalogue import default_spec, signature


@dataclass(frozen=True)
class Starter:
    """A ready experiment.

    Attributes:
        name: Name in links and tests.
        label: What its button says.
        hint: One sentence on what to do and what to watch.
        data: Its dataset.
        plan: Its network.
        training: How it is trained.
    """

    name: str
    label: str
    hint: str
    data: DataSpec
    plan: StackPlan
    training: TrainingSpec

    @cached_property
    def experiment(self) -> Experiment:
        """The whole experiment, made once."""
        network = network_of(self.plan, signature(self.data))
        return Experiment(data=self.data, network=network, training=self.training)


def _dense(*units: int, activation: str = "tanh") -> tuple[Block, ...]:
    return tuple(Block(units=size, activation=activation) for size in units)


def _filters(*filters: int) -> tuple[Block, ...]:
    return tuple(Block(units=size, activation="relu") for size in filters)


def _training(rate: float, loss: Loss = "binary_crossentropy", batch: int = 10) -> TrainingSpec:
    """Return settings with which a network begins to learn slowly enough to be watched."""
    return TrainingSpec(learning_rate=rate, loss=loss, batch_size=batch, speed="rising")


_CROSS_ENTROPY: Loss = "categorical_crossentropy"
_CLASSES = {"output_activation": "softmax"}

_STARTERS = (
    Starter(
        "circle",
        "Circle",
        "Press Play: each unit learns one straight boundary, and the output combines them into "
        "a ring.",
        default_spec("circle"),
        StackPlan(blocks=_dense(4, 2)),
        _training(0.03),
    ),
    Starter(
        "spiral",
        "Deep spiral",
        "Press Play: simple stripes in the first layer become a spiral, layer by layer.",
        default_spec("spiral"),
        StackPlan(blocks=_dense(8, 8, 8, 8)),
        _training(0.01),
    ),
    Starter(
        "digits",
        "Digits, CNN",
        "Press Play: small filters learn strokes, and the output learns which strokes form a 7.",
        default_spec("digits"),
        StackPlan.model_validate(
            {"family": "convolutional", "blocks": _filters(8, 16), **_CLASSES}
        ),
        _training(0.003, _CROSS_ENTROPY, 32),
    ),
    Starter(
        "shapes",
        "Shapes, CNN",
        "Press Play: edges first, then corners, until the network separates circles from stars.",
        default_spec("shapes"),
        StackPlan.model_validate(
            {
                "family": "convolutional",
                "blocks": _filters(8, 16, 16),
                "head_units": 32,
                **_CLASSES,
            }
        ),
        _training(0.003, _CROSS_ENTROPY, 32),
    ),
    Starter(
        "wave",
        "Wave, LSTM",
        "Press Play: the forecast starts flat, then picks up the rhythm and follows the wave.",
        default_spec("wave"),
        StackPlan(
            family="recurrent",
            blocks=(Block(units=16, cell="lstm"),),
            output_activation="linear",
        ),
        _training(0.01, "mse", 32),
    ),
    Starter(
        "recall",
        "Recall, GRU",
        "Press Play: at first it only guesses, then its gates learn to hold the first symbol.",
        default_spec("recall"),
        StackPlan(
            family="recurrent",
            blocks=(Block(units=16, cell="gru"),),
            output_activation="softmax",
        ),
        _training(0.01, _CROSS_ENTROPY, 32),
    ),
    Starter(
        "iris",
        "Iris",
        "Press Play: four measurements of a flower are enough to name its species.",
        default_spec("iris"),
        StackPlan(blocks=_dense(6), output_activation="softmax"),
        _training(0.01, _CROSS_ENTROPY),
    ),
    Starter(
        "next_word",
        "Next word",
        "Press Play, then type a beginning such as happy: which word comes next?",
        default_spec("next_word"),
        StackPlan(blocks=_dense(32), output_activation="softmax", embedding=12),
        _training(0.01, _CROSS_ENTROPY, 32),
    ),
)

STARTERS: Mapping[str, Starter] = MappingProxyType({item.name: item for item in _STARTERS})
"""All starters by name; the first is what a new visitor sees."""
