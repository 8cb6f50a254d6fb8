"""Attention: every position looks at all others and takes what fits.

The first input is the query, the second one the value; a layer with a single input
uses it for both. Multiply-adds include the products of queries with keys and of scores with
values, which have no weights.
"""

from collections.abc import Sequence
from typing import Any

from nnviz.core.catalogue.rules.shared_params import BIAS, INITIALIZER, share
from nnviz.core.spec.kinds import Fix, Inference, LayerKind, Misfit, Shape, shape_text
from nnviz.core.spec.params import Param

_CAUSAL = Param(
    "use_causal_mask",
    "Causal mask",
    False,
    "Whether a position may attend only to itself and earlier ones, as in language models.",
)
_DROPOUT = share(
    "dropout",
    "Dropout",
    0.0,
    "Fraction of the attention weights set to 0 at random during training.",
)
_SCALE = Param(
    "use_scale", "Learned scale", False, "Whether to multiply the scores by a learned scale."
)


def _heads(name: str, label: str, default: int, help_text: str, high: int = 64) -> Param:
    return Param(name, label, default, help_text, low=1, high=high, step=1)


def _pair(shapes: Sequence[Shape]) -> tuple[Shape, Shape]:
    """Return the shapes of query and value; one input is both."""
    return shapes[0], shapes[-1]


def _multi_head(shapes: Sequence[Shape], values: dict[str, Any]) -> Inference:
    heads = values["num_heads"]
    return _projected(shapes, values, heads, heads, values["key_dim"])


def _grouped(shapes: Sequence[Shape], values: dict[str, Any]) -> Inference | Misfit:
    heads, shared = values["num_query_heads"], values["num_key_value_heads"]
    if heads % shared:
        return Misfit(
            f"a number of query heads divisible by {shared} key heads",
            f"{heads}",
            (
                Fix(f"Use {shared} query heads", {"num_query_heads": shared}),
                Fix("Use one key head", {"num_key_value_heads": 1}),
            ),
        )
    if shapes[0][-1] != shapes[-1][-1]:
        return _unlike(shapes)
    return _projected(shapes, values, heads, shared, values["head_dim"])


def _unlike(shapes: Sequence[Shape]) -> Misfit:
    return Misfit(
        "the same number of features in both inputs",
        f"{shape_text(shapes[0])} and {shape_text(shapes[-1])}",
        (Fix("Remove this layer", remove=True),),
    )


def _projected(
    shapes: Sequence[Shape], values: dict[str, Any], heads: int, shared: int, size: int
) -> Inference:
    """Infer attention with learned projections.

    Args:
        shapes: `(time, features)` of the query, and of the value.
        values: Complete parameters.
        heads: Heads of the query.
        shared: Heads of key and value.
        size: Values of a head.
    """
    (asking, features), (answering, offered) = _pair(shapes)
    asked, given = heads * size, shared * size
    weights = features * asked + 2 * offered * given + asked * features
    biases = (asked + 2 * given + features) if values["use_bias"] else 0
    macs = (
        asking * features * asked
        + 2 * answering * offered * given
        + 2 * asking * answering * asked
        + asking * asked * features
    )
    keys = f"{heads} heads" if heads == shared else f"{heads} heads on {shared} keys"
    text = (
        f"{keys} of {size}: {features} \u00d7 {asked} + 2 \u00d7 {offered} \u00d7 {given} + "
        f"{asked} \u00d7 {features}{f' + {biases} biases' if biases else ''}; "
        f"scores {asking} \u00d7 {answering}"
    )
    work = (
        f"queries and outputs 2 \u00d7 {asking} \u00d7 {features} \u00d7 {asked}, "
        f"keys and values 2 \u00d7 {answering} \u00d7 {offered} \u00d7 {given}, scores and mixing "
        f"2 \u00d7 {asking} \u00d7 {answering} \u00d7 {asked}"
    )
    return Inference((asking, features), weights + biases, macs, text, work=work)


def _unprojected(shapes: Sequence[Shape], scale: int) -> Inference | Misfit:
    """Infer attention that compares the inputs as they are, with `scale` learned numbers."""
    (asking, features), (answering, offered) = _pair(shapes)
    if features != offered:
        return _unlike(shapes)
    text = f"scores {asking} \u00d7 {answering} over {features} features"
    text += f", {scale} learned scale{'s' if scale > 1 else ''}" if scale else ", nothing to learn"
    work = f"scores and weighted sums 2 \u00d7 {asking} \u00d7 {answering} \u00d7 {features}"
    macs = 2 * asking * answering * features
    return Inference((asking, offered), scale, macs, text, work=work)


def _dot_product(shapes: Sequence[Shape], values: dict[str, Any]) -> Inference | Misfit:
    return _unprojected(shapes, 1 if values["use_scale"] else 0)


def _additive(shapes: Sequence[Shape], values: dict[str, Any]) -> Inference | Misfit:
    return _unprojected(shapes, shapes[0][-1] if values["use_scale"] else 0)


_SOFTMAX = r"y = \operatorname{softmax}\!\Big(\frac{Q K^\top}{\sqrt{d}}\Big) V"
_MORE = (_DROPOUT, _CAUSAL)

ATTENTION = (
    LayerKind(
        name="multi_head_attention",
        label="Multi-head attention",
        category="attention",
        keras_name="MultiHeadAttention",
        params=(
            _heads("num_heads", "Heads", 2, "How many attention heads work in parallel."),
            _heads("key_dim", "Size of a head", 8, "Size of each head's queries and keys.", 512),
            *_MORE, INITIALIZER, BIAS,
        ),
        ranks=(2,),
        infer=_multi_head,
        sentence="Every position attends to all positions, with several heads in parallel.",
        formula=_SOFTMAX + r",\quad Q = x_q W_Q,\; K = x_v W_K,\; V = x_v W_V",
        inputs=(1, 2),
        calling="spread",
        call_params=("use_causal_mask",),
        seeded=True,
    ),
    LayerKind(
        name="group_query_attention",
        label="Grouped-query attention",
        category="attention",
        keras_name="GroupQueryAttention",
        params=(
            _heads("num_query_heads", "Query heads", 4,
            "How many heads have queries of their own."),
            _heads("num_key_value_heads", "Key heads", 2,
            "How many heads of keys and values they share."),
            _heads("head_dim", "Size of a head", 8, "Size of each head's queries and keys.", 512),
            *_MORE, INITIALIZER, BIAS,
        ),
        ranks=(2,),
        infer=_grouped,
        sentence="Multi-head attention in which groups of query heads share keys and values.",
        formula=_SOFTMAX + r",\quad K, V \text{ shared by groups of heads}",
        inputs=(1, 2),
        calling="spread",
        call_params=("use_causal_mask",),
        seeded=True,
    ),
    LayerKind(
        name="attention",
        label="Dot-product attention",
        category="attention",
        keras_name="Attention",
        params=(_SCALE, *_MORE),
        ranks=(2,),
        infer=_dot_product,
        sentence="Averages values, weighted by how well the query matches each of them.",
        formula=r"y = \operatorname{softmax}(Q V^\top)\,V",
        inputs=(1, 2),
        calling="list",
        call_params=("use_causal_mask",),
        seeded=True,
    ),
    LayerKind(
        name="additive_attention",
        label="Additive attention",
        category="attention",
        keras_name="AdditiveAttention",
        params=(_SCALE, *_MORE),
        ranks=(2,),
        infer=_additive,
        sentence="Averages values, weighted by an additive score, like the first attention for "
        "translation.",
        formula=r"y = \operatorname{softmax}\!\big(\textstyle\sum \tanh(Q + V)\big)\,V",
        inputs=(1, 2),
        calling="list",
        call_params=("use_causal_mask",),
        seeded=True,
    ),
)  # fmt: skip
"""Attention layers."""
