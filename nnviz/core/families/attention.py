"""Layers in which positions attend to others: number of heads, size of a head, scoring rule."""

from dataclasses import dataclass

from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.kinds import Shape
from nnviz.core.spec.network import LayerSpec

UNPROJECTED = ("attention", "additive_attention")
"""Kinds that compare their inputs without projections."""

ATTENTION_KINDS = ("multi_head_attention", "group_query_attention", *UNPROJECTED)
"""Kinds of layers whose attention can be shown."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """How an attention layer computes its scores.

    Attributes:
        heads: Number of heads.
        size: Size of queries and keys.
        shared: Heads that share one set of keys and values.
        rule: How a score comes about, as the end of a sentence about the query.
    """

    heads: int
    size: int
    shared: int
    rule: str


def scoring(layer: LayerSpec, asking: Shape) -> Scoring:
    """Return how a layer of `ATTENTION_KINDS` scores positions.

    Args:
        layer: The layer.
        asking: `(places, features)` of the query.
    """
    values = layer_values(layer)
    if layer.kind in UNPROJECTED:
        scale = ", times the learned scale" if values["use_scale"] else ""
        if layer.kind == "attention":
            return Scoring(1, asking[-1], 1, f"is multiplied with every key{scale}")
        rule = f"is added to every key, goes through tanh{scale}, and is summed"
        return Scoring(1, asking[-1], 1, rule)
    grouped = layer.kind == "group_query_attention"
    heads, size = (
        int(str(values[name]))
        for name in (("num_query_heads", "head_dim") if grouped else ("num_heads", "key_dim"))
    )
    shared = heads // int(str(values["num_key_value_heads"])) if grouped else 1
    return Scoring(heads, size, shared, f"is multiplied with every key and divided by \u221a{size}")
