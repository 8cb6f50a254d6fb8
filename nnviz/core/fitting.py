"""Whether one layer can take what it receives: ranks, tokens and number of inputs."""

import math

from nnviz.core.dataset import DataSignature
from nnviz.core.kinds import Fix, Inference, LayerKind, Misfit, Shape, product, shape_text
from nnviz.core.network import INPUT
from nnviz.core.params import ParamValue

SEQUENCE = "a sequence (time \u00d7 features)"
"""What a layer expects that reads step by step."""
_AXES = {
    2: SEQUENCE,
    3: "a picture (height \u00d7 width \u00d7 channels)",
}
_KINDS = {1: "{} values in no order", 2: "a sequence of {}", 3: "a picture of {}"}
REMOVE = Fix("Remove this layer", remove=True)


def fit(
    kind: LayerKind,
    values: dict[str, ParamValue],
    sources: tuple[str, ...],
    received: Shape,
    signature: DataSignature,
) -> Inference | Misfit:
    """Return what a layer makes of what it receives.

    Args:
        kind: Kind of the layer.
        values: Its complete parameters.
        sources: Ids of what it reads.
        received: Shape of the first of these.
        signature: The data, of which the size of the vocabulary matters.
    """
    source = sources[0]
    if len(sources) > 1:
        first = Fix(f"Read '{source}' only", inputs=(source,))
        return Misfit("one input", f"{len(sources)} of them", (first, REMOVE))
    tokens = signature.tokens if source == INPUT else 0
    if misfit := _token_misfit(kind, values, tokens):
        return misfit
    if len(received) not in kind.ranks:
        return _rank_misfit(kind, received)
    return kind.infer(received, values)


def _token_misfit(kind: LayerKind, values: dict[str, ParamValue], tokens: int) -> Misfit | None:
    """Check that whole numbers meet an embedding for all of them, and nothing else does."""
    if not kind.takes_tokens:
        if not tokens:
            return None
        front = Fix("Put an embedding in front", insert=("embedding", {"input_dim": tokens}))
        return Misfit("numbers that can be weighed", "token numbers", (front,))
    if not tokens:
        return Misfit(
            "token numbers", "measured numbers", (Fix("Remove the embedding", remove=True),)
        )
    known = values["input_dim"]
    if isinstance(known, int) and known < tokens:
        return Misfit(
            f"a vocabulary of at least {tokens} tokens",
            f"one of {known}",
            (Fix(f"Make it {tokens} tokens", {"input_dim": tokens}),),
        )
    return None


def _rank_misfit(kind: LayerKind, received: Shape) -> Misfit:
    """Say which axes a kind expects, with the way to read the input so that it fits."""
    rank = kind.ranks[-1]
    label, target = _reading(rank, received)
    read = Fix(label, insert=("reshape", {"target_shape": target}))
    if not target:
        fixes = (Fix("Remove every layer that needs a picture", remove=True, onward=True),)
    else:
        fixes = (read, REMOVE) if kind.units else (REMOVE, read)
    what = _KINDS[len(received)].format(shape_text(received))
    return Misfit(_AXES[rank], what, fixes)


def _reading(rank: int, received: Shape) -> tuple[str, Shape]:
    """Return how a shape is read in another rank; an empty shape when there is no good way."""
    if rank == 2 and len(received) == 3:
        return "Read the picture row by row", (received[0], received[1] * received[2])
    if rank == 2:
        return "Read the values one after another", (product(received), 1)
    if len(received) == 2:
        return "Read it as a picture", (*received, 1)
    side = math.isqrt(received[-1])
    square = side > 1 and (side * side,) == received
    return f"Read it as a picture of {side} \u00d7 {side}", (side, side, 1) if square else ()
