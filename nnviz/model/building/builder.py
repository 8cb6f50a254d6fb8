"""NetworkSpec -> keras.Model, with weights drawn from the experiment's seed."""

from typing import TYPE_CHECKING, Any

from nnviz.core.code.keras_calls import OWN, KerasCall, layer_call, layer_use
from nnviz.core.shapes.buildable import require_buildable
from nnviz.core.shapes.frozen import frozen_inside
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import INPUT, NetworkSpec
from nnviz.model.backends.current_backend import get_backend
from nnviz.model.building.statistics import follow_statistics

if TYPE_CHECKING:
    import keras


def realize(call: KerasCall) -> Any:  # noqa: ANN401 - a layer, loss, optimizer or initializer
    """Make the Keras object that a call describes."""
    import keras

    target: Any = keras
    path = call.target
    if path.startswith(OWN):
        from nnviz.model.building import custom_layers

        target, path = custom_layers, path.removeprefix(OWN)
    for name in path.split("."):
        target = getattr(target, name)
    return target(
        **{
            name: realize(value) if isinstance(value, KerasCall) else value
            for name, value in call.arguments.items()
        }
    )


def build(network: NetworkSpec, signature: DataSignature, seed: int) -> "keras.Model":
    """Build the network as a functional model whose layers are named by their ids.

    Equal seeds give equal weights, layer by layer; the weights of a layer do not depend on
    the sizes of the others.

    Args:
        network: The layers.
        signature: Shape of one example; token numbers are read as int32, all else float32.
        seed: Draws initial weights and dropout masks.

    Raises:
        SpecError: The layers do not fit together, or exceed the limits of `core.shapes.shapes`.
    """
    require_buildable(network, signature)
    return get_backend().make(lambda: _model(network, signature, seed))


def _model(network: NetworkSpec, signature: DataSignature, seed: int) -> "keras.Model":
    import keras

    dtype = "int32" if signature.tokens else "float32"
    inputs = keras.Input(signature.input_shape, dtype=dtype, name=INPUT)
    outputs = {INPUT: inputs}
    for index, layer in enumerate(network.layers):
        given, keywords = layer_use(layer, [outputs[name] for name in network.sources(index)])
        made = realize(layer_call(layer, index, seed))
        if hasattr(made, "finalize_state"):
            follow_statistics(made)
        outputs[layer.id] = made(*given, **keywords)
    model = keras.Model(inputs, outputs[network.layers[-1].id])
    for name in frozen_inside(network):
        # Its parts have not heard of it yet, and Keras passes on a change only.
        layer = model.get_layer(name)
        layer.trainable = True
        layer.trainable = False
    return model
