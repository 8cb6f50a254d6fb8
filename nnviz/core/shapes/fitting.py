"""Whether one layer can take what it receives: ranks, tokens and number of inputs."""

import math
from dataclasses import replace

from nnviz.core.catalogue.rules.shared_params import TRAINABLE
from nnviz.core.catalogue.wrapped import EVERY_STEP
from nnviz.core.spec.kinds import Fix, Inference, LayerKind, Misfit, Shape, product, shape_text
from nnviz.core.spec.params import ParamValue

SEQUENCE = "a sequence (time \u00d7 features)"
"""What a layer expects that reads step by step."""
_AXES = {
    1: "a vector",
    2: SEQUENCE,
    3: "an image (height × width × channels)",
    4: "a volume (depth \u00d7 height \u00d7 width \u00d7 channels)",
    5: "a sequence of volumes (time \u00d7 depth \u00d7 height \u00d7 width \u00d7 channels)",
}
_IN_STEPS = {
    3: "a sequence of sequences (time × positions × features)",
    4: "a sequence of images (time × height × width × channels)",
}
"""What is expected instead by a layer that reads step by step."""
_KINDS = {
    1: "a vector of {} values",
    2: "a sequence of {}",
    3: "an image of {}",
    4: "a volume of {}",
    5: "a sequence of volumes of {}",
}
REMOVE = Fix("Remove this layer", remove=True)


def fit(
    kind: LayerKind,
    values: dict[str, ParamValue],
    sources: tuple[str, ...],
    received: tuple[Shape, ...],
    tokens: int,
) -> Inference | Misfit:
    """Return the output of a layer for its inputs.

    Args:
        kind: Kind of the layer.
        values: Its complete parameters.
        sources: Ids of what it reads.
        received: Their shapes.
        tokens: Size of the vocabulary where token numbers are read, otherwise 0.
    """
    if misfit := _count_misfit(kind, sources, received):
        return misfit
    if misfit := _token_misfit(kind, values, tokens):
        return misfit
    wrong = next((shape for shape in received if len(shape) not in kind.ranks), None)
    if wrong is not None:
        return _rank_misfit(kind, wrong)
    steps = 1 if kind.wrapper == EVERY_STEP else 0
    if misfit := _axis_misfit(kind, values, len(received[0]) - 1 - steps):
        return misfit
    found = kind.made_of(received, values)
    if isinstance(found, Misfit) or values.get(TRAINABLE.name) is not False:
        return found
    return replace(found, fixed=found.parameters)


def _count_misfit(
    kind: LayerKind, sources: tuple[str, ...], received: tuple[Shape, ...]
) -> Misfit | None:
    """Check how many layers are read."""
    fewest, most = kind.inputs
    if fewest <= len(sources) <= most:
        return None
    if len(sources) < fewest:
        return Misfit(f"{fewest} inputs", f"{len(sources)}", (REMOVE,))
    kept = sources[:most]
    words = "one input" if most == 1 else f"at most {most} inputs"
    named = " and ".join(f"'{name}'" for name in kept)
    fixes = (*_merges(received), Fix(f"Use only {named}", inputs=kept), REMOVE)
    return Misfit(words, f"{len(sources)} inputs", fixes)


def _merges(received: tuple[Shape, ...]) -> tuple[Fix, ...]:
    """Return the layers that make one input of several, where their shapes allow it."""
    if len({shape[:-1] for shape in received}) > 1:
        return ()
    joined = Fix("Concatenate them first", insert=("concatenate", {}))
    alike = len(set(received)) == 1
    return (Fix("Add them first", insert=("add", {})), joined) if alike else (joined,)


def _axis_misfit(kind: LayerKind, values: dict[str, ParamValue], axes: int) -> Misfit | None:
    """Check that sizes given axis by axis are as many as the axes."""
    for param in kind.params:
        value = values[param.name]
        if param.per_axis and isinstance(value, tuple) and len(value) != axes:
            one = max(value, default=param.default)
            fix = Fix(f"Use {one} along every axis", {param.name: one})
            what = f"{param.label.lower()} as one number or {axes}, one for each axis"
            return Misfit(what, f"{len(value)}", (fix, REMOVE))
    return None


def _token_misfit(kind: LayerKind, values: dict[str, ParamValue], tokens: int) -> Misfit | None:
    """Check that whole numbers meet an embedding for all of them, and nothing else does."""
    if not kind.takes_tokens:
        if not tokens:
            return None
        front = Fix("Insert an embedding before it", insert=("embedding", {"input_dim": tokens}))
        return Misfit("real-valued inputs", "token numbers", (front,))
    if not tokens:
        removed = Fix(f"Remove the {kind.label.lower()}", remove=True)
        return Misfit("token numbers", "real-valued inputs", (removed,))
    name = "input_dim" if "input_dim" in values else "num_tokens"
    known = values.get(name)
    if isinstance(known, int) and known < tokens:
        return Misfit(
            f"a vocabulary of at least {tokens} tokens",
            f"one of {known}",
            (Fix(f"Use {tokens} tokens", {name: tokens}),),
        )
    return None


def _rank_misfit(kind: LayerKind, received: Shape) -> Misfit:
    """Say which axes a kind expects, with the way to read the input so that it fits."""
    rank = min(kind.ranks, key=lambda rank: abs(rank - len(received)))
    label, target = _reading(rank, received)
    read = Fix(label, insert=("reshape", {"target_shape": target}))
    if rank == 1 and kind.calling == "one":
        fixes = (Fix("Flatten it first", insert=("flatten", {})), REMOVE)
    elif not target:
        what = {3: "an image", 4: "a volume"}.get(rank, "a sequence of volumes")
        fixes = (Fix(f"Remove every layer that needs {what}", remove=True, onward=True),)
    elif kind.calling != "one":
        fixes = (REMOVE,)
    else:
        fixes = (read, REMOVE) if kind.units else (REMOVE, read)
    what = _KINDS[len(received)].format(shape_text(received))
    in_steps = kind.category == "recurrent" or kind.wrapper == EVERY_STEP
    expected = _IN_STEPS.get(rank, _AXES[rank]) if in_steps else _AXES[rank]
    return Misfit(expected, what, fixes)


def _reading(rank: int, received: Shape) -> tuple[str, Shape]:
    """Return how a shape is read in another rank; an empty shape when there is no good way."""
    if rank < len(received) and len(received) >= 4:
        flat = product(received[rank - 1 :])
        return "Merge the last axes", (*received[: rank - 1], flat)
    if rank >= 4:
        label = "Reshape it to a volume" if rank == 4 else "Treat it as a single step"
        whole = (*received, 1) if rank == 4 else (1, *received)
        return label, whole if len(whole) == rank else ()
    if rank == 2 and len(received) == 3:
        return "Read the image row by row", (received[0], received[1] * received[2])
    if rank == 2:
        return "Read the values as a sequence", (product(received), 1)
    if len(received) == 2:
        return "Reshape it to an image", (*received, 1)
    side = math.isqrt(product(received))
    square = side > 1 and (side * side,) == received
    return f"Reshape it to an image of {side} \u00d7 {side}", (side, side, 1) if square else ()
