"""A run as it is seen from outside: its states, its commands and what it reports."""

from dataclasses import dataclass, field
from typing import Literal, Unpack

import numpy as np
from numpy.typing import NDArray

from nnviz.core.run.live_settings import LIVE, LiveSettings
from nnviz.core.shapes.repair import Repair

RunState = Literal["created", "compiling", "running", "paused", "finished", "failed", "lost"]
Weights = dict[str, tuple[NDArray[np.float32], ...]]
"""Weight arrays by layer id, in the order in which Keras lists them."""


@dataclass(frozen=True, slots=True)
class Play:
    """Train until stopped."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop after the slice under way."""


@dataclass(frozen=True, slots=True)
class Step:
    """Train for one batch or to the end of the epoch, then pause."""

    unit: Literal["batch", "epoch"] = "epoch"


@dataclass(frozen=True, slots=True)
class Reset:
    """Go back to step 0: the same initial weights, or those of a new seed."""

    seed: int | None = None


@dataclass(frozen=True, slots=True, init=False)
class Set:
    """Change settings of a run without interrupting it; those that are not named stay as they are.

    Attributes:
        changes: The new values, each a keyword argument.

    Raises:
        TypeError: A setting cannot change while a run trains.
    """

    changes: LiveSettings

    def __init__(self, **changes: Unpack[LiveSettings]) -> None:
        if strange := sorted(changes.keys() - set(LIVE)):
            raise TypeError(f"expected settings among {', '.join(LIVE)}, received {strange[0]!r}")
        object.__setattr__(self, "changes", changes)


@dataclass(frozen=True, slots=True)
class SetWeight:
    """Set one number: weight array `array` of a layer, at `position`, becomes `value`."""

    layer: str
    array: int
    position: tuple[int, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Give:
    """An example that a visitor made: drawn, typed or photographed.

    Read-outs show it when they are asked for part `own`. It stays until another one is given.

    Attributes:
        values: One example as the network reads it, float32 `input_shape` (int32 for tokens).
    """

    values: NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class LookBack:
    """Show the run as it was at an earlier step; training pauses meanwhile.

    Attributes:
        step: The kept checkpoint that is nearest to it is shown; None returns to the present.
        replay: Whether to go on from there, checkpoint by checkpoint, to the present.
    """

    step: int | None = None
    replay: bool = False


Command = Play | Pause | Step | Reset | Set | SetWeight | Give | LookBack


@dataclass(frozen=True, slots=True)
class Metrics:
    """Loss and further metrics on training and test data at one checkpoint.

    Attributes:
        loss: Training loss, regularization not included.
        test_loss: The same on the test data.
        accuracy: Fraction of training examples classified correctly, 0 to 1; for regression the
            mean absolute error in the target's unit.
        test_accuracy: The same on the test data.
        r2: Share of the variance of a single value that is explained, at most 1; None elsewhere.
        test_r2: The same on the test data.
    """

    loss: float
    test_loss: float
    accuracy: float
    test_accuracy: float
    r2: float | None = None
    test_r2: float | None = None


@dataclass(frozen=True, slots=True)
class RunStatus:
    """The status of a run.

    Attributes:
        state: Where it stands.
        reason: In words, why it is in that state; empty when there is nothing to say.
        epoch: Epochs completed.
        step: Optimizer updates made.
        seconds: Time spent training.
        steps_per_second: Current rate, 0 when not running.
        device: For example `CPU`, the name of a GPU, or `CPU · JAX`.
        metrics: The latest, or None before the first.
        repairs: Changes that would help, when it failed.
        recovered: How often it went on in a fresh process.
        kept: Ids of the layers whose weights were taken over from the run before.
        playing: Whether it trains, or will as soon as it can.
        checkpoints: Steps whose weights are kept, so that they can be looked back at.
        steps_per_epoch: Steps in an epoch; 0 while that is not known.
        looking_back: Whether an earlier checkpoint is shown; `epoch` and `step` are then its.
        waiting: Its place in the line for a process, 1 being the next; 0 when it waits for none.
    """

    state: RunState
    reason: str = ""
    epoch: int = 0
    step: int = 0
    seconds: float = 0.0
    steps_per_second: float = 0.0
    device: str = "CPU"
    metrics: Metrics | None = None
    repairs: tuple[Repair, ...] = ()
    recovered: int = 0
    kept: tuple[str, ...] = ()
    playing: bool = False
    checkpoints: tuple[int, ...] = ()
    steps_per_epoch: int = 0
    looking_back: bool = False
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class ProbeRequest:
    """A read-out that a viewer wants with every frame.

    Attributes:
        key: Name under which its arrays appear in the frame, as `key/array`.
        probe: Name of the probe.
        options: What the probe is asked for.
    """

    key: str
    probe: str
    options: dict[str, bool | int | float | str] = field(
        default_factory=dict[str, bool | int | float | str]
    )
