"""The network twice: as a diagram to be edited with the pointer, and as a list for the keyboard."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from nnviz.core.editing.block_moves import node_of
from nnviz.core.shapes.shapes import LayerShape, NetworkShapes, layer_kind
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.network import INPUT, NetworkSpec
from nnviz.figures.kit.wording import compact_shape
from nnviz.figures.network.diagram import diagram
from nnviz.graph.layers import layer_graph
from nnviz.live import component
from nnviz.live.outline import Row, outline
from nnviz.ui.editor import editing, words
from nnviz.ui.state import session
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.drawing import drawn

HEIGHT = 560
LIST_HEIGHT = 330
_PLACE = "diagram"


def diagram_panel(
    experiment: Experiment, shapes: NetworkShapes, chosen: editing.Chosen, token: str | None
) -> None:
    """Draw the diagram, and do what was done in it."""
    look, network = theme(), experiment.network
    closed = editing.closed(network)
    picture = drawn(
        lambda: diagram(layer_graph(network, shapes, closed), look, chosen=chosen),
        "diagram", network.fingerprint, experiment.data.fingerprint, look.name, chosen,
        tuple(closed),
    )  # fmt: skip
    with st.container(height=HEIGHT, border=False, key="diagram_scroll"):
        component.view(picture, key=_PLACE, token=token, on_click=_follow)


def _follow() -> None:
    """Choose what was clicked; move or connect what was dragged."""
    clicked = st.session_state[_PLACE].get("clicked")
    if not clicked:
        return
    if clicked["kind"] in ("layer", "block"):
        editing.choose_or_open(_node(clicked))
    elif clicked["kind"] == "edge":
        editing.pick(_link(clicked))
    elif clicked["kind"] == "drop":
        _drop(clicked["what"], clicked["onto"])


def _drop(what: Mapping[str, Any], onto: Mapping[str, Any]) -> None:
    """Move a box that was dropped, or connect from the port that was dragged."""
    closed = editing.closed(session.experiment().network)
    if what["kind"] == "port":
        target = _link(onto)[1] if onto["kind"] == "edge" else _node(onto)
        editing.connect(node_of(str(what["layer"]), closed), target)
        return
    node = _node(what)
    inside = closed.get(node, (node,))
    if onto["kind"] != "edge":
        if _node(onto) != node:
            editing.move(node, _node(onto))
    elif not set(_link(onto)) & set(inside):
        editing.move(node, *_link(onto))


def _node(box: Mapping[str, Any]) -> str:
    """Return the layer or closed block that a box stands for."""
    return str(box["block"] if box["kind"] == "block" else box["layer"])


def _link(where: Mapping[str, Any]) -> tuple[str, str]:
    source, target = where["edge"]
    return str(source), str(target)


def list_panel(network: NetworkSpec, shapes: NetworkShapes, chosen: editing.Chosen) -> None:
    """Draw the list of layers."""
    said = editing.said()
    count = len(shapes.problems)
    if said and count:
        said += words.do_not_fit(count)
    closed = editing.closed(network)
    marked = node_of(chosen if isinstance(chosen, str) else chosen[1], closed)
    with st.container(height=LIST_HEIGHT, border=False, key="outline_scroll"):
        outline(
            rows(network, shapes, closed), editing.answer,
            chosen=marked,
            said=said, label=words.OUTLINE, key="outline",
        )  # fmt: skip


def rows(
    network: NetworkSpec, shapes: NetworkShapes, closed: Mapping[str, tuple[str, ...]]
) -> list[Row]:
    """Return a row for the input, every layer and every closed block.

    What a layer reads is said where that is not just the layer above it.
    """
    problems = {problem.layer: str(problem) for problem in shapes.problems}
    inside = {layer: name for name, layers in closed.items() for layer in layers}
    found = [Row(INPUT, words.INPUT, compact_shape(shapes.input_shape), fixed=True)]
    at: dict[str, int] = {}
    before = INPUT
    for index, (layer, entry) in enumerate(zip(network.layers, shapes.layers, strict=True)):
        read = network.sources(index)
        reads = "" if read == (before,) else words.reads(words.AND.join(read))
        before = layer.id
        trouble = problems.get(layer.id, "")
        name = inside.get(layer.id, layer.id)
        if name == layer.id:
            title = f"{layer_kind(layer).label} \u00b7 {name}"
            found.append(Row(name, title, _facts(entry), reads, trouble))
        elif name not in at:
            at[name] = len(found)
            title = words.closed_block(len(closed[name]), name)
            found.append(Row(name, title, "", reads, trouble))
        elif trouble:
            found[at[name]] = replace(found[at[name]], trouble=trouble)
        if name != layer.id and layer.id == closed[name][-1]:
            parts = [shapes.of(one) for one in closed[name]]
            frozen = all(part.frozen for part in parts if part.parameters)
            whole = replace(entry, parameters=sum(p.parameters for p in parts), frozen=frozen)
            found[at[name]] = replace(found[at[name]], facts=_facts(whole))
    return found


def _facts(entry: LayerShape) -> str:
    facts = [] if entry.shape is None else [compact_shape(entry.shape)]
    if entry.parameters:
        facts.append(words.parameters(entry.parameters, frozen=entry.frozen))
    return " \u00b7 ".join(facts)
