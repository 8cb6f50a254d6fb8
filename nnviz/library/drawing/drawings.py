"""All figures by name."""

from collections.abc import Mapping
from types import MappingProxyType

from nnviz.core.errors import NnvizError
from nnviz.figures.data.data_preview import data_preview
from nnviz.figures.data.example import example
from nnviz.figures.data.gallery import gallery
from nnviz.library.drawing import (
    of_activations,
    of_convolution,
    of_learning,
    of_making,
    of_network,
    of_output,
    of_sequences,
)
from nnviz.library.drawing.subject import Drawing, of_data

DRAWINGS: Mapping[str, Drawing] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            *of_output.DRAWINGS,
            *of_network.DRAWINGS,
            *of_activations.DRAWINGS,
            *of_convolution.DRAWINGS,
            *of_sequences.DRAWINGS,
            *of_learning.DRAWINGS,
            *of_making.DRAWINGS,
            *map(of_data, (data_preview, example, gallery)),
        )
    }
)
"""Every figure that can be drawn of some trained network, by name."""


def named(name: str) -> Drawing:
    """Return a figure by its name.

    Raises:
        NnvizError: There is none.
    """
    if name not in DRAWINGS:
        raise NnvizError(f"a figure among {', '.join(DRAWINGS)}", repr(name[:60]))
    return DRAWINGS[name]
