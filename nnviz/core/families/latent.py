"""The bottleneck of a network: the layer from whose few values all of its output is computed.

The rest of the network decodes whatever values are fed in there in place of an example's, so that
one can explore the latent space.
"""

from dataclasses import dataclass

from nnviz.core.shapes.shapes import NetworkShapes
from nnviz.core.spec.kinds import product
from nnviz.core.spec.network import INPUT, NetworkSpec

MOST_POINTS = 400
_MOST_VALUES = 60_000
"""Values of all images of a plane, one byte each in a frame."""
_MOST_MACS = 60_000_000
"""Multiply-adds for all images of a plane, and for all points in it: about 20 ms."""
_FEWEST = 4
_FINEST = 25


@dataclass(frozen=True, slots=True)
class Latent:
    """The latent space of a network.

    Attributes:
        layer: Id of the layer whose values are chosen.
        width: How many values it gives.
        side: Positions along each axis of a plane that can be decoded for every frame.
        points: Examples whose positions can be read for every frame.
        spread: Ids of the layers with means and log variances of a variational autoencoder; empty
            when the layer samples nothing.
    """

    layer: str
    width: int
    side: int
    points: int
    spread: tuple[str, ...] = ()


def latent(network: NetworkSpec, shapes: NetworkShapes) -> Latent | str:
    """Find the narrowest vector that everything passes through; among equals, the last.

    Args:
        network: The layers.
        shapes: Their shapes on the data.

    Returns:
        The layer, or why there is none, as a sentence.
    """
    if shapes.problems:
        return "The layers of this network do not fit together yet."
    output = product(shapes.layers[-1].shape or ())
    most = min(product(shapes.input_shape), output) - 1
    found = [
        (sizes[0], -place)
        for place, entry in enumerate(shapes.layers[:-1])
        if len(sizes := entry.shape or ()) == 1 and sizes[0] <= most and _passed(network, place)
    ]
    if not found:
        return (
            "No layer of this network compresses a whole example into a short code from which the "
            "rest is computed. A dense layer of 2 units in the middle would."
        )
    width, place = min(found)
    layer = network.layers[-place]
    later = sum(entry.macs for entry in shapes.layers[1 - place :])
    side = min((_MOST_VALUES / output) ** 0.5, (_MOST_MACS / max(1, later)) ** 0.5, _FINEST)
    points = min(MOST_POINTS, _MOST_MACS // max(1, shapes.macs))
    spread = network.sources(-place) if layer.kind == "sampling" else ()
    return Latent(layer.id, width, max(_FEWEST, int(side)), max(50, points), _both(spread))


def _both(sources: tuple[str, ...]) -> tuple[str, ...]:
    """Return means and log variances; a layer that reads one other takes it for both."""
    return sources * 2 if len(sources) == 1 else sources


def _passed(network: NetworkSpec, place: int) -> bool:
    """Say whether every path from the input to the output passes through a layer.

    Layers stand in topological order and all are read, so a path goes around the layer exactly
    when something after it reads something before it.
    """
    before = {INPUT, *(layer.id for layer in network.layers[:place])}
    after = range(place + 1, len(network.layers))
    return not any(before.intersection(network.sources(later)) for later in after)


def spread_over(count: int, most: int) -> tuple[int, ...]:
    """Return at most `most` numbers of `count` examples, evenly spaced, the first among them."""
    shown = min(most, count)
    return tuple(at * count // shown for at in range(shown)) if shown else ()
