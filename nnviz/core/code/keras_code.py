"""Keras code of an experiment: a script that runs by itself, written without importing Keras.

It is put together from names that the catalogue knows and from literals of checked values,
so nothing that a user typed becomes code.
"""

import re

from nnviz.core.code.custom_layers import own_layer_source
from nnviz.core.code.keras_calls import (
    layer_call,
    layer_use,
    loss_call,
    optimizer_call,
    own_classes,
    regularizer_call,
)
from nnviz.core.run.head import Head, head
from nnviz.core.shapes.buildable import require_buildable
from nnviz.core.shapes.frozen import frozen_inside
from nnviz.core.shapes.shapes import layer_kind
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.network import INPUT, NetworkSpec

_TOP = '''"""A network assembled in nnviz: build it, train it, evaluate it.

Needs keras, tensorflow and numpy. `{data}` is next to this file and holds the arrays
x_train, y_train, x_test and y_test, the targets encoded as the loss reads them.
"""

import json
from pathlib import Path

import keras
import numpy as np

SEED = {seed}
EPOCHS = {epochs}
BATCH_SIZE = {batch}

data = np.load(Path(__file__).with_name("{data}"))
x_train, y_train = data["x_train"], data["y_train"]
x_test, y_test = data["x_test"], data["y_test"]

'''

_BOTTOM = '''


def evaluate(x, y):
    """Return the loss without regularization, and {measure}."""
    outputs = model.predict_on_batch(x)
    return float(loss(y, outputs)), float(np.mean({formula}))


losses = {{"loss": [], "test_loss": [], "{name}": [], "test_{name}": []}}
order = np.random.default_rng(SEED)
batch = min(BATCH_SIZE, len(x_train))
rows = len(x_train) // batch * batch
for epoch in range(EPOCHS):
    # All batches have the same size; the rows left over are skipped, different ones each epoch.
    chosen = order.permutation(len(x_train))[:rows]
    model.fit(x_train[chosen], y_train[chosen], batch_size=batch, shuffle=False, verbose=0)
    for part, x, y in (("", x_train, y_train), ("test_", x_test, y_test)):
        value, measure = evaluate(x, y)
        losses[part + "loss"].append(value)
        losses[part + "{name}"].append(measure)
    print(f"epoch {{epoch + 1}}: loss {{losses['loss'][-1]:.4f}}, test loss {{value:.4f}}")

print(json.dumps(losses))
'''

_FORMULAS = {
    "index": "outputs.argmax(axis=1) == y",
    "one_hot": "outputs.argmax(axis=1) == y.argmax(axis=1)",
    "zero_one": "(outputs > 0.5) == (y > 0.5)",
    "sign": "(outputs > 0) == (y > 0)",
    "value": "np.abs(outputs - y)",
}


def data_name(script: str) -> str:
    """Return the name of the file with the data of a script, such as `spiral.npz` of `spiral.py`.

    Args:
        script: Name of the script; only plain letters, digits, - and _ of it are kept.
    """
    stem = re.sub(r"[^A-Za-z0-9_-]+", "_", script.rsplit(".", maxsplit=1)[0]).strip("_")[:60]
    return f"{stem or 'data'}.npz"


def keras_script(
    experiment: Experiment, signature: DataSignature, epochs: int, data: str = "data.npz"
) -> str:
    """Write a Python script that builds, trains and evaluates what the experiment says.

    Layers get the same initial weights, and the batches the same order, as in a run of the
    experiment. The last line that the script prints is JSON: loss and accuracy (for regression
    the mean absolute error) on all training and test data after every epoch.

    Args:
        experiment: What to write.
        signature: Shape and task of its data.
        epochs: Epochs the script trains for.
        data: Name of the file with the data, made by `data_name`.

    Raises:
        SpecError: The network cannot be built for these data.
    """
    require_buildable(experiment.network, signature)
    training = experiment.training
    meaning = head(experiment.network, signature, training.loss)
    top = _TOP.format(seed=experiment.seed, epochs=int(epochs), batch=training.batch_size,
                      data=data)  # fmt: skip
    compiling = [
        f"loss = {loss_call(training.loss, meaning).source()}",
        f"optimizer = {optimizer_call(training.optimizer, training.learning_rate).source()}",
        "model.compile(optimizer=optimizer, loss=loss, jit_compile=False)",
        "model.summary()",
    ]
    lines = [*_own_layers(experiment), *_network(experiment, signature), *compiling]
    return top + "\n".join(lines) + _bottom(meaning)


def _own_layers(experiment: Experiment) -> list[str]:
    """Write the classes of layers that Keras does not have."""
    kinds = (layer_kind(layer) for layer in experiment.network.layers)
    names = sorted({name for kind in kinds for name in own_classes(kind)})
    return [part for name in names for part in ("", own_layer_source(name), "", "")]


def _network(experiment: Experiment, signature: DataSignature) -> list[str]:
    """Write the lines that build the model."""
    training = experiment.training
    regularization = regularizer_call(training.regularization, training.regularization_rate)
    dtype = "int32" if signature.tokens else "float32"
    lines = [f'inputs = keras.Input({signature.input_shape!r}, dtype="{dtype}", name="{INPUT}")']
    network = experiment.network
    names = _variables(network)
    for index, layer in enumerate(network.layers):
        call = layer_call(layer, index, experiment.seed, regularization).source()
        given, keywords = layer_use(layer, [names[name] for name in network.sources(index)])
        written = [f"[{', '.join(one)}]" if isinstance(one, list) else one for one in given]
        written += [f"{name}={value!r}" for name, value in keywords.items()]
        lines.append(f"{names[layer.id]} = {call}({', '.join(written)})")
    lines.append(f"model = keras.Model(inputs, {names[network.layers[-1].id]})")
    for name in frozen_inside(network):
        lines += [
            "# Its parts do not know yet, and Keras passes on only a change.",
            f'model.get_layer("{name}").trainable = True',
            f'model.get_layer("{name}").trainable = False',
        ]
    return [*lines, ""]


def _variables(network: NetworkSpec) -> dict[str, str]:
    """Return the variable of each layer: `x` in a stack, names of layers where there are branches.

    A layer's id is neither a Python keyword nor a name in the script with an underscore after it.
    """
    named = {layer.id: "x" if network.is_stack else f"{layer.id}_" for layer in network.layers}
    return {INPUT: "inputs", **named}


def _bottom(meaning: Head) -> str:
    """Write the part that trains and evaluates."""
    regression = meaning.task == "regression"
    formula = _FORMULAS[meaning.encoding]
    name = "error" if regression else "accuracy"
    measure = "the mean absolute error" if regression else "the accuracy"
    limit = "0" if meaning.from_logits or meaning.encoding == "sign" else "0.5"
    if meaning.from_logits and meaning.task == "binary":
        formula = "(outputs > 0) == (y > 0.5)"
    if meaning.places and meaning.task == "multiclass":
        formula = "(outputs.argmax(axis=-1) == y)[y >= 0]"
    if meaning.places and meaning.task == "binary":
        name, measure = "overlap", "the overlap of the predicted mask with the true one (IoU)"
        found, wanted = f"(outputs > {limit})", "(y > 0.5)"
        formula = f"np.sum({found} & {wanted}) / np.sum({found} | {wanted})"
    return _BOTTOM.format(
        measure=measure,
        name=name,
        formula=formula,
    )
