"""Reading a StackPlan back from a network, so that sliders can stand where the network is."""

from collections.abc import Callable
from contextlib import suppress
from typing import cast

from pydantic import ValidationError

from nnviz.core.catalogue.rules.shared_params import TRAINABLE
from nnviz.core.families.adversarial import discriminator
from nnviz.core.plan.plan import (
    CELLS,
    MAX_HIDDEN,
    MAX_SIDE,
    NEW_BLOCK,
    PLACES,
    Block,
    Family,
    StackPlan,
    network_of,
)
from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.kinds import Shape, Values
from nnviz.core.spec.network import LayerSpec, NetworkSpec

_BLOCK_KINDS: dict[str, Family] = {
    "conv1d": "convolutional",
    "conv2d": "convolutional",
    **dict.fromkeys(CELLS, "recurrent"),
}
_POOLING = ("max_pooling1d", "max_pooling2d", "average_pooling1d", "average_pooling2d")
_AVERAGES = ("global_average_pooling1d", "global_average_pooling2d")


def read_plan(network: NetworkSpec, signature: DataSignature) -> tuple[StackPlan, bool]:
    """Return the plan of a network, and whether it stands for exactly this network.

    A network that no slider position gives (it came from a file, or a layer was removed) has
    the nearest plan and False. Names of layers, whether they are frozen, and defaults that are
    spelled out or left out make no difference.

    Raises:
        SpecError: A kind or parameter is not in the catalogue.
    """
    read = discriminator(network)
    placed = read.layers[-1].id == PLACES and len(read.layers) > 1
    plan = _nearest(NetworkSpec(layers=read.layers[:-1]) if placed else read)
    return plan, _nameless(network_of(plan, signature)) == _nameless(network)


def _nameless(network: NetworkSpec) -> list[tuple[str, Values, list[int]]]:
    """Return kind, all values and the numbers of the layers read, for each layer."""
    numbers = {layer.id: number for number, layer in enumerate(network.layers)}
    return [
        (layer.kind, _sliding(layer), [numbers.get(i, -1) for i in network.sources(number)])
        for number, layer in enumerate(network.layers)
    ]


def _sliding(layer: LayerSpec) -> Values:
    """Return all values of a layer but whether it is frozen, which no slider says."""
    return {**layer_values(layer), TRAINABLE.name: True}


def _nearest(network: NetworkSpec) -> StackPlan:
    """Read every layer; the first block decides the family."""
    kinds: list[Family] = [
        _BLOCK_KINDS[layer.kind] for layer in network.layers if layer.kind in _BLOCK_KINDS
    ]
    family: Family = kinds[0] if kinds else "feedforward"
    output = layer_values(network.layers[-1])
    found: dict[str, object] = {
        "family": family,
        "blocks": tuple(_blocks(network, family))[:MAX_HIDDEN],
        "output_activation": output.get("activation", "linear"),
        "initializer": output.get("kernel_initializer", "glorot_uniform"),
    }
    for layer in network.layers[:-1]:
        if layer.kind == "dense" and not _is_hidden(layer, family):
            found |= _head(layer_values(layer))
        elif layer.kind in _SETTINGS:
            found |= _SETTINGS[layer.kind](layer_values(layer))
    return StackPlan.model_validate(found)


def _is_hidden(layer: LayerSpec, family: Family) -> bool:
    """Say whether a dense layer is one of the blocks rather than the head."""
    return family == "feedforward" and layer.id != "head"


def _head(values: Values) -> dict[str, object]:
    return {"head_units": values["units"], "head_activation": values["activation"]}


def _average(_values: Values) -> dict[str, object]:
    return {"merge": "average"}


def _batch(_values: Values) -> dict[str, object]:
    return {"normalization": "batch"}


def _layer(_values: Values) -> dict[str, object]:
    return {"normalization": "layer"}


def _dropout(values: Values) -> dict[str, object]:
    return {"dropout": values["rate"]}


def _embedding(values: Values) -> dict[str, object]:
    size = values["output_dim"]
    return {"embedding": min(256, size) if isinstance(size, int) else 8}


def _reshape(values: Values) -> dict[str, object]:
    """Take a shape over if sliders can have it; others have been refused as a ShapeProblem."""
    target = cast("Shape", values["target_shape"])
    usable = 1 <= len(target) <= 3 and min(target) >= 1 and max(target) <= MAX_SIDE
    return {"reshape": target} if usable else {}


_SETTINGS: dict[str, Callable[[Values], dict[str, object]]] = {
    **dict.fromkeys(_AVERAGES, _average),
    "batch_normalization": _batch,
    "layer_normalization": _layer,
    "dropout": _dropout,
    "embedding": _embedding,
    "reshape": _reshape,
}
"""What a layer of each kind says about the plan as a whole."""


def _blocks(network: NetworkSpec, family: Family) -> list[Block]:
    """Return the hidden layers of this family, each with the pooling that follows it."""
    blocks: list[Block] = []
    for layer in network.layers[:-1]:
        hidden = layer.kind == "dense" and _is_hidden(layer, family)
        if hidden or _BLOCK_KINDS.get(layer.kind) == family:
            blocks.append(_block(layer, family))
        elif family == "convolutional" and blocks and _is_pooling(layer):
            blocks[-1] = _pooled(blocks[-1], layer)
    return blocks


def _is_pooling(layer: LayerSpec) -> bool:
    return layer.kind in _POOLING


def _block(layer: LayerSpec, family: Family) -> Block:
    """Return what one layer says about its block; the rest is as in a new one."""
    values = layer_values(layer)
    found: dict[str, object] = {"activation": values["activation"]}
    if family == "convolutional":
        found |= {
            "units": values["filters"],
            "kernel_size": values["kernel_size"],
            "stride": values["strides"],
            "padding": values["padding"],
            "pooling": "none",
        }
    else:
        found["units"] = values["units"]
    if family == "recurrent":
        found |= {"cell": layer.kind, "bidirectional": values["bidirectional"]}
    return _with(NEW_BLOCK[family], found)


def _with(block: Block, found: dict[str, object]) -> Block:
    """Return the block with those values that sliders can show."""
    for name, value in found.items():
        with suppress(ValidationError):
            block = block.changed(**{name: value})
    return block


def _pooled(block: Block, layer: LayerSpec) -> Block:
    values = layer_values(layer)
    found: dict[str, object] = {
        "pooling": layer.kind.split("_", maxsplit=1)[0],
        "pool_size": values["pool_size"],
        "pool_padding": values["padding"],
    }
    return _with(block, found)
