"""Building by slider: family, depth, units, and what belongs to each layer."""

import streamlit as st

from nnviz.core.catalogue.rules.shared_params import ACTIVATIONS, INITIALIZERS
from nnviz.core.plan.plan import CELLS, FAMILIES, MAX_HIDDEN, Block, Family, StackPlan
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.params import ParamValue
from nnviz.data.experiments import plan_of, with_plan
from nnviz.ui.control import Control
from nnviz.ui.playground import words
from nnviz.ui.state.fields import Change, choice, field, in_words
from nnviz.ui.state.session import starter
from nnviz.ui.state.visibility import shown

_UNITS_MAX = 64
"""Where the sliders of units end, unless a network has more already."""
_FAMILY = "nnviz_family"
_DEEPEST = "nnviz_deepest"
_ROOMY = 5
"""With more hidden layers than this, input and output leave their sliders half a column."""
_ACTIVATIONS = {name: in_words(name) for name in ACTIVATIONS}


def current_plan(experiment: Experiment) -> tuple[StackPlan, bool]:
    """Return where the sliders stand, and whether that is exactly this network.

    A network without hidden layers does not show which family it belongs to; the one before
    is remembered.
    """
    plan, exact = plan_of(experiment)
    if plan.blocks:
        st.session_state[_FAMILY] = plan.family
    elif family := st.session_state.get(_FAMILY):
        plan = plan.changed(family=family)
    return plan, exact


def _on_plan(name: str) -> Change:
    """Return a change that sets one field of the plan."""
    return lambda now, new: with_plan(now, current_plan(now)[0].changed(**{name: new}))


def _with_family(now: Experiment, family: Family) -> Experiment:
    st.session_state[_FAMILY] = family
    return with_plan(now, plan_of(now)[0].of_family(family))


def _resized(now: Experiment, count: int) -> Experiment:
    """Change the number of hidden layers; those that were taken out come back as they were."""
    plan, _ = current_plan(now)
    place = (starter(), plan.family)
    known, blocks = st.session_state.get(_DEEPEST, (place, ()))
    deepest = plan.blocks + (blocks[len(plan.blocks) :] if known == place else ())
    st.session_state[_DEEPEST] = (place, deepest)
    return with_plan(now, plan.resized(count, deepest))


def _on_block(index: int, name: str) -> Change:
    """Return a change that sets one field of one block, if there still is such a block."""

    def change(now: Experiment, new: ParamValue) -> Experiment:
        plan, _ = current_plan(now)
        if index >= len(plan.blocks):
            return now
        return with_plan(now, plan.with_block(index, **{name: new}))

    return change


def top_row(plan: StackPlan, signature: DataSignature) -> None:
    """Draw family, number of hidden layers and the settings that all layers share."""
    if shown("family"):
        field(
            st.segmented_control,
            words.FAMILY,
            plan.family,
            _with_family,
            key="family",
            options=list(FAMILIES),
            format_func=FAMILIES.__getitem__,
            required=True,
            label_visibility="collapsed",
        )
    if shown("depth"):
        field(
            st.slider,
            words.HIDDEN_LAYERS.label,
            len(plan.blocks),
            _resized,
            key="depth",
            min_value=0,
            max_value=MAX_HIDDEN,
            help=words.HIDDEN_LAYERS.help,
            width=190,
        )
    if shown("network"):
        with st.popover(words.ALL_LAYERS, icon=":material/tune:", key="all_layers"):
            _shared_settings(plan, signature)


def layer_row(plan: StackPlan) -> None:
    """Draw one slider and one menu for every hidden layer, each above its column of units."""
    if not shown("layers") or not plan.blocks:
        return
    count = len(plan.blocks)
    ends = 1.0 if count <= _ROOMY else 0.5
    with st.container(key="layer_row"):
        places = st.columns([ends, *[1.0] * count, ends], gap="small", wrap=False)[1:-1]
    for index, (place, block) in enumerate(zip(places, plan.blocks, strict=True)):
        with place:
            _layer(plan, index, block)


def _layer(plan: StackPlan, index: int, block: Block) -> None:
    number = index + 1
    name = CELLS[block.cell] if plan.family == "recurrent" else words.UNITS[plan.family]
    field(
        st.slider,
        f"{name} {number}",
        block.units,
        _on_block(index, "units"),
        key=f"units_{plan.family}_{index}",
        min_value=1,
        max_value=max(_UNITS_MAX, block.units),
    )
    with st.popover(
        in_words(block.activation),
        help=words.layer_settings(number),
        key=f"layer_{index}",
        width="stretch",
    ):
        _layer_settings(plan, index, block)


def _layer_settings(plan: StackPlan, index: int, block: Block) -> None:
    st.markdown(words.hidden_layer(index + 1))
    if plan.family == "recurrent":
        choice(words.CELL, dict(CELLS), block.cell, _on_block(index, "cell"), key=f"cell_{index}")
        field(
            st.toggle,
            words.BIDIRECTIONAL.label,
            block.bidirectional,
            _on_block(index, "bidirectional"),
            key=f"bidirectional_{index}",
            help=words.BIDIRECTIONAL.help,
        )
    choice(
        words.ACTIVATION.label,
        _ACTIVATIONS,
        block.activation,
        _on_block(index, "activation"),
        key=f"activation_{index}",
        help=words.ACTIVATION.help,
    )
    if plan.family == "convolutional":
        _convolution_settings(index, block)


def _convolution_settings(index: int, block: Block) -> None:
    sizes = (
        ("kernel_size", words.KERNEL_SIZE, block.kernel_size, 9),
        ("stride", words.STRIDE, block.stride, 4),
    )
    for name, text, value, high in sizes:
        _size(index, name, text, value, high)
    choice(
        words.PADDING.label,
        words.PADDINGS,
        block.padding,
        _on_block(index, "padding"),
        key=f"padding_{index}",
        help=words.PADDING.help,
    )
    choice(
        words.POOLING.label,
        words.POOLINGS,
        block.pooling,
        _on_block(index, "pooling"),
        key=f"pooling_{index}",
        help=words.POOLING.help,
    )
    if block.pooling != "none":
        _size(index, "pool_size", words.POOL_SIZE, block.pool_size, 4)


def _size(index: int, name: str, text: Control, value: int, high: int) -> None:
    field(
        st.slider,
        text.label,
        value,
        _on_block(index, name),
        key=f"{name}_{index}",
        min_value=1,
        max_value=max(high, value),
        help=text.help,
    )


def _shared_settings(plan: StackPlan, signature: DataSignature) -> None:
    if plan.blocks:
        _units_of_all(plan)
    field(
        st.slider,
        words.DROPOUT.label,
        plan.dropout,
        _on_plan("dropout"),
        key="dropout",
        min_value=0.0,
        max_value=0.9,
        step=0.05,
        help=words.DROPOUT.help,
    )
    choice(
        words.NORMALIZATION.label,
        words.NORMALIZATIONS,
        plan.normalization,
        _on_plan("normalization"),
        key="normalization",
        help=words.NORMALIZATION.help,
    )
    choice(
        words.INITIAL_WEIGHTS.label,
        {name: in_words(name) for name in INITIALIZERS},
        plan.initializer,
        _on_plan("initializer"),
        key="initializer",
        help=words.INITIAL_WEIGHTS.help,
    )
    choice(
        words.OUTPUT_ACTIVATION.label,
        _ACTIVATIONS,
        plan.output_activation,
        _on_plan("output_activation"),
        key="output_activation",
        help=words.OUTPUT_ACTIVATION.help,
    )
    if plan.family != "feedforward":
        _head_settings(plan)
    if signature.tokens:
        _embedding_size(plan)


def _units_of_all(plan: StackPlan) -> None:
    most = max(block.units for block in plan.blocks)
    field(
        st.slider,
        words.UNITS_OF_ALL[plan.family],
        most,
        lambda now, new: with_plan(now, current_plan(now)[0].with_units(new)),
        key="units_of_all",
        min_value=1,
        max_value=max(_UNITS_MAX, most),
        help=words.UNITS_OF_ALL_HELP,
    )


def _embedding_size(plan: StackPlan) -> None:
    field(
        st.slider,
        words.EMBEDDING_SIZE.label,
        plan.embedding,
        _on_plan("embedding"),
        key="embedding",
        min_value=1,
        max_value=max(64, plan.embedding),
        help=words.EMBEDDING_SIZE.help,
    )


def _head_settings(plan: StackPlan) -> None:
    field(
        st.slider,
        words.DENSE_UNITS.label,
        plan.head_units,
        _on_plan("head_units"),
        key="head_units",
        min_value=0,
        max_value=max(128, plan.head_units),
        help=words.DENSE_UNITS.help,
    )
    if plan.family == "convolutional":
        choice(
            words.MERGE.label,
            words.MERGES,
            plan.merge,
            _on_plan("merge"),
            key="merge",
            help=words.MERGE.help,
        )
