"""Layers that Keras does not have; generated code copies the classes it needs from here.

Loaded only when a network has one of them. Each class needs nothing but Keras, and is registered
with it, so that a saved model that has one can be loaded again.
"""

from nnviz.model.building.custom_layers.adversarial import FreshNoise, GradientReversal, RealOrMade
from nnviz.model.building.custom_layers.embedding import PositionEmbedding
from nnviz.model.building.custom_layers.energy import Boltzmann, Hopfield
from nnviz.model.building.custom_layers.joint import Mixture, PairDistance
from nnviz.model.building.custom_layers.sampling import Sampling
from nnviz.model.building.custom_layers.scaling import LayerScale
from nnviz.model.building.custom_layers.spectral import SpectralNormalization
from nnviz.model.building.custom_layers.trees import TreeComposition, TreeMerges, TreeWords

__all__ = [
    "Boltzmann",
    "FreshNoise",
    "GradientReversal",
    "Hopfield",
    "LayerScale",
    "Mixture",
    "PairDistance",
    "PositionEmbedding",
    "RealOrMade",
    "Sampling",
    "SpectralNormalization",
    "TreeComposition",
    "TreeMerges",
    "TreeWords",
]
