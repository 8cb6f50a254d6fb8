"""Experiment: dataset with its options, network, training settings and seed."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from nnviz.core.spec.dataset import Task
from nnviz.core.spec.network import MAX_LAYERS, UNKNOWN_KIND, Name, NetworkSpec, Spec, Value

Optimizer = Literal["sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adam", "adamw"]
Loss = Literal["binary_crossentropy", "categorical_crossentropy", "mse", "mae", "huber", "hinge"]
Regularization = Literal["none", "l1", "l2"]
Rising = Literal["rising"]
Encoding = Literal["index", "one_hot", "zero_one", "sign", "value"]

OPTIMIZERS: dict[Optimizer, str] = {
    "sgd": "SGD",
    "momentum": "SGD with momentum 0.9",
    "nesterov": "SGD with Nesterov momentum 0.9",
    "rmsprop": "RMSprop",
    "adagrad": "Adagrad",
    "adam": "Adam",
    "adamw": "AdamW",
}
LOSSES: dict[Loss, str] = {
    "binary_crossentropy": "Binary cross-entropy",
    "categorical_crossentropy": "Categorical cross-entropy",
    "mse": "Mean squared error",
    "mae": "Mean absolute error",
    "huber": "Huber",
    "hinge": "Hinge",
}
TASK_LOSSES: dict[Task, tuple[Loss, ...]] = {
    "binary": ("binary_crossentropy", "mse", "mae", "huber", "hinge"),
    "multiclass": ("categorical_crossentropy", "mse", "mae"),
    "regression": ("mse", "mae", "huber"),
}


def losses_of(task: Task, places: tuple[int, ...] = ()) -> tuple[Loss, ...]:
    """Return the losses that fit a task, the usual one first.

    Where there is a class at every position, some of which do not count, only cross-entropy does.
    """
    return TASK_LOSSES[task][:1] if task == "multiclass" and places else TASK_LOSSES[task]


LEARNING_RATES = (
    0.00001, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0,
)  # fmt: skip
REGULARIZATION_RATES = (0.0, 0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
_NEVER_NEGATIVE = (
    "sigmoid", "hard_sigmoid", "softmax", "relu", "relu6", "softplus", "exponential",
)  # fmt: skip


Letters = Annotated[str, Field(max_length=257)]
"""What an option says of each column of a table, one letter each."""


class DataSpec(Spec):
    """Which dataset, and how it is made; everything is drawn from its own seed."""

    name: Name = "circle"
    options: Annotated[dict[Name, Value | Letters], Field(max_length=16)] = {}
    features: Annotated[tuple[Name, ...], Field(max_length=16)] = ()
    train_share: Annotated[float, Field(ge=0.1, le=0.9)] = 0.5
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class StopSpec(Spec):
    """When a run stops by itself; None means never for that reason.

    Attributes:
        loss: Stop when the training loss is at or below this.
        accuracy: Stop when the test accuracy is at or above this, 0 to 1.
        epochs: Stop after this many epochs.
        patience: Stop when the test loss has not improved for this many epochs.
    """

    loss: Annotated[float, Field(ge=0, le=1e6)] | None = None
    accuracy: Annotated[float, Field(ge=0, le=1)] | None = None
    epochs: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    patience: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


def _possible_speed(speed: float | Rising | None) -> float | Rising | None:
    """Refuse speeds that no run could keep; here, so that an error names the field alone."""
    if isinstance(speed, float) and not 0.1 <= speed <= 100_000:
        raise ValueError("a speed from 0.1 to 100,000 epochs per second")
    return speed


class TrainingSpec(Spec):
    """How the network is trained.

    Attributes:
        regularization: Regularization added to the loss: rate times the sum of absolute (`l1`) or
            squared (`l2`) kernel weights, biases excepted, as Keras regularizers do.
        speed: Epochs per second to aim at; None is flat out. `rising` begins at a rate at which a
            person can watch, and becomes faster (`core.run.rising`).
    """

    optimizer: Optimizer = "adam"
    loss: Loss = "binary_crossentropy"
    learning_rate: Annotated[float, Field(gt=0, le=100)] = 0.01
    batch_size: Annotated[int, Field(ge=1, le=1024)] = 10
    regularization: Regularization = "none"
    regularization_rate: Annotated[float, Field(ge=0, le=100)] = 0.0
    speed: Annotated[float | Rising | None, AfterValidator(_possible_speed)] = None
    stop: StopSpec = StopSpec()


def _trainable(network: NetworkSpec) -> NetworkSpec:
    """Refuse networks that are there to be looked at only."""
    if len(network.layers) > MAX_LAYERS:
        raise ValueError(f"at most {MAX_LAYERS} layers, received {len(network.layers)}")
    if strange := [layer.id for layer in network.layers if layer.kind == UNKNOWN_KIND]:
        raise ValueError(f"layers that nnviz knows, received '{strange[0]}', which it does not")
    return network


class Experiment(Spec):
    """All that is needed to make the same run again. `seed` draws weights, batches and dropout."""

    data: DataSpec
    network: Annotated[NetworkSpec, AfterValidator(_trainable)]
    training: TrainingSpec = TrainingSpec()
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


def encoding(task: Task, loss: Loss, output_activation: str) -> Encoding:
    """Say how targets are presented to the loss.

    Binary labels become 0 and 1 where the output is a probability or cannot be negative
    (sigmoid, ReLU), with the decision boundary at 0.5, and -1 and +1 where it can (tanh,
    linear), with the boundary at 0.

    Returns:
        `value` for regression, `index` for categorical cross-entropy, `one_hot` for other
        multiclass losses, `zero_one` or `sign` for binary.
    """
    if task == "regression":
        return "value"
    if task == "multiclass":
        return "index" if loss == "categorical_crossentropy" else "one_hot"
    if loss == "binary_crossentropy" or output_activation in _NEVER_NEGATIVE:
        return "zero_one"
    return "sign"
