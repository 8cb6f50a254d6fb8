"""Learning: the loss of the live model, its derivatives, and the optimizer's updates."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.run.head import Head
from nnviz.model.backends.backend import Backend, Gradient, Program
from nnviz.model.building.layer_weights import copies

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Learning:
    """Reads how a model learns without changing it; nothing is compiled before it is asked for.

    Args:
        backend: Compiles.
        program: Model, loss and optimizer as they train.
        head: How targets are encoded.
    """

    def __init__(self, backend: Backend, program: Program, head: Head) -> None:
        self.backend, self.program, self._head = backend, program, head
        self._compiled: dict[str, Gradient] = {}

    @property
    def variables(self) -> list[Any]:
        """The variables that training changes, in Keras's order."""
        return list(self.program.model.trainable_variables)

    @property
    def regularization_rate(self) -> float:
        """Rate of the regularization, 0 when there is none."""
        return 0.0 if self.program.regularization == "none" else float(self.program.rate.numpy())

    @property
    def learning_rate(self) -> float:
        """The learning rate at present."""
        return float(np.asarray(self.program.optimizer.learning_rate))

    def by_outputs(
        self, outputs: NDArray[Any], targets: NDArray[Any]
    ) -> tuple[float, NDArray[np.float32]]:
        """Return the loss of raw outputs `(n, outputs)` and its derivative by each of them."""
        arrays = [self.backend.put(outputs), self.backend.put(self._head.encode(targets))]
        compiled = self._gradient(
            "outputs", lambda found, wanted: self.program.loss(wanted, found), arrays, by=(0,)
        )
        value, (found,) = compiled(*arrays)
        return value, found

    def losses_along(
        self,
        centre: NDArray[Any],
        directions: NDArray[Any],
        offsets: NDArray[Any],
        x: NDArray[Any],
        targets: NDArray[Any],
    ) -> NDArray[np.float32]:
        """Return the loss at points around some weights, all in one compiled call.

        The live weights stay as they are.

        Args:
            centre: `(weights,)` all trained weights one after another, in Keras's order.
            directions: `(2, weights)`.
            offsets: `(places, 2)` how far along each direction.
            x: `(n, *shape)` the examples.
            targets: Their plain targets.

        Returns:
            float32 `(places,)`.
        """
        shares = np.ones(len(offsets), np.float32)
        plain = (shares, offsets, centre, *directions)
        arrays = [self.backend.put(np.asarray(one, np.float32)) for one in plain]
        arrays += [self.backend.put(x), self.backend.put(self._head.encode(targets))]
        # The derivative of a weighted sum by its weights: the losses themselves.
        return self._gradient("plane", self._weighted_losses, arrays, by=(0,))(*arrays)[1][0]

    def _weighted_losses(self, shares: Any, offsets: Any, *given: Any) -> Any:  # noqa: ANN401
        """Return the weighted sum of the losses for the arguments of `losses_along`."""
        from keras import ops

        centre, first, second, x, wanted = given
        model = self.program.model
        fixed = [variable.value for variable in model.non_trainable_variables]
        shapes = [tuple(variable.shape) for variable in model.trainable_variables]
        ends = np.cumsum([int(np.prod(shape)) for shape in shapes])

        def loss(offset: Any) -> Any:  # noqa: ANN401 - a scalar tensor
            moved = centre + offset[0] * first + offset[1] * second
            weights = [
                ops.reshape(moved[end - int(np.prod(shape)) : end], shape)
                for end, shape in zip(ends.tolist(), shapes, strict=True)
            ]
            outputs, _ = model.stateless_call(weights, fixed, x, training=False)
            return self.program.loss(wanted, outputs)

        return ops.sum(shares * ops.stop_gradient(ops.map(loss, offsets)))

    def by_weights(
        self, x: NDArray[Any], targets: NDArray[Any]
    ) -> tuple[float, list[NDArray[np.float32]]]:
        """Return the mean loss of some examples, and its derivative by every trained variable.

        The regularization is not part of either; dropout is off, and normalization uses its moving
        statistics, so that the same weights always give the same numbers.
        """
        arrays = [self.backend.put(x), self.backend.put(self._head.encode(targets))]
        model = self.program.model
        compiled = self._gradient(
            "weights",
            lambda rows, wanted: self.program.loss(wanted, model(rows, training=False)),
            arrays,
            variables=self.variables,
        )
        return compiled(*arrays)

    def regularization_gradient(self) -> list[NDArray[Any]]:
        """Return the derivative of the regularization by every trained variable."""
        regularized = {id(kernel) for kernel in self.program.kernels}
        slope = np.sign if self.program.regularization == "l1" else lambda kernel: 2 * kernel
        rate = self.regularization_rate
        return [
            rate * slope(value) if id(variable) in regularized and rate else np.zeros_like(value)
            for variable, value in zip(self.variables, copies(self.variables), strict=True)
        ]

    def update(self, gradients: "Sequence[NDArray[Any]]") -> list[NDArray[np.float32]]:
        """Return what the optimizer would add to every trained variable, its momenta as they are.

        The step is really made on the live variables and taken back, so it is exact for every
        optimizer; nobody can look in between.
        """
        optimizer, variables = self.program.optimizer, self.variables
        touched = [*variables, *optimizer.variables]
        before = copies(touched)
        given = [self.backend.put(np.asarray(one, np.float32)) for one in gradients]
        optimizer.apply(given, variables)
        after = copies(variables)
        for variable, value in zip(touched, before, strict=True):
            variable.assign(value)
        return [new - old for new, old in zip(after, before, strict=False)]

    def _gradient(
        self,
        name: str,
        function: "Callable[..., Any]",
        arrays: list[Any],
        by: tuple[int, ...] = (),
        variables: "Sequence[Any]" = (),
    ) -> Gradient:
        if name not in self._compiled:
            self._compiled[name] = self.backend.gradient(function, arrays, by, variables)
        return self._compiled[name]
