"""Multi-head attention taken apart: queries, keys, scores, softmax, values."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.frames import Payload
from nnviz.core.params import Param
from nnviz.core.shapes import layer_values
from nnviz.model.probes.probe import EXAMPLE, PART, Live, Probe, ProbeMisfit, Values
from nnviz.model.probes.responses import LAYER, responses

MOST_TOKENS = 24
MOST_HEADS = 8
_HEAD = Param("head", "Head", 0, "Number of the head.", low=0, high=63, step=1)
_TOKEN = Param("token", "Token", 0, "The place that asks.", low=0, high=MOST_TOKENS - 1, step=1)


@dataclass(frozen=True, slots=True)
class Heads:
    """Everything that multi-head attention computes (Vaswani et al. 2017, section 3.2).

    Attributes:
        query: `(heads, asking places, size)`.
        key: `(heads, places, size)`.
        value: `(heads, places, size)`.
        scores: `(heads, asking places, places)` query times key by the root of the size.
        weights: The same after mask and softmax: every row adds up to 1.
        context: `(heads, asking places, size)` values mixed by the weights.
        output: `(asking places, features)` the contexts of all heads, projected.
    """

    query: NDArray[np.float32]
    key: NDArray[np.float32]
    value: NDArray[np.float32]
    scores: NDArray[np.float32]
    weights: NDArray[np.float32]
    context: NDArray[np.float32]
    output: NDArray[np.float32]


def attend(
    arrays: tuple[NDArray[np.float32], ...],
    asking: NDArray[np.float32],
    answering: NDArray[np.float32],
    *,
    causal: bool,
) -> Heads:
    """Compute multi-head attention from its weights.

    Args:
        arrays: Kernel and bias of query, key, value and output in Keras's order; without biases
            only the kernels.
        asking: `(asking places, features)`.
        answering: `(places, features)`.
        causal: Whether a place sees itself and earlier places only.
    """
    step = len(arrays) // 4
    kernels = arrays[::step]
    biases = arrays[1::2] if step == 2 else (np.float32(0),) * 4

    def projected(place: int, given: NDArray[np.float32]) -> NDArray[np.float32]:
        made = np.einsum("tf,fhd->thd", given, kernels[place]) + biases[place]
        return made.transpose(1, 0, 2)

    query, key, value = projected(0, asking), projected(1, answering), projected(2, answering)
    scores = query @ key.transpose(0, 2, 1) / np.sqrt(np.float32(query.shape[-1]))
    seen = np.tri(len(asking), len(answering), dtype=bool) if causal else np.array(True)
    masked = np.where(seen, scores, -np.inf)
    raised = np.exp(masked - masked.max(axis=-1, keepdims=True))
    weights = raised / raised.sum(axis=-1, keepdims=True)
    context = weights @ value
    output = np.einsum("htd,hdo->to", context, kernels[3]) + biases[3]
    return Heads(query, key, value, scores, weights, context, output)


def heads_of(live: Live, name: str, x: NDArray[np.generic]) -> tuple[Heads, bool]:
    """Return what an attention layer computes for one example, and whether it is causal.

    Raises:
        ProbeMisfit: The layer is no multi-head attention.
    """
    for index, layer in enumerate(live.network.layers):
        if layer.id == name and layer.kind == "multi_head_attention":
            sources = live.network.sources(index)
            asking, answering = (responses(live, one, x)[0] for one in (sources[0], sources[-1]))
            causal = bool(layer_values(layer).get("use_causal_mask", False))
            return attend(live.weights()[name], asking, answering, causal=causal), causal
    raise ProbeMisfit("This layer is no multi-head attention, so it has no heads to look at.")


def _attention(live: Live, values: Values) -> dict[str, Payload]:
    x = live.example(values["part"], values["example"])
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
    sentence="Who looks at whom in an attention layer, and how that comes about for one token.",
    arrays={
        "weights": f"(heads, asking, places) after the softmax, last asking place first; at most "
        f"{MOST_HEADS} heads and {MOST_TOKENS} places",
        "arcs": "(asking * places,) the same of the chosen head, first place first",
        "query": "(1, size) of the chosen token",
        "keys": "(places, size)",
        "values": "(places, size)",
        "scores": "(places,) query times each key by the root of the size",
        "masked": "(places,) the same; minus infinity where the mask forbids to look",
        "softmax": "(places,) the weights of the chosen token, adding up to 1",
        "context": "(1, size) the values mixed by these weights",
    },
    read=_attention,
    options=(LAYER, _HEAD, _TOKEN, PART, EXAMPLE),
)
