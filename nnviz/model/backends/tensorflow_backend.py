"""All that is specific to TensorFlow: the compiled loop, compiled reading, devices."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnviz.model.backends.backend import DeviceArray, Gradient, Loop, Made, Program, Reader, Scorer
from nnviz.model.backends.tensorflow_updates import updating
from nnviz.model.backends.whole_loops import allow_whole_loops, tiny

if TYPE_CHECKING:
    import keras

_INDEX_VALUES = 65_536
_MOST_STEPS = 2_048


class TensorFlowBackend:
    """The Backend on TensorFlow. Many runs share a GPU, so none takes all of its memory."""

    name = "TensorFlow"
    races = True

    def __init__(self) -> None:
        import tensorflow as tf

        graphics = tf.config.list_physical_devices("GPU")
        for each in graphics:
            # A second session in this process finds the devices set up already.
            with suppress(RuntimeError):
                tf.config.experimental.set_memory_growth(each, True)
        details = tf.config.experimental.get_device_details(graphics[0]) if graphics else {}
        self.device: str = details.get("device_name", "GPU") if graphics else "CPU"

    def make(self, build: Callable[[], Made]) -> Made:
        """Make a model or an optimizer; TensorFlow draws each variable quickly by itself."""
        return build()

    def share(self, folder: Path) -> None:
        """Do nothing: TensorFlow cannot write compiled programs down."""

    def put(self, array: NDArray[Any]) -> DeviceArray:
        """Copy an array to the device."""
        import tensorflow as tf

        return tf.constant(array)

    def loop(self, program: Program, fused: bool = False) -> Loop:
        """Make a training loop; `fused` asks for XLA."""
        if fused and self.device == "CPU" and tiny(program):
            allow_whole_loops()
        return _TensorFlowLoop(program, fused)

    def reader(self, model: "keras.Model", layers: tuple[str, ...]) -> Reader:
        """Compile a function that gives the outputs of these layers, all in one call."""
        import keras
        import tensorflow as tf

        wanted = {name: model.get_layer(name).output for name in layers}
        inner = keras.Model(model.inputs, wanted or {"outputs": model.outputs[0]})

        @tf.function(input_signature=[_signature(model)], autograph=False)
        def read(x: tf.Tensor) -> list[tf.Tensor]:
            outputs = inner(x, training=False)
            return [outputs[name] for name in layers or outputs]

        return lambda x: [output.numpy() for output in read(x)]

    def scorer(
        self, model: "keras.Model", loss: Callable[[Any, Any], Any], targets: DeviceArray
    ) -> Scorer:
        """Compile a function that gives the loss and the outputs."""
        import tensorflow as tf

        def score(x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            outputs = model(x, training=False)
            return loss(y, outputs), outputs

        rows = tf.TensorSpec((None, *targets.shape[1:]), targets.dtype)
        compiled = tf.function(score, input_signature=[_signature(model), rows], autograph=False)

        def scored(x: DeviceArray, y: DeviceArray) -> tuple[float, NDArray[Any]]:
            value, outputs = compiled(x, y)
            return float(value), outputs.numpy()

        return scored

    def gradient(
        self,
        function: Callable[..., Any],
        arrays: Sequence[DeviceArray],
        by: Sequence[int] = (),
        variables: "Sequence[keras.Variable]" = (),
    ) -> Gradient:
        """Compile the derivative of a function whose value is one number."""
        import tensorflow as tf

        def differentiate(*given: tf.Tensor) -> tuple[tf.Tensor, Any]:
            values = [variable.value for variable in variables]
            with tf.GradientTape() as tape:
                watched = [given[at] for at in by]
                tape.watch(watched)
                result = function(*given)
            zero = tf.UnconnectedGradients.ZERO
            return result, tape.gradient(result, [*watched, *values], unconnected_gradients=zero)

        rows = [tf.TensorSpec((None, *a.shape[1:]) if a.ndim else (), a.dtype) for a in arrays]
        compiled = tf.function(differentiate, input_signature=rows, autograph=False)

        def differentiated(*given: DeviceArray) -> tuple[float, list[NDArray[Any]]]:
            value, found = compiled(*given)
            return float(value), [tf.convert_to_tensor(one).numpy() for one in found]

        return differentiated


def _signature(model: "keras.Model") -> Any:  # noqa: ANN401 - a tf.TensorSpec
    """Return the model's input for any number of rows."""
    import tensorflow as tf

    given = model.inputs[0]
    return tf.TensorSpec(given.shape, given.dtype)


class _TensorFlowLoop:
    """A `tf.while_loop` of optimizer steps inside one `tf.function`.

    As plain graph the index has as many rows as steps are asked for. XLA compiles again for
    every shape, so there the index is padded to the capacity and the number of steps is data.
    """

    def __init__(self, program: Program, fused: bool) -> None:
        import tensorflow as tf

        self.name = "XLA" if fused else "graph"
        self.capacity = max(1, min(_MOST_STEPS, _INDEX_VALUES // program.batch))
        rows = self.capacity if fused else None
        self._padded = np.zeros((self.capacity, program.batch), np.int32) if fused else None
        self._call = tf.function(
            _steps(program),
            input_signature=[
                tf.TensorSpec((rows, program.batch), tf.int32),
                tf.TensorSpec((), tf.int32),
            ],
            autograph=False,
            jit_compile=fused,
        )

    def run(self, index: NDArray[np.int32]) -> NDArray[np.float32]:
        """Train on these batches; see `Loop.run`."""
        import tensorflow as tf

        steps = len(index)
        if self._padded is not None:
            self._padded[:steps] = index
            index = self._padded
        done, losses = self._call(tf.constant(index), tf.constant(steps))
        return losses.numpy()[: int(done)]

    def prepare(self) -> None:
        """Compile by making no step at all, which leaves every variable as it is.

        Safe while another loop trains the same variables: the only thing that is executed
        writes nothing, and TensorFlow holds the variables' locks meanwhile.
        """
        import tensorflow as tf

        rows = self.capacity if self._padded is not None else 0
        batch = self._call.input_signature[0].shape[1]
        self._call(tf.zeros((rows, batch), tf.int32), tf.constant(0))


def _steps(program: Program) -> Callable[[Any, Any], Any]:
    """Return the function `(index, steps) -> (steps done, losses)` to be compiled."""
    import tensorflow as tf

    model = program.model
    trainable = model.trainable_variables
    update = updating(program.optimizer, trainable)

    def step(rows: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            outputs = model(tf.gather(program.x, rows), training=True)
            loss = program.loss(tf.gather(program.y, rows), outputs)
            # What layers add to the loss themselves, such as activity regularization.
            total = tf.add_n([loss + _regularization(program), *model.losses])
        update(tape.gradient(total, trainable))
        return loss

    def run(index: tf.Tensor, steps: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        def more(done: tf.Tensor, finite: tf.Tensor, losses: tf.TensorArray) -> tf.Tensor:
            del losses
            return tf.logical_and(done < steps, finite)

        def body(
            done: tf.Tensor, finite: tf.Tensor, losses: tf.TensorArray
        ) -> tuple[tf.Tensor, tf.Tensor, tf.TensorArray]:
            del finite
            loss = step(index[done])
            return done + 1, tf.math.is_finite(loss), losses.write(done, loss)

        size = index.shape[0] if index.shape[0] is not None else tf.shape(index)[0]
        losses = tf.TensorArray(tf.float32, size=size, element_shape=())
        state = (tf.constant(0), tf.constant(True), losses)
        done, _, losses = tf.while_loop(more, body, state, parallel_iterations=1)
        return done, losses.stack()

    return run


def _regularization(program: Program) -> Any:  # noqa: ANN401 - a scalar tensor, or 0
    """Return rate times the sum over the regularized kernels."""
    import tensorflow as tf

    if program.regularization == "none" or not program.kernels:
        return 0.0
    size = tf.abs if program.regularization == "l1" else tf.square
    sums = [tf.reduce_sum(size(tf.convert_to_tensor(kernel))) for kernel in program.kernels]
    return tf.convert_to_tensor(program.rate) * tf.add_n(sums)
