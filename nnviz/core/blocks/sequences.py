"""Transformer blocks, which read sequences; they normalize first, as is usual now.

Xiong et al., "On layer normalization in the transformer architecture", 2020.
"""

from typing import Any

from nnviz.core.blocks.block import Block, Draft
from nnviz.core.spec.kinds import Shape
from nnviz.core.spec.network import INPUT, LayerSpec
from nnviz.core.spec.params import Param

_PARAMS = (
    Param(
        "heads", "Heads", 2, "How many attention heads work in parallel.", low=1, high=16, step=1
    ),
    Param(
        "size", "Size of a head", 8, "Size of each head's queries and keys.",
        low=1, high=128, step=1,
    ),
    Param(
        "units", "Feedforward units", 32, "How many hidden units process each position separately.",
        low=1, high=2048, step=1,
    ),
    Param(
        "dropout", "Dropout", 0.0, "Fraction of values set to 0 at random during training.",
        low=0.0, high=0.9, step=0.05,
    ),
)  # fmt: skip
_PAPER = "Vaswani and others: Attention is all you need, 2017"


def _added(draft: Draft, name: str, start: str, values: dict[str, Any]) -> None:
    """Add a residual to what it was computed from."""
    if values["dropout"]:
        draft.add("dropout", f"{name}_dropout", rate=values["dropout"])
    draft.add("add", f"{name}_add", start, draft.last)


def _attending(
    draft: Draft, name: str, values: dict[str, Any], *memory: str, causal: bool = False
) -> None:
    """Add self-attention, or attention to the memory."""
    start = draft.last
    asking = draft.add("layer_normalization", f"{name}_norm")
    draft.add(
        "multi_head_attention", name, asking, *memory,
        num_heads=values["heads"], key_dim=values["size"], use_causal_mask=causal,
    )  # fmt: skip
    _added(draft, name, start, values)


def _thinking(draft: Draft, features: int, values: dict[str, Any]) -> None:
    """Add the two dense layers that process every position separately."""
    start = draft.last
    draft.add("layer_normalization", "dense_norm")
    draft.add("dense", "dense1", units=values["units"], activation="gelu")
    draft.add("dense", "dense2", units=features)
    _added(draft, "dense", start, values)


def _encoder(draft: Draft, shapes: tuple[Shape, ...], values: dict[str, Any]) -> None:
    _attending(draft, "attention", values)
    _thinking(draft, shapes[0][-1], values)


def _decoder(draft: Draft, shapes: tuple[Shape, ...], values: dict[str, Any]) -> None:
    features = shapes[0][-1]
    _attending(draft, "attention", values, causal=True)
    if len(shapes) > 1:
        _attending(draft, "memory", values, draft.sources[1])
    _thinking(draft, features, values)


SEQUENCE_BLOCKS = (
    Block(
        name="transformer_encoder",
        label="Transformer encoder",
        params=_PARAMS,
        rank=2,
        make=_encoder,
        sentence="Every position attends to all positions; a small network then processes each "
        "one.",
        formula=r"z = x + A(\operatorname{norm} x),\quad y = z + F(\operatorname{norm} z)",
        source=_PAPER,
        example=(12, 16),
    ),
    Block(
        name="transformer_decoder",
        label="Transformer decoder",
        params=_PARAMS,
        rank=2,
        make=_decoder,
        sentence="Every position attends to earlier ones, then to a second sequence; a small "
        "network follows.",
        formula=r"z = x + A_{\mathrm{past}}(x),\quad u = z + A(z, m),\quad y = u + F(u)",
        source=_PAPER,
        inputs=(1, 2),
        example=(12, 16),
        before=(LayerSpec(id="encoded", kind="identity", inputs=(INPUT,)),),
        reads=(INPUT, "encoded"),
    ),
)
"""Blocks for sequences."""
