"""All that is specific to JAX, except the loop: compiled reading, derivatives, devices.

JAX knows no variables: whatever a compiled function reads has to be given to it, because a value
that it merely refers to becomes a constant of it.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnviz.model.backends.backend import (
    DeviceArray,
    Gradient,
    HasVariables,
    Loop,
    Made,
    Program,
    Reader,
    Scorer,
)
from nnviz.model.backends.jax_loop import JaxLoop
from nnviz.model.backends.whole_loops import tiny

if TYPE_CHECKING:
    import keras

_NUMBERS = {"Zeros": 0, "Ones": 1}
_PARTS_OF_AN_OCTAVE = 4
_MOST_PROGRAMS = 1_000
_ONCE: dict[str, Any] = {"xla_backend_optimization_level": 0, "xla_cpu_use_fusion_emitters": False}
"""XLA options for a program that runs once: only compiling it takes time."""
_NOW_AND_THEN: dict[str, Any] = {"xla_cpu_use_fusion_emitters": False}
"""Options for one that runs now and then: as fast here, and compiled in two thirds of the time."""

Values = tuple[list[DeviceArray], list[DeviceArray]]
"""Values of a model's trainable variables and of its other ones."""


class JaxBackend:
    """The Backend on JAX. Many runs share a GPU: `engine.environment` forbids preallocation."""

    name = "JAX"
    races = False

    def __init__(self) -> None:
        import jax

        first = jax.devices()[0]
        self.device: str = "CPU" if first.platform == "cpu" else first.device_kind

    def make(self, build: Callable[[], Made]) -> Made:
        """Make a model or an optimizer; all of its variables are drawn by one program.

        Keras draws them one by one, and JAX would compile a program for each of their shapes.
        """
        import keras

        with keras.StatelessScope():
            made = build()
            _draw(made)
        return made

    def share(self, folder: Path) -> None:
        """Keep what is compiled from now on in a folder, and look there before compiling."""
        import jax

        with suppress(FileNotFoundError):  # Another process cleans up as well.
            files = sorted(folder.glob("*-cache"), key=lambda file: file.stat().st_mtime)
            for file in files[:-_MOST_PROGRAMS]:
                file.unlink()
        jax.config.update("jax_compilation_cache_dir", str(folder))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)

    def put(self, array: NDArray[Any]) -> DeviceArray:
        """Copy an array to the device."""
        import jax.numpy as jnp

        return jnp.array(array)

    def loop(self, program: Program, fused: bool = False) -> Loop:
        """Make a training loop. XLA compiles it with and without `fused`."""
        del fused
        return JaxLoop(program, whole=self.device == "CPU" and tiny(program))

    def reader(self, model: "keras.Model", layers: tuple[str, ...]) -> Reader:
        """Compile a function that gives the outputs of these layers, all in one call."""
        import keras

        wanted = {name: model.get_layer(name).output for name in layers}
        inner = keras.Model(model.inputs, wanted or {"outputs": model.outputs[0]})

        def read(values: Values, x: DeviceArray) -> list[DeviceArray]:
            outputs = inner.stateless_call(*values, x, training=False)[0]
            return [outputs[name] for name in layers or outputs]

        compiled = _compiled(read)

        def reading(x: DeviceArray) -> list[NDArray[Any]]:
            rows = len(x)
            outputs = compiled(_values(inner), _padded(np.asarray(x)))
            return [np.array(output)[:rows] for output in outputs]

        return reading

    def scorer(
        self, model: "keras.Model", loss: Callable[[Any, Any], Any], targets: DeviceArray
    ) -> Scorer:
        """Compile a function that gives the loss and the outputs."""
        del targets

        def score(values: Values, x: DeviceArray, y: DeviceArray) -> tuple[Any, DeviceArray]:
            outputs = model.stateless_call(*values, x, training=False)[0]
            return loss(y, outputs), outputs

        compiled = _compiled(score)

        def scored(x: DeviceArray, y: DeviceArray) -> tuple[float, NDArray[Any]]:
            value, outputs = compiled(_values(model), x, y)
            return float(value), np.array(outputs)

        return scored

    def gradient(
        self,
        function: Callable[..., Any],
        arrays: Sequence[DeviceArray],
        by: Sequence[int] = (),
        variables: "Sequence[keras.Variable]" = (),
    ) -> Gradient:
        """Compile the derivative of a function whose value is one number."""
        import jax
        import keras

        others = _variables_read(function, arrays)

        def differentiate(
            values: list[DeviceArray], chosen: list[DeviceArray], *given: DeviceArray
        ) -> tuple[DeviceArray, list[DeviceArray]]:
            def result(inputs: list[DeviceArray], chosen: list[DeviceArray]) -> DeviceArray:
                moved = list(given)
                for at, value in zip(by, inputs, strict=True):
                    moved[at] = value
                # Of a variable that is named twice, the last value counts.
                known = [*zip(others, values, strict=True), *zip(variables, chosen, strict=True)]
                with keras.StatelessScope(known):
                    return function(*moved)

            inputs = [given[at] for at in by]
            value, found = jax.value_and_grad(result, argnums=(0, 1))(inputs, chosen)
            return value, [*found[0], *found[1]]

        compiled = _compiled(differentiate)

        def differentiated(*given: DeviceArray) -> tuple[float, list[NDArray[Any]]]:
            now = [[one.value for one in group] for group in (others, variables)]
            value, found = compiled(*now, *given)
            return float(value), [np.array(one) for one in found]

        return differentiated


def _variables_read(
    function: Callable[..., Any], arrays: Sequence[DeviceArray]
) -> "list[keras.Variable]":
    """Return the variables whose values a function asks for, found by tracing it."""
    import jax
    import keras

    found: dict[int, keras.Variable] = {}

    class Noting(keras.StatelessScope):
        def get_current_value(self, variable: "keras.Variable") -> DeviceArray:
            found[id(variable)] = variable
            return super().get_current_value(variable)

    def traced(*given: DeviceArray) -> DeviceArray:
        with Noting():
            return function(*given)

    jax.eval_shape(traced, *arrays)
    return list(found.values())


def _draw(made: HasVariables) -> None:
    """Compute the first values of variables that wait for them, in one program.

    Those that begin with one number everywhere need no program.
    """
    import jax

    random: list[keras.Variable] = []
    for variable in made.variables:
        # None when it has its value already; a Keras that keeps it elsewhere draws it itself.
        start: Any = getattr(variable, "_initializer", None)
        number = _NUMBERS.get(type(start).__name__)
        if number is not None:
            variable._initializer = _returning(np.full(variable.shape, number, variable.dtype))
        elif start is not None:
            random.append(variable)
    if random:
        drawn = jax.jit(lambda: [one.value for one in random], compiler_options=_ONCE)()
        for variable, value in zip(random, drawn, strict=True):
            variable._initializer = _returning(value)


def _returning(value: DeviceArray) -> Callable[..., DeviceArray]:
    """Return an initializer that has drawn already."""

    def initializer(shape: tuple[int, ...], dtype: str | None = None) -> DeviceArray:
        del shape, dtype
        return value

    return initializer


def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile something that people look at during training goes on."""
    import jax

    return jax.jit(function, compiler_options=_NOW_AND_THEN)


def _values(model: "keras.Model") -> Values:
    """Return the present values of a model, trainable ones and others."""
    trainable = [variable.value for variable in model.trainable_variables]
    return trainable, [variable.value for variable in model.non_trainable_variables]


def _padded(x: NDArray[Any]) -> NDArray[Any]:
    """Repeat the last row until the number of rows is one of a few.

    A program is compiled for every number of rows. Four sizes an octave (..., 1024, 1280, 1536,
    1792, 2048, ...) waste at most a quarter of the work.
    """
    rows = len(x)
    part = 1 << max(0, rows.bit_length() - _PARTS_OF_AN_OCTAVE.bit_length())
    missing = -rows % part
    return np.concatenate([x, np.repeat(x[-1:], missing, axis=0)]) if missing else x
