"""One block of layers: what it does, what is inside, and the code of its layers."""

from typing import Any

import streamlit as st

from nnviz.core.blocks.block import Block
from nnviz.core.blocks.placing import example, plainly_named
from nnviz.core.editing.trying import Remedy, code_lines
from nnviz.core.errors import SpecError
from nnviz.core.shapes.shapes import NetworkShapes
from nnviz.core.spec.kinds import Misfit, Shape, shape_text
from nnviz.core.spec.network import NetworkSpec
from nnviz.core.spec.params import ParamValue
from nnviz.core.windows.receptive_field import receptive_fields
from nnviz.figures.network.architecture import architecture
from nnviz.graph.architecture import architecture_graph
from nnviz.graph.folding import fold
from nnviz.live import component
from nnviz.ui.library import layer_words as words
from nnviz.ui.library import trial_form
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.drawing import drawn
from nnviz.ui.widgets.plain_text import plain


def block_view(block: Block) -> None:
    """Draw all about a block: what it does, what can be set, and what is inside."""
    st.markdown(f"### {block.label}\n{block.sentence}")
    st.caption(words.block_source(block.source))
    st.latex(block.formula)
    found = _controls(block)
    if found is None:
        return
    shape, values = found
    made = example(block, shape, values)
    if isinstance(made, Misfit):
        _problem(block, made)
        return
    _totals(block, shape, made[1])
    network = plainly_named(made[0])
    _inside(block, network, made[1], values)
    with st.expander(words.BLOCK_IN_KERAS):
        st.code(code_lines(network), language="python")


def _controls(block: Block) -> tuple[Shape, dict[str, ParamValue]] | None:
    """Draw what can be set in one row; return it, None where it cannot be read."""
    left, right = st.columns([3.6, 5.4], gap="medium")
    try:
        with left:
            (shape,) = trial_form.shapes(block.name, (block.example,), 1, tokens=False)
        with right:
            return shape, trial_form.parameters(block.name, block.params, {}, across=True)
    except SpecError as error:
        st.warning(plain(str(error)))
        return None


def _problem(block: Block, misfit: Misfit) -> None:
    with st.container(key="problem_tried"):
        st.markdown(words.misfit(plain(misfit.expected), plain(misfit.received)))
        remedy = Remedy(words.use(shape_text(block.example)), {}, (block.example,))
        st.button(
            remedy.label, key="remedy_0", icon=":material/build:",
            on_click=trial_form.mend, args=(block.name, block.params, remedy),
        )  # fmt: skip


def _totals(block: Block, shape: Shape, shapes: NetworkShapes) -> None:
    last = shapes.layers[-1].shape or ()
    count = len(shapes.layers) - len(block.before)
    ends = (shape_text(shape), shape_text(last))
    st.markdown(words.block_totals(ends, count, shapes.parameters, shapes.macs))
    if block.before:
        names = ", ".join(f"`{layer.id}`" for layer in block.before)
        st.caption(words.two_inputs(names))


def _inside(
    block: Block, network: NetworkSpec, shapes: NetworkShapes, values: dict[str, ParamValue]
) -> None:
    """Draw the layers of the block."""
    look = theme()

    def make() -> Any:  # noqa: ANN401 - a Plotly figure
        parts = fold(network)
        opened = frozenset(part.name for top in parts for part in top.inside())
        fields = receptive_fields(network, shapes)
        graph = architecture_graph(network, shapes, fields, parts, opened)
        return architecture(graph, look, title=block.label)

    chosen = tuple(sorted(values.items()))
    shape = drawn(make, "block", block.name, shapes.input_shape, chosen, look.name)
    component.view(shape, key="catalogue_block")
