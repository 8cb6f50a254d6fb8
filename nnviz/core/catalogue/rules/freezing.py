"""The switch that freezes a layer; every kind with trainable weights has it."""

from collections.abc import Iterable
from dataclasses import replace

from nnviz.core.catalogue.rules.shared_params import TRAINABLE
from nnviz.core.spec.kinds import LayerKind, Misfit, Shape
from nnviz.core.spec.params import complete

_INPUTS: dict[int, Shape] = {1: (8,), 2: (8, 8), 3: (8, 8, 8), 4: (8,) * 4, 5: (8,) * 5}
"""An input of each rank that kinds are tried on; 8 can be halved and cut into groups."""
_TOKENS: Shape = (8,)


def with_switch(kinds: Iterable[LayerKind]) -> tuple[LayerKind, ...]:
    """Give every kind with trainable weights the parameter that freezes it."""
    return tuple(
        replace(kind, params=(*kind.params, TRAINABLE)) if learns(kind) else kind for kind in kinds
    )


def learns(kind: LayerKind) -> bool:
    """Say whether a layer of this kind has trainable weights with its default parameters."""
    values = complete(kind.params, {}, kind.name)
    for rank in (1,) if kind.takes_tokens else kind.ranks:
        shape = _TOKENS if kind.takes_tokens else _INPUTS[rank]
        found = kind.made_of((shape,) * kind.inputs[0], values)
        if not isinstance(found, Misfit):
            return found.parameters > found.fixed
    return False
