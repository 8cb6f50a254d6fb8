"""The Compare page: two networks side by side, what differs marked, and how large both are."""

from typing import Any

import streamlit as st

from nnviz.core.comparing.alignment import Comparison, Pair
from nnviz.core.comparing.comparison import Sizes, ratio_text
from nnviz.core.shapes.shapes import layer_kind
from nnviz.data.networks.comparable import LABELS, Comparable, comparable, of_experiment
from nnviz.figures.kit.wording import count_text
from nnviz.figures.network.architecture import architecture, field_text, memory_text
from nnviz.graph.architecture import architecture_graph
from nnviz.graph.differing import opened_where_different
from nnviz.graph.folding import shown
from nnviz.live import component
from nnviz.live.component import Drawn
from nnviz.ui.library import words
from nnviz.ui.library.compared_networks import Compared, compared
from nnviz.ui.state import session
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.choices import choose, chosen, kept
from nnviz.ui.state.drawing import drawn
from nnviz.ui.widgets.page_title import page_title

YOURS = "yours"
HEIGHT = 400
_SIDES = ("left", "right")
_FIRST = {"left": YOURS, "right": "starter:spiral"}
_OPENED, _POINTED = "compare_opened", "compare_pointed"
_MOST_OPEN, _MOST_SHOWN = 60, 400
"""Boxes seen at most when a page opens blocks by itself, and when its visitor does."""
_MOST_LISTED = 80
_SIGNS = {"removed": "\u2212", "added": "\\+", "changed": "\u2260"}
"""Of each kind of difference, as Markdown, in which a plus would begin a list."""


def panel() -> None:
    """Draw the page."""
    sentence = page_title(words.COMPARE)
    left, right = _chosen_networks()
    found = compared(left, right)
    pair = _pointed(found)
    about = _about(found, pair) if pair else words.COMPARE_HINT
    sentence.caption(f"{_summary(found)} {about}")
    _totals(found)
    shapes = [_shape(found, place, pair) for place in range(2)]
    height = max(shape.height for shape in shapes) + 16
    kind = "compare_tall" if height > HEIGHT else "compare_low"
    # Both lie in one place, so that they are scrolled together.
    with st.container(height=min(height, HEIGHT), border=False, key=kind):
        for place, column in enumerate(st.columns(2, gap="medium")):
            with column:
                _picture(found, place, shapes[place])
    _list(found)


def _chosen_networks() -> tuple[Comparable, Comparable]:
    """Draw the two choices and the buttons for blocks."""
    options = {YOURS: words.YOURS, **LABELS}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="chooser"):
        names = [
            kept(
                st.selectbox, words.SIDES[name].label, _FIRST[name], key=f"compare_{name}",
                options=options, format_func=lambda name: options.get(name, name), width=270,
                help=words.SIDES[name].help,
            )
            for name in _SIDES
        ]  # fmt: skip
        st.button(
            words.SWAP.label, key="compare_swap", on_click=_swap, args=(names,),
            help=words.SWAP.help,
        )  # fmt: skip
        st.button(
            words.OPEN_DIFFERENCES.label, key="compare_open", on_click=choose,
            args=(_OPENED, None), help=words.OPEN_DIFFERENCES.help,
        )  # fmt: skip
        st.button(
            words.FOLD_ALL.label, key="compare_fold", on_click=choose, args=(_OPENED, ({}, {})),
            help=words.FOLD_ALL.help,
        )  # fmt: skip
    first, second = (_network(name) for name in names)
    return first, second


def _network(name: str) -> Comparable:
    if name == YOURS:
        return of_experiment(words.YOUR_NETWORK, session.experiment())
    return comparable(name)


def _swap(names: list[str]) -> None:
    for name, other in zip(_SIDES, reversed(names), strict=True):
        choose(f"compare_{name}", other)
    choose(_POINTED, None)


def _summary(found: Compared) -> str:
    left, right = (each.network.label for each in found.sides)
    if not found.differences:
        return words.same_layers(left, right)
    states: tuple[Comparison, ...] = ("same", "changed", "removed", "added")
    return words.summary(left, right, {state: found.count(state) for state in states})


def _totals(found: Compared) -> None:
    """Draw the table of sizes with ratios."""
    first, second = (each.sizes for each in found.sides)
    columns = [
        (str(first.layers), str(second.layers), first.layers, second.layers),
        (count_text(first.parameters), count_text(second.parameters),
         first.parameters, second.parameters),
        (count_text(first.macs), count_text(second.macs), first.macs, second.macs),
        (memory_text(first.weights), memory_text(second.weights), first.weights, second.weights),
        (memory_text(first.outputs), memory_text(second.outputs), first.outputs, second.outputs),
    ]  # fmt: skip
    names = words.COLUMNS
    rows = [
        [f"**{found.sides[0].network.label}**", *(column[0] for column in columns), _sees(first)],
        [f"**{found.sides[1].network.label}**", *(column[1] for column in columns), _sees(second)],
        [words.RATIO, *(ratio_text(column[2], column[3]) for column in columns), ""],
    ]
    table = [["", *names, words.RECEPTIVE_FIELD], [":--", *["--:"] * (len(names) + 1)], *rows]
    left, right = st.columns([2.4, 1], gap="medium", vertical_alignment="center")
    with left, st.container(key="compare_totals"):
        st.markdown("\n".join("| " + " | ".join(row) + " |" for row in table))
    st.space("xsmall")
    right.caption(words.READING)


def _sees(found: Sizes) -> str:
    """Write the receptive field of the last layer that does not see everything."""
    if not found.places:
        return words.ALL_INPUTS
    return words.part_of(field_text(found.field), field_text(found.places))


def opened(found: Compared, place: int) -> frozenset[str]:
    """Return the names of the blocks that are open on one side."""
    known = chosen(_OPENED)
    mine = found.sides[place]
    if known is None:
        return opened_where_different(mine.parts, found.states(place), _MOST_OPEN)
    return known[place].get(mine.network.key, frozenset())


def _open(found: Compared, place: int, part: str) -> None:
    """Open a block that was clicked, and the blocks with its partners; others stay as they are."""
    before = [opened(found, side) for side in range(2)]
    layers = next(one for one in shown(found.sides[place].parts, before[place]) if one.name == part)
    wider = [{part}, found.partners(place, layers, before[1 - place])]
    after = [before[side] | wider[side != place] for side in range(2)]
    if all(len(shown(found.sides[side].parts, after[side])) <= _MOST_SHOWN for side in range(2)):
        before = after
    names = [each.network.key for each in found.sides]
    choose(_OPENED, tuple({name: before[side]} for side, name in enumerate(names)))


def _pointed(found: Compared) -> Pair | None:
    """Return the row of the alignment that the visitor points at."""
    known = chosen(_POINTED)
    keys = tuple(each.network.key for each in found.sides)
    return found.pairs[known[1]] if known is not None and known[0] == keys else None


def _shape(found: Compared, place: int, pair: Pair | None) -> Drawn:
    """Return the drawn network of one side, with the layer pointed at."""
    mine, look, open_parts = found.sides[place], theme(), opened(found, place)
    number = (pair.first, pair.second)[place] if pair else None
    marked = frozenset() if number is None else frozenset({number})
    states = found.states(place)

    def make() -> Any:  # noqa: ANN401 - a Plotly figure
        spec = mine.network.network
        graph = architecture_graph(
            spec, mine.shapes, mine.fields, mine.parts, open_parts, marked, states
        )
        return architecture(graph, look, title=mine.network.label, beside=True)

    return drawn(
        make, "compared", mine.network.key, tuple(states.items()), open_parts, marked, look.name
    )


def _picture(found: Compared, place: int, shape: Drawn) -> None:
    clicked = component.view(shape, key=f"compare_{_SIDES[place]}_picture")
    if clicked:
        _follow(found, place, clicked)
        st.rerun()


def _follow(found: Compared, place: int, clicked: dict[str, Any]) -> None:
    """Open the block that was clicked, or point at the layer and its partner."""
    if clicked["kind"] == "part":
        _open(found, place, clicked["part"])
        return
    keys = tuple(each.network.key for each in found.sides)
    row = next(
        row
        for row, pair in enumerate(found.pairs)
        if (pair.first, pair.second)[place] == clicked["number"]
    )
    choose(_POINTED, (keys, row))


def _list(found: Compared) -> None:
    """Say in words what differs."""
    if not found.differences:
        return
    st.markdown(words.DIFFERENCES)
    lines = [f"- {_SIGNS[each.state]} {each.text}" for each in found.differences[:_MOST_LISTED]]
    if len(found.differences) > _MOST_LISTED:
        lines.append(words.more_differences(len(found.differences) - _MOST_LISTED))
    st.markdown("\n".join(line.replace("'", "`") for line in lines))


def _about(found: Compared, pair: Pair) -> str:
    """Say what the layer pointed at corresponds to."""
    first, second = (
        None if number is None else found.sides[place].network.network.layers[number]
        for place, number in enumerate((pair.first, pair.second))
    )
    here = first or second
    if here is None:
        return ""
    label = layer_kind(here).label
    if first is None or second is None:
        where = found.sides[1 if first is None else 0].network.label
        return words.only_in(here.id, label, where)
    told = next(
        (each.text for each in found.differences if found.pairs.index(pair) in each.pairs),
        words.SAME_SETTINGS,
    )
    return words.counterparts(first.id, second.id, label, told)
