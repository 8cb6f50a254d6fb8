"""All operations of bindings; `nnviz.figures.kit.bindings` describes them."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from nnviz.figures.applying.cells import atlas, colours, window
from nnviz.figures.applying.changes import Array, Changes, Lookup
from nnviz.figures.applying.numbers import pick, set_property, span, steps, when, where
from nnviz.figures.applying.shapes import place, segments
from nnviz.figures.applying.words import at, labels
from nnviz.figures.kit.bindings import Binding

OPERATIONS: Mapping[str, Callable[[Binding, Array, Changes], None]] = MappingProxyType(
    {
        "set": set_property,
        "atlas": atlas,
        "colours": colours,
        "segments": segments,
        "steps": steps,
        "labels": labels,
        "when": when,
        "where": where,
        "pick": pick,
        "at": at,
        "place": place,
        "span": span,
    }
)
"""What each operation does with one array; `window` may read two, and `touch` draws nothing."""


def changes_of(bindings: Iterable[Binding], lookup: Lookup) -> Changes:
    """Return what bindings make of arrays; a binding whose array is missing does nothing.

    Args:
        bindings: Of one figure.
        lookup: The arrays.
    """
    changes = Changes()
    for binding in bindings:
        array = lookup(binding["array"]) if "array" in binding else None
        if array is None:
            continue
        if binding["op"] == "window":
            window(binding, array, changes, lookup)
        elif binding["op"] in OPERATIONS:
            OPERATIONS[binding["op"]](binding, array, changes)
    return changes
