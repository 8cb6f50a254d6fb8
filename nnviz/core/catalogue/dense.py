"""Fully connected layers, activations and the embedding of tokens."""

from typing import Any

from nnviz.core.catalogue.shared_params import INITIALIZER, MAX_UNITS, activation, units
from nnviz.core.kinds import Inference, LayerKind, Shape, product
from nnviz.core.params import Param


def _dense(shape: Shape, values: dict[str, Any]) -> Inference:
    size, outputs = shape[-1], values["units"]
    places = product(shape[:-1])
    text = f"{size} inputs \u00d7 {outputs} units + {outputs} biases"
    if places > 1:
        text += f", the same at each of {places} places"
    return Inference(
        (*shape[:-1], outputs), size * outputs + outputs, places * size * outputs, text
    )


def _activation(shape: Shape, values: dict[str, Any]) -> Inference:
    return Inference(shape, 0, 0, f"{values['activation']} of each value, nothing to learn")


def _embedding(shape: Shape, values: dict[str, Any]) -> Inference:
    words, size = values["input_dim"], values["output_dim"]
    return Inference((*shape, size), words * size, 0, f"{words} tokens \u00d7 {size} values each")


DENSE = (
    LayerKind(
        name="dense",
        label="Dense",
        category="core",
        keras_name="Dense",
        params=(
            units("Units", 4, "How many units the layer has."),
            activation(),
            INITIALIZER,
        ),
        ranks=(1, 2, 3),
        infer=_dense,
        sentence="Every unit adds up all inputs, each times its own weight, plus a bias.",
        formula=r"y = f(x W + b)",
        units="units",
    ),
    LayerKind(
        name="activation",
        label="Activation",
        category="core",
        keras_name="Activation",
        params=(activation("relu"),),
        ranks=(1, 2, 3),
        infer=_activation,
        sentence="Applies one function to every value.",
        formula=r"y = f(x)",
    ),
    LayerKind(
        name="embedding",
        label="Embedding",
        category="core",
        keras_name="Embedding",
        params=(
            Param(
                "input_dim",
                "Vocabulary",
                100,
                "How many different tokens there are.",
                low=1,
                high=50_000,
                step=1,
            ),
            Param(
                "output_dim",
                "Embedding size",
                8,
                "How many numbers stand for one token.",
                low=1,
                high=MAX_UNITS,
                step=1,
            ),
        ),
        ranks=(1,),
        infer=_embedding,
        sentence="Looks up a learned list of numbers for every token.",
        formula=r"y_t = E_{x_t}",
        units="output_dim",
        unit_word="feature",
        takes_tokens=True,
    ),
)
"""Core layers."""
