"""A network folded into its blocks, as the graph to draw."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType

import networkx as nx

from nnviz.core.blocks import BLOCKS
from nnviz.core.blocks.block import block_name, block_prefix
from nnviz.core.comparing.alignment import Comparison
from nnviz.core.comparing.comparison import VALUE_BYTES
from nnviz.core.shapes.shapes import NetworkShapes, layer_kind
from nnviz.core.spec.kinds import Shape, product
from nnviz.core.spec.network import INPUT, UNKNOWN_KIND, LayerSpec, NetworkSpec
from nnviz.core.windows.receptive_field import Field
from nnviz.graph.folding import Part, shown
from nnviz.graph.ranks import rank


@dataclass(frozen=True, slots=True)
class Seen:
    """The meaning of a node in the drawing.

    Attributes:
        title: What it is called.
        note: What distinguishes it from similar nodes: its name, or how many layers it has.
        category: Decides its colour: a category of the catalogue, `block` or `input`.
        shape: Output shape of one example; None where a problem hides it.
        parameters: All parameters of its layers.
        macs: Multiply-adds of its layers for one example.
        memory: Bytes of the outputs of its layers, for one example.
        field: Positions of the input that one value sees along each axis, empty for all of them;
            None for the input and where a problem hides it.
        layers: How many layers it is.
        first: Number of its first layer; -1 for the input.
        opens: Whether it can be opened.
    """

    title: str
    note: str
    category: str
    shape: Shape | None
    parameters: int
    macs: int
    memory: int
    field: tuple[float, ...] | None
    layers: int
    first: int
    opens: bool


def architecture_graph(
    network: NetworkSpec,
    shapes: NetworkShapes,
    fields: Mapping[str, Field],
    parts: Sequence[Part],
    opened: frozenset[str],
    marked: Set[int] = frozenset(),
    states: Mapping[int, Comparison] = MappingProxyType({}),
) -> nx.DiGraph:
    """Make the graph of layers and closed blocks and lay it out.

    Args:
        network: The layers.
        shapes: Their sizes.
        fields: Their receptive fields.
        parts: The network folded, from `nnviz.graph.folding.fold`.
        opened: Names of the parts that are open.
        marked: Numbers of layers to highlight.
        states: How layers compare with those of another network, by number; all are the same
            as there that are not named.

    Returns:
        A graph whose nodes are names of parts and `input`. Node data: `seen`, `marked`, `state`
        (that of all of its layers, `changed` where they have several), `differing` (how many of
        them are not the same), and what `nnviz.graph.ranks.rank` says of positions. Edge data:
        `points`. Graph data: `levels`, `width`.
    """
    graph = nx.DiGraph()
    graph.add_node(INPUT, seen=_input(shapes), marked=False, state="same", differing=0)
    owner = {-1: INPUT}
    numbers = {layer.id: index for index, layer in enumerate(network.layers)}
    for part in shown(parts, opened):
        inside = range(part.first, part.last + 1)
        owner.update(dict.fromkeys(inside, part.name))
        graph.add_node(
            part.name,
            seen=_seen(part, network, shapes, fields),
            marked=any(index in marked for index in inside),
            **_compared([states.get(index, "same") for index in inside]),
        )
        sources = {
            owner[numbers.get(name, -1)] for index in inside for name in network.sources(index)
        }
        graph.add_edges_from((name, part.name) for name in sources - {part.name})
    rank(graph)
    return graph


def _compared(states: Sequence[Comparison]) -> dict[str, object]:
    """Return how a part compares with the other network, from how its layers do."""
    state = states[0] if len(set(states)) == 1 else "changed"
    return {"state": state, "differing": sum(each != "same" for each in states)}


def _input(shapes: NetworkShapes) -> Seen:
    shape = shapes.input_shape
    memory = product(shape) * VALUE_BYTES
    return Seen("Input", "", "input", shape, 0, 0, memory, None, 0, -1, opens=False)


def _seen(
    part: Part, network: NetworkSpec, shapes: NetworkShapes, fields: Mapping[str, Field]
) -> Seen:
    layers = network.layers[part.first : part.last + 1]
    entries = shapes.layers[part.first : part.last + 1]
    title, note = _named(part, layers)
    return Seen(
        title=title,
        note=note,
        category="block" if part.parts else layer_kind(layers[0]).category,
        shape=entries[-1].shape,
        parameters=sum(entry.parameters for entry in entries),
        macs=sum(entry.macs for entry in entries),
        memory=sum(product(entry.shape) for entry in entries if entry.shape) * VALUE_BYTES,
        field=known.sizes if (known := fields.get(layers[-1].id)) else None,
        layers=part.layers,
        first=part.first,
        opens=bool(part.parts),
    )


def _named(part: Part, layers: Sequence[LayerSpec]) -> tuple[str, str]:
    if not part.parts:
        return layer_title(layers[0]), layers[0].id
    times = f" \u00d7 {part.repeats}" if part.repeats > 1 else ""
    words = _common(layers)
    note = f"{part.layers} layers"
    return f"{_block_name(part, layers)}{times}", f"{note}, {words}" if words else note


def layer_title(layer: LayerSpec) -> str:
    """Return the label of a layer with what decides its work: its window and its activation."""
    kind = layer_kind(layer)
    window = layer.params.get("kernel_size", layer.params.get("pool_size"))
    if window is None and any(param.name == "kernel_size" for param in kind.params):
        window = next(param.default for param in kind.params if param.name == "kernel_size")
    if kind.name == UNKNOWN_KIND:
        return str(layer.params["class_name"])
    if kind.name == "activation":
        return f"{kind.label} {layer.value('activation', 'relu')}"
    if window is None:
        return kind.label
    sides = window if isinstance(window, tuple) else (window, window)
    return f"{kind.label} " + "\u00d7".join(map(str, sides))


def _block_name(part: Part, layers: Sequence[LayerSpec]) -> str:
    """Say what kind of block it is, by how its branches come together."""
    if part.repeats > 1 and part.parts[0].parts:
        one = part.parts[0]
        return _block_name(one, layers[: one.layers])
    prefixes = {block_prefix(layer.id) for layer in layers}
    prefix = prefixes.pop() if len(prefixes) == 1 else None
    if prefix and block_name(prefix) in BLOCKS:
        return BLOCKS[block_name(prefix)].label
    kinds = [layer.kind for layer in layers]
    merges = [kind for kind in kinds if kind in ("add", "concatenate")]
    branches = [len(layer.inputs) for layer in layers if layer.kind == "concatenate"]
    if not merges:
        return "Gated block" if "multiply" in kinds else "Block"
    if max(branches, default=0) > 2:
        return "Inception block"
    if len(merges) > 4:
        return "Stage"
    return "Residual block" if merges[-1] == "add" else "Dense block"


def _common(layers: Sequence[LayerSpec]) -> str:
    """Return the common prefix of the names of all layers; empty when it says little."""
    first, last = min(layer.id for layer in layers), max(layer.id for layer in layers)
    length = next(
        (i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first)
    )
    words = re.sub(r"_?[a-z]*$", "", first[:length]) if length < len(first) else first
    return words.strip("_")


def part_text(part: Part, network: NetworkSpec) -> str:
    """Return the name of a part, with its note in brackets."""
    title, note = _named(part, network.layers[part.first : part.last + 1])
    return f"{title} ({note})"
