"""Building by slider: family, depth, units, and what belongs to each layer."""

import streamlit as st

from nnviz.core.catalogue.rules.shared_params import ACTIVATIONS, INITIALIZERS
from nnviz.core.plan.plan import CELLS, FAMILIES, MAX_HIDDEN, Block, Family, StackPlan
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.params import ParamValue
from nnviz.data.experiments import plan_of, with_plan
from nnviz.ui.state.fields import Change, choice, field, words
from nnviz.ui.state.visibility import shown

_UNITS_MAX = 64
"""Where the sliders of units end, unless a network has more already."""
_NAMES = {"feedforward": "Units", "convolutional": "Filters", "recurrent": ""}
_FAMILY = "nnviz_family"
_ROOMY = 5
"""With more hidden layers than this, input and output leave their sliders half a column."""
_ACTIVATIONS = {name: words(name) for name in ACTIVATIONS}


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
            "Family",
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
            "Hidden layers",
            len(plan.blocks),
            lambda now, new: with_plan(now, current_plan(now)[0].resized(new)),
            key="depth",
            min_value=0,
            max_value=MAX_HIDDEN,
            help="Layers between input and output. More than one makes it deep.",
            width=190,
        )
    if shown("network"):
        with st.popover("All layers", icon=":material/tune:", key="all_layers"):
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
    name = CELLS[block.cell] if plan.family == "recurrent" else _NAMES[plan.family]
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
        words(block.activation),
        help=f"Settings of hidden layer {number}",
        key=f"layer_{index}",
        width="stretch",
    ):
        _layer_settings(plan, index, block)


def _layer_settings(plan: StackPlan, index: int, block: Block) -> None:
    st.markdown(f"**Hidden layer {index + 1}**")
    if plan.family == "recurrent":
        choice("Cell", dict(CELLS), block.cell, _on_block(index, "cell"), key=f"cell_{index}")
        field(
            st.toggle,
            "Read in both directions",
            block.bidirectional,
            _on_block(index, "bidirectional"),
            key=f"bidirectional_{index}",
            help="A second set of units reads the sequence backwards.",
        )
    choice(
        "Activation",
        _ACTIVATIONS,
        block.activation,
        _on_block(index, "activation"),
        key=f"activation_{index}",
        help="The function each unit applies to its weighted sum.",
    )
    if plan.family == "convolutional":
        _convolution_settings(index, block)


def _convolution_settings(index: int, block: Block) -> None:
    sizes = (
        ("kernel_size", "Kernel size", block.kernel_size, 1, 9, "Side of the patch a filter sees."),
        ("stride", "Stride", block.stride, 1, 4, "How far the patch moves between two places."),
    )
    for name, label, value, low, high, text in sizes:
        _size(index, name, label, value, low, high, text)
    choice(
        "Padding",
        {"same": "same: zeros around the border", "valid": "valid: no border"},
        block.padding,
        _on_block(index, "padding"),
        key=f"padding_{index}",
        help="Whether the border is filled so that the size is kept.",
    )
    choice(
        "Pooling",
        {"none": "none", "max": "largest value", "average": "mean"},
        block.pooling,
        _on_block(index, "pooling"),
        key=f"pooling_{index}",
        help="Whether each small patch is then reduced to one value.",
    )
    if block.pooling != "none":
        text = "Side of the patch that becomes one value."
        _size(index, "pool_size", "Pool size", block.pool_size, 1, 4, text)


def _size(index: int, name: str, label: str, value: int, low: int, high: int, text: str) -> None:
    field(
        st.slider,
        label,
        value,
        _on_block(index, name),
        key=f"{name}_{index}",
        min_value=low,
        max_value=max(high, value),
        help=text,
    )


def _shared_settings(plan: StackPlan, signature: DataSignature) -> None:
    field(
        st.slider,
        "Dropout",
        plan.dropout,
        _on_plan("dropout"),
        key="dropout",
        min_value=0.0,
        max_value=0.9,
        step=0.05,
        help="Share of values switched off at random while training, after every layer.",
    )
    choice(
        "Normalization",
        {"none": "none", "batch": "batch normalization", "layer": "layer normalization"},
        plan.normalization,
        _on_plan("normalization"),
        key="normalization",
        help="Centres and scales the values after every hidden layer.",
    )
    choice(
        "Initial weights",
        {name: words(name) for name in INITIALIZERS},
        plan.initializer,
        _on_plan("initializer"),
        key="initializer",
        help="How the weights are drawn before training.",
    )
    choice(
        "Output activation",
        _ACTIVATIONS,
        plan.output_activation,
        _on_plan("output_activation"),
        key="output_activation",
        help="The function of the last layer: sigmoid and softmax give probabilities.",
    )
    if plan.family != "feedforward":
        _head_settings(plan)
    if signature.tokens:
        field(
            st.slider,
            "Embedding size",
            plan.embedding,
            _on_plan("embedding"),
            key="embedding",
            min_value=1,
            max_value=max(64, plan.embedding),
            help="How many learned numbers stand for one word.",
        )


def _head_settings(plan: StackPlan) -> None:
    field(
        st.slider,
        "Dense units before the output",
        plan.head_units,
        _on_plan("head_units"),
        key="head_units",
        min_value=0,
        max_value=max(128, plan.head_units),
        help="A dense layer between the last hidden layer and the output; 0 leaves it out.",
    )
    if plan.family == "convolutional":
        choice(
            "Maps become values by",
            {"flatten": "writing all in a row (flatten)", "average": "the mean of each map"},
            plan.merge,
            _on_plan("merge"),
            key="merge",
            help="How feature maps become one row of values for the output.",
        )
