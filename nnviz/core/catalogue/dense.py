"""Fully connected layers and what they learn from: tokens, places, single scales."""

from typing import Any

from nnviz.core.catalogue.shared_params import BIAS, INITIALIZER, MAX_UNITS, activation, units
from nnviz.core.kinds import Inference, LayerKind, Shape, product
from nnviz.core.params import Param


def _dense(shape: Shape, values: dict[str, Any]) -> Inference:
    size, outputs = shape[-1], values["units"]
    places = product(shape[:-1])
    biases = outputs if values["use_bias"] else 0
    text = f"{size} inputs \u00d7 {outputs} units{f' + {biases} biases' if biases else ''}"
    if places > 1:
        text += f", the same at each of {places} places"
    return Inference((*shape[:-1], outputs), size * outputs + biases, places * size * outputs, text)


def _embedding(shape: Shape, values: dict[str, Any]) -> Inference:
    words, size = values["input_dim"], values["output_dim"]
    return Inference((*shape, size), words * size, 0, f"{words} tokens \u00d7 {size} values each")


def _places(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    steps, size = shape
    return Inference(shape, steps * size, 0, f"{size} values to add at each of {steps} places")


def _scale(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    return Inference(shape, shape[-1], 0, f"one scale for each of {shape[-1]} features")


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
            BIAS,
        ),
        ranks=(1, 2, 3, 4),
        infer=_dense,
        sentence="Every unit adds up all inputs, each times its own weight, plus a bias.",
        formula=r"y = f(x W + b)",
        units="units",
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
    LayerKind(
        name="position_embedding",
        label="Position embedding",
        category="core",
        keras_name="PositionEmbedding",
        params=(),
        ranks=(2,),
        infer=_places,
        sentence="Adds learned numbers to every place, so that attention can tell places apart.",
        formula=r"y_t = x_t + P_t",
        seeded=True,
        own=True,
    ),
    LayerKind(
        name="layer_scale",
        label="Layer scale",
        category="core",
        keras_name="LayerScale",
        params=(
            Param(
                "init_values", "Start", 1e-6, "What every scale is before training.",
                low=0.0, high=1.0, step=0.01,
            ),
        ),
        ranks=(1, 2, 3, 4),
        infer=_scale,
        sentence="Multiplies every feature by a learned number, which begins near 0.",
        formula=r"y = \gamma \odot x",
        own=True,
    ),
)  # fmt: skip
"""Core layers."""
