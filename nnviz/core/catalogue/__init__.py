"""The layer catalogue: one entry for every kind of layer. Adding a layer is adding an entry.

Multiply-adds are the products with learned weights, and in attention and dot products those of
activations with each other; adding, scaling and comparing single values is not counted.
"""

from collections.abc import Mapping
from types import MappingProxyType

from nnviz.core.catalogue.activations import ACTIVATION_LAYERS
from nnviz.core.catalogue.dense import DENSE
from nnviz.core.catalogue.einsum import EINSUM
from nnviz.core.catalogue.merging import MERGING
from nnviz.core.catalogue.normalization import NORMALISATION
from nnviz.core.catalogue.pictures.augmentation import AUGMENTATION
from nnviz.core.catalogue.pictures.colours import COLOURS
from nnviz.core.catalogue.pictures.convolution import CONVOLUTION
from nnviz.core.catalogue.pictures.pooling import POOLING
from nnviz.core.catalogue.regularization import REGULARISATION
from nnviz.core.catalogue.rules.freezing import with_switch
from nnviz.core.catalogue.sequences.attention import ATTENTION
from nnviz.core.catalogue.sequences.recurrent import RECURRENT
from nnviz.core.catalogue.shaping import SHAPING
from nnviz.core.catalogue.special.adversarial import ADVERSARIAL
from nnviz.core.catalogue.special.energy import ENERGY
from nnviz.core.catalogue.special.joint import JOINT
from nnviz.core.catalogue.special.trees import TREES
from nnviz.core.catalogue.special.variational import VARIATIONAL
from nnviz.core.catalogue.wrapped import WRAPPED
from nnviz.core.spec.kinds import LayerKind

_GROUPS = (
    DENSE, ACTIVATION_LAYERS, CONVOLUTION, POOLING, RECURRENT, ATTENTION, MERGING, NORMALISATION,
    REGULARISATION, SHAPING, AUGMENTATION, COLOURS, EINSUM, WRAPPED, VARIATIONAL, ENERGY, TREES,
    ADVERSARIAL, JOINT,
)  # fmt: skip

CATALOGUE: Mapping[str, LayerKind] = MappingProxyType(
    {kind.name: kind for group in _GROUPS for kind in with_switch(group)}
)
"""Every LayerKind by name."""
