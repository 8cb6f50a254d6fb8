"""A live model as ONNX, which programs other than Keras can read.

The converter reads a TensorFlow graph, and writes even what ONNX cannot express. So
what it has written is checked, and a network that cannot be written is refused in words.
"""

import importlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnviz.core.errors import RunError

if TYPE_CHECKING:
    import keras

_DIFFERENCES = {"Erfc": ("Erf", True), "Expm1": ("Exp", False)}
"""What is 1 less than something, or something less 1: of what, and whether 1 comes first."""
_INSTEAD = "Save it as a Keras model, which holds the whole network."


def onnx_file(model: "keras.Model", path: Path) -> bytes:
    """Write a model with its weights as ONNX, and return the bytes.

    Args:
        model: The live model.
        path: A file that may be written.

    Raises:
        RunError: Keras runs on something else than TensorFlow, or ONNX cannot express a layer.
    """
    import keras

    if keras.backend.backend() != "tensorflow":
        raise RunError(
            "nnviz to run on TensorFlow, whose graphs the converter reads",
            f"Keras on {keras.backend.backend()}", _INSTEAD,
        )  # fmt: skip
    onnx = _installed("onnx")
    with _plain_statistics(model):
        answering(model).export(path, format="onnx", verbose=False)
    written = onnx.load(path)
    _put_otherwise(onnx, written.graph)
    try:
        onnx.checker.check_model(written, full_check=True)
    except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
        where = layer_named(str(error), [layer.name for layer in model.layers])
        raise RunError(
            "layers that ONNX can express",
            f"layer '{where}', which it cannot" if where else "one that it cannot", _INSTEAD,
        ) from error  # fmt: skip
    return written.SerializeToString()


def _installed(name: str) -> Any:  # noqa: ANN401 - packages without types, often not there
    return importlib.import_module(name)


def _put_otherwise(onnx: Any, graph: Any) -> None:  # noqa: ANN401 - onnx and its graph
    """Write what the converter leaves as TensorFlow's, as the difference of two things in ONNX.

    GELU and a few more activations are made of these.
    """
    helper, nodes, one = onnx.helper, [], "nnviz_one"
    for node in graph.node:
        if node.op_type not in _DIFFERENCES:
            nodes.append(node)
            continue
        operation, one_first = _DIFFERENCES[node.op_type]
        term = f"{node.output[0]}/term"
        terms = [one, term] if one_first else [term, one]
        nodes.append(helper.make_node(operation, node.input, [term], name=f"{node.name}/term"))
        nodes.append(helper.make_node("Sub", terms, node.output, name=node.name))
    if len(nodes) > len(graph.node):
        graph.initializer.append(helper.make_tensor(one, onnx.TensorProto.FLOAT, [], [1.0]))
        del graph.node[:]
        graph.node.extend(nodes)


def answering(model: "keras.Model") -> "keras.Model":
    """Return the model in inference mode: nothing random, nothing only for training.

    Layers that change images at random do so in Keras unless they get `training=False`, and a file
    cannot pass it.
    """
    import keras
    import numpy as np

    given = model.inputs[0]
    entry = keras.Input(given.shape[1:], dtype=given.dtype, name="input")
    found = keras.Model(entry, model(entry, training=False))
    # Keras exports only what has computed once.
    found(np.zeros((1, *given.shape[1:]), given.dtype))
    return found


@contextmanager
def _plain_statistics(model: "keras.Model") -> Iterator[None]:
    """Let mean and variance of `Normalization` be plain numbers for a while.

    As tensors, which are neither weights nor constants, they become inputs of the written network.
    """
    import keras
    import numpy as np

    def put(layer: Any, values: dict[str, Any]) -> None:  # noqa: ANN401 - Keras's
        for name, value in values.items():
            setattr(layer, name, value)

    found: list[tuple[Any, dict[str, Any]]] = [
        (layer, {name: getattr(layer, name) for name in ("mean", "variance")})
        for layer in model.layers
        if isinstance(layer, keras.layers.Normalization)
    ]
    try:
        for layer, values in found:
            put(layer, {name: np.asarray(value) for name, value in values.items()})
        yield
    finally:
        for layer, values in found:
            put(layer, values)


def layer_named(message: str, names: list[str]) -> str:
    """Return which layer a message of the checker is about; empty when it names none.

    Args:
        message: It names a node by its path, in which each layer's name has a number after it.
        names: Of the layers.
    """
    for part in re.findall(r"[\w.]+(?=/)", message):
        for name in (re.sub(r"_\d+$", "", part), part):
            if name in names:
                return name
    return ""
