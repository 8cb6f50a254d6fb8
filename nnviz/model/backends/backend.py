"""What nnviz needs beyond Keras itself, one implementation per Keras backend.

Keras has no portable way to run many optimizer steps in one compiled call, and `keras.ops` has
no gradients. Everything of that sort is behind these protocols.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.experiment import Regularization

if TYPE_CHECKING:
    import keras

DeviceArray = Any
"""An array that already lies on the computing device."""


class HasVariables(Protocol):
    """A model or an optimizer."""

    @property
    def variables(self) -> "list[keras.Variable]":
        """Return all of its variables."""
        ...


Made = TypeVar("Made", bound=HasVariables)


@dataclass(frozen=True, slots=True)
class Program:
    """What a compiled training loop repeats.

    Attributes:
        model: The live model.
        optimizer: Built for the model's trainable variables.
        loss: `(targets, outputs) -> scalar`, mean over the batch, without regularization.
        kernels: The variables that the regularization adds up.
        regularization: Which regularization.
        rate: Variable with the regularization's rate, so that it changes without recompiling.
        x: Training inputs `(n, *shape)` on the device.
        y: Encoded training targets on the device.
        batch: Rows in a batch.
    """

    model: "keras.Model"
    optimizer: "keras.optimizers.Optimizer"
    loss: Callable[[Any, Any], Any]
    kernels: tuple["keras.Variable", ...]
    regularization: Regularization
    rate: "keras.Variable"
    x: DeviceArray
    y: DeviceArray
    batch: int


class Loop(Protocol):
    """Many optimizer steps in one call.

    Attributes:
        name: `graph` or `XLA`.
        capacity: Steps that fit into one call.
    """

    name: str
    capacity: int

    def run(self, index: NDArray[np.int32]) -> NDArray[np.float32]:
        """Train on the batches that `index` `(steps, batch)` names, row numbers of the data.

        Returns:
            The data loss of each step made, `(done,)`; `done` is smaller than `steps` when a
            loss was not finite, which is then the last one.
        """
        ...

    def prepare(self) -> None:
        """Compile without training."""
        ...


Reader = Callable[[DeviceArray], list[NDArray[Any]]]
"""Inputs `(n, *shape)` on the device -> outputs of the asked layers, each `(n, ...)`."""

Scorer = Callable[[DeviceArray, DeviceArray], tuple[float, NDArray[Any]]]
"""Inputs and encoded targets -> mean loss without regularization, raw outputs `(n, outputs)`."""

Gradient = Callable[..., tuple[float, list[NDArray[Any]]]]
"""Arrays on the device -> value of a function, and its derivative by each thing asked for."""


class Backend(Protocol):
    """The services of one Keras backend.

    Attributes:
        name: As shown to people: `TensorFlow` or `JAX`.
        device: Where it computes, as shown to people: `CPU` or the name of the GPU.
        races: Whether `fused` makes another loop, so that the two can be compared.
    """

    name: str
    device: str
    races: bool

    def make(self, build: Callable[[], Made]) -> Made:
        """Make a model or an optimizer with the first values of its variables.

        Args:
            build: Makes it out of layers or adds variables to it, with initializers only.
        """
        ...

    def share(self, folder: Path) -> None:
        """Keep what is compiled from now on in a folder, and look there before compiling.

        Other processes may use the same folder at the same time. A backend that cannot write
        programs down leaves it empty.
        """
        ...

    def put(self, array: NDArray[Any]) -> DeviceArray:
        """Copy an array to the device."""
        ...

    def loop(self, program: Program, fused: bool = False) -> Loop:
        """Make a training loop; `fused` asks for the optimizing compiler (XLA)."""
        ...

    def reader(self, model: "keras.Model", layers: tuple[str, ...]) -> Reader:
        """Compile a function that gives the outputs of these layers, all in one call.

        Args:
            model: The model; its weights may change afterwards.
            layers: Their ids; none for what the model itself gives.
        """
        ...

    def scorer(
        self, model: "keras.Model", loss: Callable[[Any, Any], Any], targets: DeviceArray
    ) -> Scorer:
        """Compile a function that gives the loss and the outputs.

        Args:
            model: The live model.
            loss: `(targets, outputs) -> scalar`.
            targets: Encoded targets as they will come, for their shape and type.
        """
        ...

    def gradient(
        self,
        function: Callable[..., Any],
        arrays: Sequence[DeviceArray],
        by: Sequence[int] = (),
        variables: "Sequence[keras.Variable]" = (),
    ) -> Gradient:
        """Compile the derivative of a function whose value is one number.

        Args:
            function: `(*arrays) -> scalar`, made of Keras layers and operations.
            arrays: What it is called with, for shapes and types; the first axis may be another
                one in each call.
            by: Numbers of the arrays by which it is differentiated; they hold real numbers.
            variables: Variables by which it is differentiated too.

        Returns:
            `(*arrays) -> (value, derivatives)`: by the arrays in the order of `by`, then by the
            variables, each of the shape of what it is taken by; 0 where nothing depends on it.
        """
        ...
