"""Layers named and put in order, when a network is read from somewhere else."""

import re
from collections.abc import Mapping, Sequence

from nnviz.core.errors import SpecError
from nnviz.core.spec.network import INPUT, LayerSpec

_LONGEST = 40
_ID = re.compile(r"^[a-z][a-z0-9_]{0,39}\Z")


def in_order(inputs: Mapping[str, tuple[str, ...]], last: str) -> list[str]:
    """Return the layers that the last one needs; those of one block stay together.

    Depth first: before a layer stands all that it reads, its first input first.

    Args:
        inputs: What each layer reads, by ids; the network's input reads nothing and is not listed.
        last: Id of the one that gives the output.

    Raises:
        SpecError: Layers read each other in a circle.
    """
    ordered: dict[str, None] = {INPUT: None}
    stack = [last]
    while stack:
        if len(stack) > len(inputs) + 1:
            raise SpecError("layers that read earlier ones", "layers that form a cycle")
        name = stack[-1]
        missing = [] if name == INPUT else [each for each in inputs[name] if each not in ordered]
        if missing:
            stack.append(missing[0])
        else:
            ordered.setdefault(stack.pop())
    return [name for name in ordered if name != INPUT]


def brief(layers: Sequence[LayerSpec]) -> tuple[LayerSpec, ...]:
    """Return the layers without the inputs of those that read nothing but the one before."""
    before = [INPUT, *(layer.id for layer in layers)]
    return tuple(
        layer.changed(inputs=()) if layer.inputs == (name,) else layer
        for name, layer in zip(before, layers, strict=False)
    )


class Ids:
    """Gives every layer an id that specs accept, as close to its name as possible."""

    def __init__(self) -> None:
        self._taken = {INPUT}

    def free(self, name: str) -> str:
        """Return an id that no layer has yet."""
        if _ID.match(name) and name not in self._taken:
            self._taken.add(name)
            return name
        plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
        plain = plain if plain[:1].isalpha() else f"l_{plain}"
        short = plain if len(plain) <= _LONGEST else plain[: _LONGEST - 4].rstrip("_")
        found, number = short, 2
        while found in self._taken:
            found, number = f"{short}_{number}", number + 1
        self._taken.add(found)
        return found
