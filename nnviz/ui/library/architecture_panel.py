"""The Architectures page: a famous network, folded into its blocks, opened by clicks."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from nnviz.core.shapes.shapes import NetworkShapes, layer_kind, measure
from nnviz.core.spec.kinds import shape_text
from nnviz.core.windows.receptive_field import Field, receptive_fields
from nnviz.data.networks.architectures import Architecture
from nnviz.figures.kit.wording import count_text
from nnviz.figures.network.architecture import architecture as architecture_figure
from nnviz.figures.network.architecture import field_text, memory_text
from nnviz.graph.architecture import VALUE_BYTES, architecture_graph, part_text
from nnviz.graph.folding import Part, fold, holding, shown
from nnviz.live import component
from nnviz.live.component import Drawn
from nnviz.live.saving import save_buttons
from nnviz.ui.library import words
from nnviz.ui.share import opened_networks
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.choices import choose, chosen, kept
from nnviz.ui.state.drawing import drawn
from nnviz.ui.widgets import run_notices
from nnviz.ui.widgets.page_title import page_title
from nnviz.ui.widgets.plain_text import plain

FIRST = "resnet50"
HEIGHT = 590
_QUERY = "architecture_query"
_OPENED, _LAYER = "architecture_opened", "architecture_layer"
_STUDIED = 12
_MOST_SHOWN = 400
"""Boxes from which on no more are opened at once."""
_MOST_FOUND = 40
"""Layers found that are opened and marked; more would be no help."""


@dataclass(frozen=True, slots=True)
class Studied:
    """An architecture with all that follows from its layers."""

    architecture: Architecture
    shapes: NetworkShapes
    fields: dict[str, Field]
    parts: tuple[Part, ...]


_studied: dict[str, Studied] = {}
"""What was worked out last, by name; a network that was opened is named by what it holds."""


def studied(name: str) -> Studied:
    """Return an architecture with its sizes, fields and blocks.

    Raises:
        SpecError: There is none of this name.
    """
    known = _studied.get(name)
    if known is None:
        known = _study(opened_networks.found(name))
        while len(_studied) >= _STUDIED:
            _studied.pop(next(iter(_studied)), None)
        _studied[name] = known
    return known


def _study(found: Architecture) -> Studied:
    shapes = measure(found.network, found.signature)
    return Studied(found, shapes, receptive_fields(found.network, shapes), fold(found.network))


def panel() -> None:
    """Draw the page."""
    sentence = page_title(words.ARCHITECTURES)
    run_notices.notices(None)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="chooser"):
        known = opened_networks.entries()
        name = kept(
            st.selectbox, words.ARCHITECTURE.label, FIRST, key=opened_networks.CHOICE,
            options=known, width=230, format_func=lambda name: known[name].label,
            help=words.ARCHITECTURE.help,
        )  # fmt: skip
        query = kept(
            st.text_input, words.FIND_LAYERS.label, "", key=_QUERY, width=200,
            placeholder=words.FIND_EXAMPLE,
            help=words.FIND_LAYERS.help,
        )  # fmt: skip
        seen = studied(name)
        st.button(words.OPEN_LEVEL.label, key="architecture_open", on_click=_open_level,
                  args=(seen,), help=words.OPEN_LEVEL.help)  # fmt: skip
        st.button(words.FOLD_ALL.label, key="architecture_fold", on_click=choose,
                  args=(_OPENED, None), help=words.FOLD_ALL.help)  # fmt: skip
        save_buttons("architecture", name, theme().page, key="architecture_saving")
    found = matches(seen, query)
    entry = seen.architecture.entry
    label, idea = plain(entry.label), plain(entry.idea)
    sentence.caption(words.architecture(label, entry.year, idea, totals(seen)))
    left, right = st.columns([3.1, 1], gap="medium")
    with left:
        _picture(seen, found)
    with right:
        _details(seen, query, found)


def opened(seen: Studied) -> frozenset[str]:
    """Return the names of the parts that the visitor has open."""
    known = chosen(_OPENED)
    return (
        known[1] if known is not None and known[0] == seen.architecture.entry.name else frozenset()
    )


def matches(seen: Studied, query: str) -> list[int]:
    """Return the numbers of the layers whose name or kind has this text in it."""
    wanted = query.strip().lower().replace(" ", "")
    if len(wanted) < 2:
        return []
    return [
        index
        for index, layer in enumerate(seen.architecture.network.layers)
        if wanted in layer.id or wanted in layer_kind(layer).label.lower().replace(" ", "")
    ]


def totals(seen: Studied) -> str:
    """Return the sizes of the whole network in words."""
    shapes = seen.shapes
    weights = memory_text(shapes.parameters * VALUE_BYTES)
    one = "image" if len(shapes.input_shape) == 3 else "example"
    return words.totals(
        len(shapes.layers), count_text(shapes.parameters), weights, count_text(shapes.macs),
        f"{one} of {shape_text(shapes.input_shape)}", at_least=shapes.at_least,
    )  # fmt: skip


def picture(name: str, open_parts: frozenset[str], marked: frozenset[int], look: Any) -> Drawn:  # noqa: ANN401
    """Return the drawn network, written out once for all who look at the same.

    Args:
        name: The architecture.
        open_parts: Names of the parts that are open.
        marked: Numbers of layers to point out.
        look: The theme.
    """
    seen = studied(name)

    def make() -> Any:  # noqa: ANN401 - a Plotly figure
        graph = architecture_graph(
            seen.architecture.network, seen.shapes, seen.fields, seen.parts, open_parts, marked
        )
        return architecture_figure(graph, look, title=seen.architecture.entry.label)

    return drawn(make, "architecture", name, open_parts, marked, look.name)


def _picture(seen: Studied, found: list[int]) -> None:
    name = seen.architecture.entry.name
    few = found[:_MOST_FOUND]
    around = {part.name for index in few for part in holding(seen.parts, index)}
    marked = frozenset(few) | ({chosen(_LAYER, (name, -1))[1]} if _selected(name) else set())
    shape = picture(name, opened(seen) | around, frozenset(marked), theme())
    with st.container(height=HEIGHT, border=False, key="architecture_scroll"):
        clicked = component.view(shape, key="architecture")
    if clicked:
        _follow(seen, clicked)
        st.rerun()


def _selected(name: str) -> bool:
    known = chosen(_LAYER)
    return known is not None and known[0] == name


def _follow(seen: Studied, clicked: dict[str, Any]) -> None:
    """Open the part or choose the layer that was clicked."""
    name = seen.architecture.entry.name
    if clicked["kind"] == "part":
        choose(_OPENED, (name, opened(seen) | {clicked["part"]}))
    else:
        choose(_LAYER, (name, clicked["number"]))


def _open_level(seen: Studied) -> None:
    name, known = seen.architecture.entry.name, opened(seen)
    closed = {part.name for part in shown(seen.parts, known) if part.parts}
    if len(shown(seen.parts, known | closed)) <= _MOST_SHOWN:
        choose(_OPENED, (name, known | closed))


def _close(seen: Studied, part: Part) -> None:
    """Close a part and all that is open in it."""
    inside = {each.name for each in part.inside()}
    choose(_OPENED, (seen.architecture.entry.name, opened(seen) - inside))


def _details(seen: Studied, query: str, found: list[int]) -> None:
    """Say what is known of the layer that was clicked, or how to begin."""
    if query.strip():
        st.caption(words.layers_found(len(found), _MOST_FOUND))
    name = seen.architecture.entry.name
    if _selected(name):
        _layer(seen, chosen(_LAYER)[1])
    else:
        st.caption(words.HOW_TO_BEGIN)
    around = [part for part in _open_parts(seen) if part.layers < len(seen.shapes.layers)]
    for part in around[:6]:
        st.button(
            words.fold(part_text(part, seen.architecture.network)), key=f"fold_{part.name}",
            on_click=_close, args=(seen, part), width="stretch", help=words.FOLD_HELP,
        )  # fmt: skip
    if seen.architecture.entry.paper:
        st.caption(words.source(seen.architecture.entry.paper, seen.architecture.entry.year))


def _open_parts(seen: Studied) -> list[Part]:
    """Return the parts that are open, those around the chosen layer first."""
    known = opened(seen)
    parts = [part for top in seen.parts for part in top.inside() if part.name in known]
    number = chosen(_LAYER, ("", -1))[1] if _selected(seen.architecture.entry.name) else -1
    return sorted(parts, key=lambda part: not part.first <= number <= part.last)


def _layer(seen: Studied, number: int) -> None:
    """Say all about one layer."""
    layer = seen.architecture.network.layers[number]
    entry, kind = seen.shapes.layers[number], layer_kind(layer)
    st.markdown(f"**{kind.label}**  \n`{layer.id}`")
    st.caption(kind.sentence)
    st.latex(kind.formula)
    values = {param.name: param.label.lower() for param in kind.params}
    lines = [f"- {values[name]}: {plain(str(value))}" for name, value in layer.params.items()]
    known = seen.fields.get(layer.id)
    field = field_text(known.sizes if known else None)
    shapes = (shape_text(entry.input_shape or ()), shape_text(entry.shape or ()))
    parameters = entry.parameters if entry.known else None
    sizes, *facts = words.layer_facts(shapes, parameters, entry.macs, field)
    st.markdown("\n".join([*lines, sizes, f"- {plain(entry.arithmetic)}", *facts]))
