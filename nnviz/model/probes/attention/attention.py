"""Attention step by step: queries, keys, scores, softmax, values."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.families.attention import ATTENTION_KINDS, UNPROJECTED
from nnviz.core.run.frames import Payload
from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.params import Param
from nnviz.model.probes.probe import EXAMPLE, SPLIT, Live, Probe, ProbeMisfit, Values
from nnviz.model.probes.responses import LAYER, responses

MOST_TOKENS = 24
MOST_HEADS = 8
_HEAD = Param("head", "Head", 0, "Number of the head.", low=0, high=63, step=1)
_TOKEN = Param("token", "Token", 0, "The query position.", low=0, high=MOST_TOKENS - 1, step=1)


@dataclass(frozen=True, slots=True)
class Heads:
    """Everything that an attention layer computes (Vaswani et al. 2017, section 3.2).

    Attributes:
        query: `(heads, asking places, size)`.
        key: `(heads, places, size)`; heads of grouped queries share theirs.
        value: `(heads, places, size)`.
        scores: `(heads, asking places, places)`.
        weights: The same after mask and softmax: every row adds up to 1.
        context: `(heads, asking places, size)` values mixed by the weights.
        output: `(asking places, features)` the output of the layer.
    """

    query: NDArray[np.float32]
    key: NDArray[np.float32]
    value: NDArray[np.float32]
    scores: NDArray[np.float32]
    weights: NDArray[np.float32]
    context: NDArray[np.float32]
    output: NDArray[np.float32]


def attend(
    kind: str,
    arrays: tuple[NDArray[np.float32], ...],
    asking: NDArray[np.float32],
    answering: NDArray[np.float32],
    *,
    causal: bool,
) -> Heads:
    """Compute an attention layer from its weights.

    Args:
        kind: One of `nnviz.core.families.attention.ATTENTION_KINDS`.
        arrays: Its weights in Keras's order: with heads kernel and bias of query, key, value and
            output, or only the kernels; otherwise the scale, or nothing.
        asking: `(asking places, features)`.
        answering: `(places, features)`.
        causal: Whether a position sees itself and earlier positions only.
    """
    if kind in UNPROJECTED:
        query, key, value = asking[None], answering[None], answering[None]
        scores = _unprojected(kind, arrays, query, key)
    else:
        query, key, value = _projected(arrays, asking, answering)
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(np.float32(query.shape[-1]))
    seen = np.tri(len(asking), len(answering), dtype=bool) if causal else np.array(True)
    masked = np.where(seen, scores, -np.inf)
    raised = np.exp(masked - masked.max(axis=-1, keepdims=True))
    weights = raised / raised.sum(axis=-1, keepdims=True)
    context = weights @ value
    output = context[0] if kind in UNPROJECTED else _together(arrays, context)
    return Heads(query, key, value, scores, weights, context, output)


def _unprojected(
    kind: str,
    arrays: tuple[NDArray[np.float32], ...],
    query: NDArray[np.float32],
    key: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return scores `(1, asking places, places)` of layers that compare inputs as they are."""
    scale = arrays[0] if arrays else np.float32(1)
    if kind == "attention":
        return query @ key.transpose(0, 2, 1) * scale
    # Bahdanau, Cho and Bengio 2015, appendix A.1.2, without their matrices.
    return (np.tanh(query[:, :, None] + key[:, None]) * scale).sum(axis=-1)


def _split(
    arrays: tuple[NDArray[np.float32], ...],
) -> tuple[tuple[NDArray[np.float32], ...], tuple[NDArray[np.float32], ...]]:
    """Return the kernels and the biases of query, key, value and output; zeros for no bias."""
    if len(arrays) == 4:
        return arrays, (np.zeros(1, np.float32),) * 4
    return arrays[::2], arrays[1::2]


def _projected(
    arrays: tuple[NDArray[np.float32], ...],
    asking: NDArray[np.float32],
    answering: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return query, key and value of every head; several heads of the query may share the others'.

    Ainslie et al. 2023, "GQA: Training generalized multi-query transformer models".
    """
    kernels, biases = _split(arrays)
    query, key, value = (
        (np.einsum("tf,fhd->thd", given, kernels[place]) + biases[place]).transpose(1, 0, 2)
        for place, given in enumerate((asking, answering, answering))
    )
    shared = len(query) // len(key)
    return query, key.repeat(shared, axis=0), value.repeat(shared, axis=0)


def _together(
    arrays: tuple[NDArray[np.float32], ...], context: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the contexts of all heads, projected to `(asking places, features)`."""
    kernels, biases = _split(arrays)
    return np.einsum("htd,hdo->to", context, kernels[3]) + biases[3]


def heads_of(live: Live, name: str, x: NDArray[np.generic]) -> tuple[Heads, bool]:
    """Return what an attention layer computes for one example, and whether it is causal.

    Raises:
        ProbeMisfit: The layer is not an attention layer.
    """
    for index, layer in enumerate(live.network.layers):
        if layer.id == name and layer.kind in ATTENTION_KINDS:
            sources = live.network.sources(index)
            asking, answering = (responses(live, one, x)[0] for one in (sources[0], sources[-1]))
            causal = bool(layer_values(layer).get("use_causal_mask", False))
            arrays = live.weights().get(name, ())
            return attend(layer.kind, arrays, asking, answering, causal=causal), causal
    raise ProbeMisfit("This is not an attention layer, so no position in it attends to another.")


def _attention(live: Live, values: Values) -> dict[str, Payload]:
    x = live.example(values["split"], values["example"])
    found, causal = heads_of(live, values["layer"], x)
    head = min(values["head"], len(found.weights) - 1)
    token = min(values["token"], found.weights.shape[1] - 1)
    shown = found.weights[:MOST_HEADS, :MOST_TOKENS, :MOST_TOKENS]
    row = found.scores[head, token, :MOST_TOKENS].copy()
    masked = row.copy()
    if causal:
        masked[token + 1 :] = -np.inf
    return {
        "weights": np.ascontiguousarray(shown[:, ::-1]),
        "arcs": np.ascontiguousarray(found.weights[head, :MOST_TOKENS, :MOST_TOKENS]).reshape(-1),
        "query": found.query[head, token][None],
        "keys": np.ascontiguousarray(found.key[head, :MOST_TOKENS]),
        "values": np.ascontiguousarray(found.value[head, :MOST_TOKENS]),
        "scores": row,
        "masked": masked,
        "softmax": found.weights[head, token, :MOST_TOKENS].copy(),
        "context": found.context[head, token][None],
    }


ATTENTION = Probe(
    name="attention",
    sentence="Which positions attend to which in an attention layer, and the arithmetic for one "
    "token.",
    arrays={
        "weights": f"(heads, asking, places) after the softmax, last query first; at most "
        f"{MOST_HEADS} heads and {MOST_TOKENS} positions",
        "arcs": "(asking * places,) the same for the chosen head, first position first",
        "query": "(1, size) of the chosen token",
        "keys": "(places, size)",
        "values": "(places, size)",
        "scores": "(places,) how well each key matches the query",
        "masked": "(places,) the same; minus infinity where masked",
        "softmax": "(places,) the weights of the chosen token, adding up to 1",
        "context": "(1, size) the average of the values, weighted by these",
    },
    read=_attention,
    options=(LAYER, _HEAD, _TOKEN, SPLIT, EXAMPLE),
)
