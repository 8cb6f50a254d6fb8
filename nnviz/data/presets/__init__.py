"""All presets: architectures that train here in minutes, each with a stated goal."""

from collections.abc import Mapping
from types import MappingProxyType

from nnviz.data.presets.adversarial import ADVERSARIAL
from nnviz.data.presets.attention import ATTENTION
from nnviz.data.presets.energy import ENERGY
from nnviz.data.presets.experts import EXPERTS
from nnviz.data.presets.images import CONVOLUTIONAL
from nnviz.data.presets.plain import DENSE
from nnviz.data.presets.preset import Preset
from nnviz.data.presets.reconstruction import AUTOENCODERS
from nnviz.data.presets.sequences import RECURRENT
from nnviz.data.presets.staged_presets import STAGED
from nnviz.data.presets.trees import RECURSIVE

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        preset.name: preset
        for preset in (
            *DENSE,
            *CONVOLUTIONAL,
            *RECURRENT,
            *RECURSIVE,
            *ATTENTION,
            *AUTOENCODERS,
            *ENERGY,
            *ADVERSARIAL,
            *STAGED,
            *EXPERTS,
        )
    }
)
"""Every preset by name, family by family, the simplest first."""
