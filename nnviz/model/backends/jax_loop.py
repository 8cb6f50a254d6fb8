"""The training loop on JAX: many optimizer steps in one program compiled by XLA.

The program is given all values and returns the new ones, which are written back into Keras's
variables after every call.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.model.backends.backend import DeviceArray, Program

_INDEX_VALUES = 65_536
_MOST_STEPS = 2_048
_WHOLE: dict[str, Any] = {"xla_cpu_experimental_ynn_fusion_type": ""}
"""No calls of a library for matrix products, which keep XLA from making a loop one function."""

State = tuple[list[DeviceArray], list[DeviceArray], list[DeviceArray]]
"""Values of the trainable variables, of the model's other ones, and of the optimizer's."""


class JaxLoop:
    """A `jax.lax.while_loop` of optimizer steps inside one compiled program.

    XLA compiles again for every shape, so the index is padded to the capacity and the number of
    steps is data. The program takes over the memory of the values it is given (donation).

    Args:
        program: What is repeated.
        whole: Whether the loop is to be one function, which pays for tiny networks on a CPU.
    """

    def __init__(self, program: Program, whole: bool) -> None:
        import jax

        self.name = "XLA"
        self.capacity = max(1, min(_MOST_STEPS, _INDEX_VALUES // program.batch))
        self._program = program
        self._padded = np.zeros((self.capacity, program.batch), np.int32)
        model = program.model
        self._variables = (
            model.trainable_variables, model.non_trainable_variables, program.optimizer.variables,
        )  # fmt: skip
        self._traced = jax.jit(_steps(program), donate_argnums=0)
        self._options = dict(_WHOLE) if whole else {}
        self._compiled: Callable[..., Any] | None = None

    def run(self, index: NDArray[np.int32]) -> NDArray[np.float32]:
        """Train on these batches; see `Loop.run`."""
        compiled = self._compiled or self._compile()
        steps = len(index)
        self._padded[:steps] = index
        done, losses, state = compiled(*self._arguments(steps))
        for variables, values in zip(self._variables, state, strict=True):
            for variable, value in zip(variables, values, strict=True):
                variable.assign(value)
        return np.array(losses)[: int(done)]

    def prepare(self) -> None:
        """Compile without running anything."""
        self._compile()

    def _compile(self) -> Callable[..., Any]:
        lowered = self._traced.lower(*self._arguments(0))
        self._compiled = lowered.compile(compiler_options=self._options)
        return self._compiled

    def _arguments(self, steps: int) -> tuple[Any, ...]:
        """Return what the program is called with: the state, what stays, what is to be done."""
        program = self._program
        state = tuple([v.value for v in variables] for variables in self._variables)
        return state, program.rate.value, program.x, program.y, self._padded, np.int32(steps)


def _steps(program: Program) -> Callable[..., Any]:
    """Return the function to be compiled.

    It maps `(state, rate, x, y, index, steps)` to `(steps done, losses, state)`. The data are
    given as well: what a program merely refers to becomes a constant of it.
    """
    import jax
    import jax.numpy as jnp

    step = _step(program)

    def run(
        state: State, rate: DeviceArray, x: DeviceArray, y: DeviceArray, index: DeviceArray,
        steps: DeviceArray,
    ) -> tuple[DeviceArray, DeviceArray, State]:  # fmt: skip
        def more(carry: tuple[Any, ...]) -> DeviceArray:
            done, finite, *_ = carry
            return jnp.logical_and(done < steps, finite)

        def body(carry: tuple[Any, ...]) -> tuple[Any, ...]:
            done, _, losses, state = carry
            rows = index[done]
            batch = (jnp.take(x, rows, axis=0, mode="clip"), jnp.take(y, rows, axis=0, mode="clip"))
            loss, state = step(state, rate, *batch)
            return done + 1, jnp.isfinite(loss), losses.at[done].set(loss), state

        start = (jnp.int32(0), jnp.bool_(True), jnp.zeros(len(index), jnp.float32), state)
        done, _, losses, state = jax.lax.while_loop(more, body, start)
        return done, losses, state

    return run


def _step(program: Program) -> Callable[..., tuple[Any, State]]:
    """Return one optimizer step, `(state, rate, x, y) -> (loss without regularization, state)`."""
    import jax

    model, optimizer = program.model, program.optimizer
    regularization = _regularization(program)

    def step(
        state: State, rate: DeviceArray, x: DeviceArray, y: DeviceArray
    ) -> tuple[DeviceArray, State]:
        trainable, others, moments = state

        def total(trainable: list[Any]) -> tuple[Any, tuple[Any, list[Any], list[Any]]]:
            outputs, kept, after, added = _called(model, trainable, others, x)
            loss = program.loss(y, outputs)
            # `added` is what layers add to the loss themselves, such as activity regularization.
            return loss + regularization(trainable, rate) + sum(added), (loss, kept, after)

        gradients, (loss, kept, others) = jax.grad(total, has_aux=True)(trainable)
        trainable, moments = optimizer.stateless_apply(moments, gradients, kept)
        return loss, (trainable, others, moments)

    return step


def _called(
    model: Any,  # noqa: ANN401 - Keras's model
    trainable: list[DeviceArray],
    others: list[DeviceArray],
    x: DeviceArray,
) -> tuple[Any, list[Any], list[Any], list[Any]]:
    """Call a model for training; return its outputs, all values after the call, and losses added.

    Keras's `stateless_call` gives back what layers have set of the other variables only; spectral
    normalization sets the kernel that is trained.
    """
    import keras

    learned, fixed = model.trainable_variables, model.non_trainable_variables
    pairs = [*zip(learned, trainable, strict=True), *zip(fixed, others, strict=True)]
    with keras.StatelessScope(state_mapping=pairs, collect_losses=True) as scope:
        outputs = model.call(x, training=True)
        added = model.losses
    kept = [scope.get_current_value(variable) for variable in learned]
    return outputs, kept, [scope.get_current_value(variable) for variable in fixed], added


def _regularization(program: Program) -> Callable[[list[Any], Any], Any]:
    """Return the function that gives rate times the sum over the regularized kernels."""
    import jax.numpy as jnp

    regularized = {id(kernel) for kernel in program.kernels}
    places = [
        place
        for place, variable in enumerate(program.model.trainable_variables)
        if id(variable) in regularized
    ]
    size = jnp.abs if program.regularization == "l1" else jnp.square

    def regularization(trainable: list[DeviceArray], rate: DeviceArray) -> DeviceArray:
        if program.regularization == "none" or not places:
            return 0.0
        return rate * sum(size(trainable[place]).sum() for place in places)

    return regularization
