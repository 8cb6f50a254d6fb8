"""Block: a template of several layers that belong together, and the layers that it makes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nnviz.core.errors import SpecError
from nnviz.core.spec.kinds import Misfit, Shape, shape_text
from nnviz.core.spec.network import INPUT, LayerSpec
from nnviz.core.spec.params import Param, ParamValue, complete

_NAME = re.compile(r"(?P<block>[a-z][a-z_]*[a-z])_\d+(?=_)")
_WORDS = {1: "a vector", 2: "a sequence (time \u00d7 features)",
          3: "an image (height × width × channels)"}  # fmt: skip


class Draft:
    """Collects the layers of a block; each reads the one before it unless it is told what to read.

    Args:
        prefix: What the names of all layers begin with.
        sources: Ids of what the block reads.

    Attributes:
        sources: The same.
        layers: The layers so far.
        last: Id of the newest layer; of the first source before there is one.
    """

    def __init__(self, prefix: str, sources: tuple[str, ...]) -> None:
        self._prefix = prefix
        self.sources = sources
        self.layers: list[LayerSpec] = []
        self.last = sources[0]

    def add(self, kind: str, name: str, *reads: str, **params: ParamValue) -> str:
        """Append a layer and return its id: the prefix and the name."""
        layer_id = f"{self._prefix}_{name}"
        inputs = reads or (self.last,)
        self.layers.append(LayerSpec(id=layer_id, kind=kind, params=params, inputs=inputs))
        self.last = layer_id
        return layer_id


Make = Callable[[Draft, tuple[Shape, ...], dict[str, Any]], Misfit | None]


@dataclass(frozen=True, slots=True)
class Block:
    """One template.

    Attributes:
        name: Name in the collection; names of its layers begin with it and a number.
        label: Name on pages.
        params: Parameters with range, default and help.
        rank: Rank of one example of what it reads, without the batch axis.
        make: `(draft, shapes of what is read, complete values)`: adds the layers to the draft, or
            says why it cannot.
        sentence: One plain sentence on what it does.
        formula: What it computes, in LaTeX.
        source: Where it comes from: authors, title, year.
        inputs: Fewest and most layers that it reads.
        example: An input to try it on.
        before: Layers in front of it in an example, which make further inputs.
        reads: What it reads in an example.
    """

    name: str
    label: str
    params: tuple[Param, ...]
    rank: int
    make: Make
    sentence: str
    formula: str
    source: str
    inputs: tuple[int, int] = (1, 1)
    example: Shape = (16, 16, 8)
    before: tuple[LayerSpec, ...] = ()
    reads: tuple[str, ...] = (INPUT,)

    def layers(
        self,
        number: int,
        sources: tuple[str, ...],
        shapes: tuple[Shape, ...],
        given: Mapping[str, ParamValue] | None = None,
    ) -> tuple[LayerSpec, ...] | Misfit:
        """Return the layers of one such block, the last of which is its output.

        Args:
            number: Tells it from others of its kind in the same network.
            sources: Ids of what it reads.
            shapes: Their shapes, without the batch axis.
            given: Parameters that are not the defaults.

        Returns:
            The layers, or why the block cannot be made on these shapes.

        Raises:
            SpecError: A parameter is unknown or out of range, or the number of sources is wrong.
        """
        fewest, most = self.inputs
        if not fewest <= len(sources) <= most or len(sources) != len(shapes):
            wanted = f"{fewest}" if fewest == most else f"{fewest} to {most}"
            raise SpecError(f"{wanted} inputs of the {self.label.lower()}", f"{len(sources)}")
        values = complete(self.params, given or {}, f"the {self.label.lower()}")
        for shape in shapes:
            if len(shape) != self.rank:
                return Misfit(_WORDS[self.rank], shape_text(shape))
        draft = Draft(f"{self.name}_{number}", sources)
        misfit = self.make(draft, shapes, values)
        return misfit or tuple(draft.layers)


def block_prefix(layer_id: str) -> str | None:
    """Return what the names of all layers of a block begin with; None for a layer of none."""
    found = _NAME.match(layer_id)
    return found.group() if found else None


def block_name(prefix: str) -> str:
    """Return the name of the block that a prefix belongs to."""
    return prefix.rpartition("_")[0]
