"""Numbers for each layer: size of its weights, of its activations, fraction of zeros."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.catalogue.special.energy import SELF_TAUGHT
from nnviz.core.run.frames import Payload
from nnviz.core.run.run import Weights
from nnviz.core.shapes.shapes import layer_kind
from nnviz.core.spec.network import LayerSpec
from nnviz.model.probes.network.links import unit_weights
from nnviz.model.probes.probe import Live, Probe, Values

_EXAMPLES = 64


def _layers(live: Live, values: Values) -> dict[str, Payload]:
    del values
    responses = live.readout.layers(live.dataset.x_test[:_EXAMPLES])
    weights = live.weights()
    sizes, active, zero = [], [], []
    for layer in live.network.layers:
        sizes.append(_root_mean_square(_kernel(layer, weights)))
        active.append(_root_mean_square(responses[layer.id]))
        zero.append(float((responses[layer.id] == 0).mean()))
    return {
        "weight": np.array(sizes, np.float32),
        "activation": np.array(active, np.float32),
        "zero": np.array(zero, np.float32),
    }


def _kernel(layer: LayerSpec, weights: Weights) -> NDArray[np.floating]:
    """Return the kernel of a layer; a single 0 where there is none."""
    if layer.kind == "tree_composition" or layer.kind in SELF_TAUGHT:
        return weights[layer.id][0]
    if layer_kind(layer).units is None:
        return np.zeros(1)
    return unit_weights(layer, weights[layer.id]).kernel


def _root_mean_square(values: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.square(values, dtype=np.float64).mean()))


LAYERS = Probe(
    name="layers",
    sentence="How large the weights of each layer are, and how active it is.",
    arrays={
        "weight": "(layers,) root mean square of the kernel; 0 where there is none",
        "activation": f"(layers,) root mean square over the first {_EXAMPLES} test examples",
        "zero": "(layers,) fraction of these activations that are exactly 0",
    },
    read=_layers,
)
