"""Reading a StackPlan back from a network, so that sliders can stand where the network is."""

from nnviz.core.dataset import DataSignature
from nnviz.core.network import LayerSpec, NetworkSpec
from nnviz.core.plan import CELLS, MAX_HIDDEN, NEW_BLOCK, Block, Family, StackPlan, network_of
from nnviz.core.shapes import layer_values

_BLOCK_KINDS: dict[str, Family] = {
    "conv1d": "convolutional",
    "conv2d": "convolutional",
    **dict.fromkeys(CELLS, "recurrent"),
}


def read_plan(network: NetworkSpec, signature: DataSignature) -> tuple[StackPlan, bool]:
    """Return the plan of a network, and whether it stands for exactly this network.

    A network that no slider position gives (it came from a file, or a layer was removed) has
    the nearest plan and False.

    Raises:
        SpecError: A kind or parameter is not in the catalogue.
    """
    plan = _nearest(network)
    return plan, network_of(plan, signature) == network


def _nearest(network: NetworkSpec) -> StackPlan:
    kinds = [_BLOCK_KINDS[layer.kind] for layer in network.layers if layer.kind in _BLOCK_KINDS]
    family: Family = kinds[0] if kinds else "feedforward"
    output = network.layers[-1]
    values = {
        "family": family,
        "blocks": tuple(_blocks(network, family))[:MAX_HIDDEN],
        "output_activation": output.value("activation", "linear"),
        "initializer": output.value("kernel_initializer", "glorot_uniform"),
    }
    for layer in network.layers[:-1]:
        values |= _setting(layer, head=family != "feedforward")
    return StackPlan.model_validate(values)


def _setting(layer: LayerSpec, *, head: bool) -> dict[str, object]:
    """Return what one layer says about the plan as a whole."""
    values = layer_values(layer)
    if layer.kind == "dense" and (head or layer.id == "head"):
        return {"head_units": values["units"], "head_activation": values["activation"]}
    if layer.kind.startswith("global_average"):
        return {"merge": "average"}
    if layer.kind.endswith("_normalization"):
        return {"normalisation": layer.kind.removesuffix("_normalization")}
    if layer.kind == "dropout":
        return {"dropout": values["rate"]}
    if layer.kind == "embedding":
        return {"embedding": min(256, int(str(values["output_dim"])))}
    if layer.kind == "reshape":
        return {"reshape": values["target_shape"]}
    return {}


def _blocks(network: NetworkSpec, family: Family) -> list[Block]:
    blocks: list[Block] = []
    for layer in network.layers[:-1]:
        if family == "feedforward":
            if layer.kind == "dense" and layer.id != "head":
                blocks.append(_block(layer, family))
        elif _BLOCK_KINDS.get(layer.kind) == family:
            blocks.append(_block(layer, family))
        elif family == "convolutional" and blocks and "_pooling" in layer.kind:
            blocks[-1] = _pooled(blocks[-1], layer)
    return blocks


def _block(layer: LayerSpec, family: Family) -> Block:
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
    return NEW_BLOCK[family].changed(**found)


def _pooled(block: Block, layer: LayerSpec) -> Block:
    if layer.kind.startswith("global"):
        return block
    values = layer_values(layer)
    return block.changed(
        pooling=layer.kind.split("_", maxsplit=1)[0],
        pool_size=values["pool_size"],
        pool_padding=values["padding"],
    )
