"""Siamese networks: two branches share their layers, and the distance of their codes is compared.

Bromley, Guyon, LeCun, Saeckinger, Shah, "Signature verification using a Siamese time delay neural
network", 1993. Here it is one network applied to both steps of a sequence of two.
"""

from nnviz.core.catalogue.wrapped import EVERY_STEP
from nnviz.core.shapes.shapes import layer_kind
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.kinds import LayerKind
from nnviz.core.spec.network import INPUT, NetworkSpec

COMPARING = "pair_distance"
BINS = 24
"""Bins of the distances between codes."""
SHOWN = 6
"""Pairs that are drawn."""
_ALONG_THE_LAST_AXIS = (
    "dense", "activation", "relu", "leaky_relu", "elu", "dropout", "gaussian_noise",
    "layer_normalization", "rms_normalization", "unit_normalization", "rescaling", "identity",
)  # fmt: skip
"""Layers that treat each row of a pair separately and in the same way, in any case."""


def pairs_misfit(signature: DataSignature, network: NetworkSpec) -> str | None:
    """Say why there are no distances between the codes of pairs, if so."""
    if signature.task != "binary" or not signature.one_answer:
        return "This view compares two classes of pairs; this dataset has another task."
    if signature.view != "image" or signature.input_shape[-1] != 1:
        return "This view shows pairs of grey images; this dataset has none."
    if siamese_code(network) is None:
        return (
            "This is no Siamese network: it has no two branches with shared layers whose codes are "
            "compared."
        )
    return None


def siamese_code(network: NetworkSpec) -> str | None:
    """Return the id of the layer whose two rows are the codes of a pair.

    The layer that measures the distance reads it. Between what makes a pair of the input
    and that, layers must treat both members alike and apart, and one of them must learn.

    Args:
        network: The layers.

    Returns:
        None where nothing is compared, or what is compared comes from no shared layers.
    """
    kinds = [layer.kind for layer in network.layers]
    if COMPARING not in kinds:
        return None
    code = network.sources(kinds.index(COMPARING))[0]
    name, learns = code, False
    while name != INPUT and _apart(kind := layer_kind(network.layer(name))):
        learns = learns or kind.units is not None
        name = network.sources_of(network.layer(name))[0]
    return code if learns else None


def _apart(kind: LayerKind) -> bool:
    """Say whether a kind of layer processes each member of a pair separately."""
    return kind.wrapper == EVERY_STEP or kind.name in _ALONG_THE_LAST_AXIS
