"""Changes: what bindings make of arrays, before it is put into a figure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.figures.kit.bindings import Binding

Array = NDArray[np.generic]
Lookup = Callable[[str], Array | None]
"""From `key/array` to the array, or None when it has not come."""


@dataclass(slots=True)
class Changes:
    """New values of properties.

    Attributes:
        traces: Property (a path such as `marker.color`) and value, by number of the trace.
        layout: Property (a path such as `shapes[0].x0`) and value.
    """

    traces: dict[int, dict[str, Any]] = field(default_factory=dict)
    layout: dict[str, Any] = field(default_factory=dict)

    def put(self, trace: int, prop: str, value: object) -> None:
        """Note the value of a property of a trace."""
        self.traces.setdefault(trace, {})[prop] = value

    def target(self, binding: Binding, value: object) -> None:
        """Note the value of the property that a binding names, of a trace or of the layout."""
        if binding.get("layout"):
            self.layout[binding["layout"]] = value
        else:
            self.put(binding["trace"], binding["prop"], value)


def fits(binding: Binding, count: int) -> bool:
    """Say whether so many entries are what the figure was drawn for."""
    return binding.get("count") in (None, count)
