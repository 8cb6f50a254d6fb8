"""Worked examples of layers that treat values: weighing, activation, normalization, merging."""

from typing import Any

import numpy as np

from nnviz.core.worked.activation_values import activate
from nnviz.core.worked.example import ROW, STEPS, Example, Make, Numbers, weights

_THREE = np.array([2.0, -1.0, 0.5])
_FEW = 4
"""Units and the like that are shown at most."""
_BATCH = np.array([[1.0, 10.0, 0.0], [2.0, 20.0, 0.0], [3.0, 60.0, 0.0], [6.0, 30.0, 4.0]])


def _dense(values: dict[str, Any]) -> Example:
    units = min(values["units"], _FEW)
    kernel, bias = weights(3, units), np.array([0.5, -0.5, 0.0, 1.0])[:units]
    sums = _THREE @ kernel
    learned = [("weights", kernel)]
    if values["use_bias"]:
        sums, learned = sums + bias, [*learned, ("biases", bias)]
    note = "Each output is the sum of one column of weights times the inputs."
    output = activate(values["activation"], sums)
    return Example((_THREE,), output, note, tuple(learned))


def _embedding(values: dict[str, Any]) -> Example:
    tokens = np.array([2.0, 0.0, 3.0, 2.0])
    table = weights(5, min(values["output_dim"], _FEW))
    rows = table[tokens.astype(int)]
    note = "Every token looks up its row of the table: equal tokens get equal rows."
    return Example((tokens,), rows, note, (("table", table),))


def _encoding(values: dict[str, Any]) -> Example:
    tokens = np.array([1.0, 3.0, 3.0, 0.0])
    single = np.eye(5)[tokens.astype(int)]
    mode = values["output_mode"]
    merged = single if mode == "one_hot" else single.sum(axis=0)
    output = np.minimum(merged, 1) if mode == "multi_hot" else merged
    return Example((tokens,), output, "A vocabulary of 5 tokens, numbered from 0.")


def _places(values: dict[str, Any]) -> Example:
    del values
    table = weights(*STEPS.shape)
    note = "Every position gets a vector of its own added."
    return Example((STEPS,), STEPS + table, note, (("table", table),))


def _layer_scale(values: dict[str, Any]) -> Example:
    scale = np.full(3, values["init_values"])
    note = "Before training, every feature has the same scale."
    return Example((_THREE,), _THREE * scale, note, (("scales", scale),))


def _masking(values: dict[str, Any]) -> Example:
    steps = STEPS.copy()
    steps[2:4] = values["mask_value"]
    kept = (steps != values["mask_value"]).any(axis=-1, keepdims=True)
    return Example((steps,), np.where(kept, steps, 0.0), "The third and fourth steps are empty.")


def _identity(values: dict[str, Any]) -> Example:
    del values
    return Example((ROW,), ROW, "Nothing changes.")


def _activation(values: dict[str, Any]) -> Example:
    return Example(
        (ROW,), activate(values["activation"], ROW), "Each value is computed separately."
    )


def _relu(values: dict[str, Any]) -> Example:
    output = np.where(ROW > 0, ROW, values["negative_slope"] * ROW)
    limit = values["max_value"]
    return Example((ROW,), np.minimum(output, limit) if limit else output, _FLAT)


def _leaky_relu(values: dict[str, Any]) -> Example:
    return Example((ROW,), np.where(ROW > 0, ROW, values["negative_slope"] * ROW), _FLAT)


def _prelu(values: dict[str, Any]) -> Example:
    del values
    slopes = np.full(ROW.shape, 0.25)
    note = "The slopes for negative values are learned, one for each value; here all are 0.25."
    return Example((ROW,), np.where(ROW > 0, ROW, slopes * ROW), note, (("slopes", slopes),))


def _elu(values: dict[str, Any]) -> Example:
    negative = values["alpha"] * np.expm1(np.minimum(ROW, 0))
    return Example((ROW,), np.where(ROW > 0, ROW, negative), _FLAT)


def _softmax(values: dict[str, Any]) -> Example:
    del values
    return Example((ROW,), activate("softmax", ROW), "The outputs sum to 1.")


_FLAT = "Positive values pass unchanged; negative ones are made small."


def _batch(values: dict[str, Any]) -> Example:
    spread = np.sqrt(_BATCH.var(axis=0) + values["epsilon"])
    note = "Four examples: each column is centred and scaled over the batch, as during training."
    return Example((_BATCH,), (_BATCH - _BATCH.mean(axis=0)) / spread, note, batched=True)


def _scaled(part: Numbers, epsilon: float) -> Numbers:
    """Centre and scale the last axis."""
    spread = np.sqrt(part.var(axis=-1, keepdims=True) + epsilon)
    return (part - part.mean(axis=-1, keepdims=True)) / spread


def _layer(values: dict[str, Any]) -> Example:
    note = "Every row is centred and scaled separately."
    return Example((_BATCH,), _scaled(_BATCH, values["epsilon"]), note, batched=True)


def _group(values: dict[str, Any]) -> Example:
    groups = max(n for n in (1, 2, 4, 8) if n <= values["groups"])
    parts = _scaled(ROW.reshape(groups, -1), values["epsilon"])
    note = (
        f"{groups} group{'s' if groups > 1 else ''} of {8 // groups}, each normalized separately."
    )
    return Example((ROW,), parts.reshape(-1), note)


def _rms(values: dict[str, Any]) -> Example:
    size = np.sqrt((ROW**2).mean() + values["epsilon"])
    return Example((ROW,), ROW / size, "The mean of the squares is now 1.")


def _unit(values: dict[str, Any]) -> Example:
    del values
    return Example((_THREE,), _THREE / np.sqrt((_THREE**2).sum()), "The squares sum to 1.")


def _rescaling(values: dict[str, Any]) -> Example:
    scale, offset = values["scale"][0], values["offset"][0]
    return Example((ROW,), ROW * scale + offset, "The same two numbers for every value.")


def _merged(name: str) -> Make:
    other = np.array([3.0, 2.0, -1.0])

    def make(values: dict[str, Any]) -> Example:
        del values
        pair = np.stack([_THREE, other])
        output = {
            "add": pair.sum(axis=0), "subtract": _THREE - other, "multiply": _THREE * other,
            "average": pair.mean(axis=0), "maximum": pair.max(axis=0),
            "minimum": pair.min(axis=0), "concatenate": pair.reshape(-1),
        }[name]  # fmt: skip
        note = "One after the other." if name == "concatenate" else "Element by element."
        return Example((_THREE, other), output, note)

    return make


def _dot(values: dict[str, Any]) -> Example:
    first, second = _THREE, np.array([3.0, 2.0, -1.0])
    output = first @ second
    if values["normalize"]:
        output = output / np.sqrt((first @ first) * (second @ second))
    return Example((first, second), np.array([output]), "One number says how similar they are.")


def _dropout(values: dict[str, Any]) -> Example:
    rate = values["rate"]
    kept = np.random.default_rng(3).random(ROW.shape) >= rate
    note = (
        "One random draw during training; the values kept are divided by 1 - rate. Afterwards all "
        "are kept."
    )
    return Example((ROW,), ROW * kept / (1 - rate), note, chance=True)


def _noise(values: dict[str, Any]) -> Example:
    drawn = np.random.default_rng(3).normal(scale=values["stddev"], size=ROW.shape)
    return Example(
        (ROW,), ROW + drawn, "One random draw during training; none afterwards.", chance=True
    )


def _noisy_dropout(values: dict[str, Any]) -> Example:
    spread = np.sqrt(values["rate"] / (1 - values["rate"]))
    drawn = np.random.default_rng(3).normal(1.0, spread, size=ROW.shape)
    return Example(
        (ROW,), ROW * drawn, "One random draw during training; none afterwards.", chance=True
    )


def _sampling(values: dict[str, Any]) -> Example:
    mean, log_variance = np.array([1.0, -0.5, 0.0]), np.array([-2.0, -1.0, 0.0])
    drawn = np.random.default_rng(3).normal(size=mean.shape)
    cost = (mean**2 + np.exp(log_variance) - 1 - log_variance).sum() / 2
    note = (
        "Means, then log variances; the third is standard normal and costs nothing. One draw "
        f"during training; the KL divergence is {cost:.3f} nats, "
        f"{values['kl_weight'] * cost:.2g} of the loss."
    )
    output = mean + np.exp(log_variance / 2) * drawn
    return Example((mean, log_variance), output, note, chance=True)


def _attention(values: dict[str, Any]) -> Example:
    places = STEPS[:4]
    scores = places @ places.T
    if values["use_causal_mask"]:
        scores = np.where(np.tri(len(places), dtype=bool), scores, -1e9)
    note = (
        "Each step averages all steps, weighted by how well they match; here the sequence attends "
        "to itself."
    )
    return Example((places,), activate("softmax", scores) @ places, note)


VALUES: dict[str, Make] = {
    "dense": _dense, "embedding": _embedding, "category_encoding": _encoding,
    "position_embedding": _places, "layer_scale": _layer_scale, "masking": _masking,
    "identity": _identity, "activation": _activation, "relu": _relu, "leaky_relu": _leaky_relu,
    "prelu": _prelu, "elu": _elu, "softmax": _softmax, "batch_normalization": _batch,
    "layer_normalization": _layer, "group_normalization": _group, "rms_normalization": _rms,
    "unit_normalization": _unit, "rescaling": _rescaling, "dot": _dot, "dropout": _dropout,
    "gaussian_noise": _noise, "gaussian_dropout": _noisy_dropout, "sampling": _sampling,
    "attention": _attention,
    **{name: _merged(name) for name in ("add", "subtract", "multiply", "average", "maximum",
                                        "minimum", "concatenate")},
}  # fmt: skip
"""What makes the example of a kind."""
