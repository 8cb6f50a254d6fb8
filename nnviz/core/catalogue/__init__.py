"""The layer catalogue: one entry for every kind of layer. Adding a layer is adding an entry."""

from collections.abc import Mapping
from types import MappingProxyType

from nnviz.core.catalogue.convolution import CONVOLUTION
from nnviz.core.catalogue.dense import DENSE
from nnviz.core.catalogue.normalisation import NORMALISATION
from nnviz.core.catalogue.pooling import POOLING
from nnviz.core.catalogue.recurrent import RECURRENT
from nnviz.core.catalogue.shaping import SHAPING
from nnviz.core.kinds import LayerKind

CATALOGUE: Mapping[str, LayerKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (*DENSE, *CONVOLUTION, *POOLING, *RECURRENT, *NORMALISATION, *SHAPING)
    }
)
"""Every LayerKind by name."""
