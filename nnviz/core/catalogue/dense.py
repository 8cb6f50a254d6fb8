"""Fully connected layers and what they learn from: tokens, positions, single scales."""

from typing import Any

from nnviz.core.catalogue.rules.shared_params import BIAS, INITIALIZER, MAX_UNITS, activation, units
from nnviz.core.spec.kinds import Inference, LayerKind, Shape, product
from nnviz.core.spec.params import Param


def _dense(shape: Shape, values: dict[str, Any]) -> Inference:
    size, outputs = shape[-1], values["units"]
    places = product(shape[:-1])
    biases = outputs if values["use_bias"] else 0
    text = f"{size} inputs \u00d7 {outputs} units{f' + {biases} biases' if biases else ''}"
    if places > 1:
        text += f", the same at each of {places} positions"
    macs = places * size * outputs
    work = f"{size} inputs \u00d7 {outputs} units"
    work += f" \u00d7 {places} positions" if places > 1 else ""
    return Inference((*shape[:-1], outputs), size * outputs + biases, macs, text, work=work)


def _embedding(shape: Shape, values: dict[str, Any]) -> Inference:
    words, size = values["input_dim"], values["output_dim"]
    return Inference((*shape, size), words * size, 0, f"{words} tokens \u00d7 {size} values each")


def _places(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    steps, size = shape
    return Inference(shape, steps * size, 0, f"{size} values to add at each of {steps} positions")


def _scale(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    return Inference(shape, shape[-1], 0, f"one scale for each of {shape[-1]} features")


def _encoding(shape: Shape, values: dict[str, Any]) -> Inference:
    words, (places,) = values["num_tokens"], shape
    if values["output_mode"] == "one_hot":
        output = (words,) if places == 1 else (places, words)
        return Inference(output, 0, 0, f"a 1 among {words} values for each of {places} tokens")
    return Inference((words,), 0, 0, f"{places} tokens become one vector of {words} values")


def _same(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    return Inference(shape, 0, 0, "the same values, nothing to learn")


def _masking(shape: Shape, values: dict[str, Any]) -> Inference:
    text = f"steps whose {shape[-1]} values are all {values['mask_value']:g} are skipped"
    return Inference(shape, 0, 0, text)


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
        sentence="Each unit computes a weighted sum of all its inputs and adds a bias.",
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
                "How many numbers represent one token.",
                low=1,
                high=MAX_UNITS,
                step=1,
            ),
        ),
        ranks=(1,),
        infer=_embedding,
        sentence="Looks up a learned vector for every token.",
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
        sentence="Adds a learned vector at every position, so that attention can tell positions "
        "apart.",
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
                "init_values", "Initial scale", 1e-6, "The value of every scale before training.",
                low=0.0, high=1.0, step=0.01,
            ),
        ),
        ranks=(1, 2, 3, 4),
        infer=_scale,
        sentence="Multiplies every feature by a learned scale that starts near 0.",
        formula=r"y = \gamma \odot x",
        own=True,
    ),
    LayerKind(
        name="category_encoding",
        label="Category encoding",
        category="core",
        keras_name="CategoryEncoding",
        params=(
            Param(
                "num_tokens", "Vocabulary", 100, "How many different tokens there are.",
                low=1, high=50_000, step=1,
            ),
            Param(
                "output_mode", "Output mode", "multi_hot",
                "Which tokens occur (multi-hot), how often each occurs (count), or a one-hot "
                "vector for every position.",
                choices=("multi_hot", "count", "one_hot"),
            ),
        ),
        ranks=(1,),
        infer=_encoding,
        sentence="Turns token numbers into one value for each token of the vocabulary.",
        formula=r"y_w = [\,w \text{ occurs in } x\,]",
        takes_tokens=True,
    ),
    LayerKind(
        name="masking",
        label="Masking",
        category="core",
        keras_name="Masking",
        params=(
            Param(
                "mask_value", "Mask value", 0.0,
                "Recurrent layers and attention skip a step whose values all equal this one.",
                low=-1e6, high=1e6, step=0.5,
            ),
        ),
        ranks=(2,),
        infer=_masking,
        sentence="Masks the empty steps of a sequence, so that later layers skip them.",
        formula=r"m_t = [\,x_t \neq v\,],\quad y_t = m_t\,x_t",
    ),
    LayerKind(
        name="identity",
        label="Identity",
        category="core",
        keras_name="Identity",
        params=(),
        ranks=(1, 2, 3, 4, 5),
        infer=_same,
        sentence="Passes its input on unchanged, for example to give it a name.",
        formula=r"y = x",
    ),
)  # fmt: skip
"""Core layers."""
