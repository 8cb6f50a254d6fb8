"""Recurrent layers from the inside: unrolled in time, states and gates, one unit's arithmetic."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from nnviz.core.families.gates import DIRECTIONS, GATES
from nnviz.core.families.unrolling import unrolling
from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.network import INPUT, LayerSpec
from nnviz.figures.network.unrolled import unrolled
from nnviz.figures.recurrence.gates import gates
from nnviz.figures.recurrence.similar_spans import similar_spans
from nnviz.figures.recurrence.through_time import through_time
from nnviz.figures.recurrence.unit_step import unit_step
from nnviz.graph.unrolled import unrolled_graph
from nnviz.live import component
from nnviz.ui.inspect import sequence_words as words
from nnviz.ui.inspect.inspect_header import Inspected
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.choices import choose, chosen, kept
from nnviz.ui.state.drawing import drawn

_STEP, _UNIT, _GATE, _LAYER, _WAY = (
    "recurrent_step", "recurrent_unit", "recurrent_gate", "recurrent_layer", "recurrent_way",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Focus:
    """Where in a recurrent network the visitor looks.

    Attributes:
        layer: The recurrent layer.
        direction: Which of its directions.
        length: Steps of the sequence that it reads.
        features: Values that it reads at each step.
        units: How many numbers it remembers.
        step: The chosen step, from 0.
        unit: The chosen unit, from 0.
    """

    layer: LayerSpec
    direction: str
    length: int
    features: int
    units: int
    step: int
    unit: int

    @property
    def key(self) -> tuple[object, ...]:
        """Return what tells it from every other."""
        sizes = (self.length, self.features, self.step, self.unit)
        return (self.layer.fingerprint, self.direction, *sizes)


def focus(seen: Inspected) -> Focus | None:
    """Return where the visitor looks; None when the network has no recurrent layer."""
    found = [layer for layer in seen.experiment.network.layers if layer.kind in GATES]
    if not found:
        return None
    names = [layer.id for layer in found]
    name = chosen(_LAYER, names[0])
    layer = found[names.index(name)] if name in names else found[0]
    values = layer_values(layer)
    length, features = seen.shapes.of(layer.id).input_shape or (1, 1)
    units = values["units"] if isinstance(values["units"], int) else 1
    direction = chosen(_WAY, DIRECTIONS[0]) if values["bidirectional"] else DIRECTIONS[0]
    step = min(int(chosen(_STEP, length)), length) - 1
    unit = min(int(chosen(_UNIT, 1)), units) - 1
    return Focus(layer, direction, length, features, units, step, unit)


def controls(seen: Inspected, at: Focus) -> None:
    """Draw what chooses layer, direction, step and unit."""
    layers = [layer for layer in seen.experiment.network.layers if layer.kind in GATES]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="focus"):
        if len(layers) > 1:
            kept(
                st.selectbox, words.RECURRENT_LAYER.label, layers[0].id, key=_LAYER,
                options=[x.id for x in layers], help=words.RECURRENT_LAYER.help, width=130,
            )  # fmt: skip
        if layer_values(at.layer)["bidirectional"]:
            kept(
                st.segmented_control, words.DIRECTION.label, DIRECTIONS[0], key=_WAY,
                options=DIRECTIONS, required=True, help=words.DIRECTION.help,
            )  # fmt: skip
        if at.length > 1:
            kept(
                st.slider, words.STEP.label, at.length, key=_STEP, min_value=1, max_value=at.length,
                format=words.step_of(at.length), width=170,
                help=words.STEP.help,
            )  # fmt: skip
        if at.units > 1:
            kept(
                st.slider, words.UNIT.label, 1, key=_UNIT, min_value=1, max_value=at.units,
                width=120, help=words.UNIT.help,
            )  # fmt: skip


def network_in_time(seen: Inspected, at: Focus) -> None:
    """Draw the network unrolled; a click chooses the step and the layer."""
    look, network = theme(), seen.experiment.network
    found = unrolling(network, seen.dataset.signature, at.step, at.layer.id)
    if found is None:
        return
    tokens = _words(seen, at.length)
    options = {"layer": at.layer.id, "focus": at.step, **seen.example.options}
    picture = drawn(
        lambda: unrolled(unrolled_graph(found), network, look, options=options, words=tokens),
        "unrolled", network.fingerprint, seen.experiment.data.fingerprint, look.name, at.step,
        at.layer.id, seen.example, tokens,
    )  # fmt: skip
    clicked = component.view(picture, token=seen.token, key="unrolled")
    if clicked and clicked.get("kind") == "step":
        choose(_STEP, int(clicked["step"]) + 1)
        if clicked["layer"] != INPUT:
            choose(_LAYER, clicked["layer"])
        st.rerun()


def _words(seen: Inspected, length: int) -> tuple[str, ...]:
    """Return what stands at each of so many places, for tokens of a known example."""
    dataset, one = seen.dataset, seen.example
    if not dataset.vocabulary or one.split == "own":
        return ()
    signature = dataset.signature
    rows = dataset.inputs(one.split)
    tokens = rows[one.number].ravel()[: signature.leaves or None]
    if signature.writing == "answer":
        # Where an answer is written, its tokens stand behind those of the question.
        question = len(tokens) - signature.places[0]
        tokens = tokens[:question] if length == question else tokens[-length:]
    read = tuple(dataset.vocabulary[int(one)] if int(one) else "\u2013" for one in tokens)
    return read if len(read) == length else ()


def states(seen: Inspected, at: Focus) -> None:
    """Draw every state and gate over time, as maps or lines."""
    form = kept(
        st.segmented_control, words.DRAW_AS, "map", key="recurrent_form", options=words.FORMS,
        format_func=words.FORMS.__getitem__, required=True, label_visibility="collapsed",
    )  # fmt: skip
    look, options = theme(), _options(seen, at)
    picture = drawn(
        lambda: gates(
            at.layer, look, length=at.length, unit=at.unit, form=form, options=options
        ),
        "gates", *at.key, look.name, form, seen.example,
    )  # fmt: skip
    component.view(picture, token=seen.token, key=f"gates_{form}", grows=True)


def arithmetic(seen: Inspected, at: Focus) -> None:
    """Draw what the chosen unit adds up at the chosen step."""
    entries = GATES[at.layer.kind]
    gate = 0
    st.markdown(words.unit_at_step(at.unit + 1, at.step + 1))
    if len(entries) > 1:
        gate = kept(
            st.segmented_control, words.GATE, 0, key=_GATE, options=range(len(entries)),
            format_func=lambda index: entries[index].label.removesuffix(" gate"), required=True,
            label_visibility="collapsed",
        )  # fmt: skip
    st.caption(entries[gate].sentence)
    look, options = theme(), _options(seen, at)
    names = _feature_names(seen, at)
    picture = drawn(
        lambda: unit_step(
            at.layer, look, unit=at.unit, step=at.step, gate=gate, inputs=names, options=options
        ),
        "unit_step", *at.key, look.name, gate, names, seen.example,
    )  # fmt: skip
    component.view(picture, token=seen.token, key="unit_step")


def gradients(seen: Inspected, at: Focus) -> None:
    """Draw how much an output depends on each step."""
    names = seen.dataset.class_names if seen.dataset.signature.outputs > 1 else ()
    output = -1
    if names:
        labels = {-1: words.PREDICTED_OUTPUT, **dict(enumerate(names))}
        output = kept(
            st.selectbox, words.OUTPUT.label, -1, key="recurrent_output", options=labels,
            format_func=labels.__getitem__, width=220,
            help=words.OUTPUT.help,
        )  # fmt: skip
    look = theme()
    options = {"output": output, **_options(seen, at)}
    outputs = names or (seen.dataset.target_name.lower() or "value",)
    picture = drawn(
        lambda: through_time(
            look, length=at.length, layer=at.layer.id, outputs=outputs, options=options
        ),
        "through_time", *at.key, look.name, output, seen.example, outputs,
    )  # fmt: skip
    component.view(picture, token=seen.token, key="through_time", grows=True)
    st.caption(words.GRADIENT)


def alike(seen: Inspected, at: Focus) -> None:
    """Let a span be chosen, and draw other sequences in which the same units do the same."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="span"):
        ends: list[int] = []
        for label, key, default in (
            (words.FROM_STEP, "span_first", 1),
            (words.TO_STEP, "span_last", 3),
        ):
            end = kept(
                st.slider, label, min(default, at.length), key=key, min_value=1,
                max_value=max(2, at.length), width=190,
                help=words.SPAN_HELP,
            )  # fmt: skip
            ends.append(min(end, at.length) - 1)
        threshold = kept(
            st.slider, words.THRESHOLD.label, 0.3, key="span_threshold", min_value=0.0,
            max_value=0.9, step=0.1, width=150, help=words.THRESHOLD.help,
        )  # fmt: skip
    look = theme()
    options = {"layer": at.layer.id, "threshold": threshold, **_options(seen, at)}
    picture = drawn(
        lambda: similar_spans(look, length=at.length, span=(ends[0], ends[1]), options=options),
        "similar_spans", *at.key, look.name, *ends, threshold, seen.example,
    )  # fmt: skip
    component.view(picture, token=seen.token, key="similar_spans", grows=True)
    st.caption(words.SIMILAR_CAPTION)


def _options(seen: Inspected, at: Focus) -> dict[str, Any]:
    return {"direction": at.direction, **seen.example.options}


def _feature_names(seen: Inspected, at: Focus) -> tuple[str, ...]:
    """Return names of what the layer reads, where it reads the data themselves."""
    network = seen.experiment.network
    source = network.sources_of(at.layer)[0]
    given = seen.dataset.feature_names if source == INPUT else ()
    if len(given) == at.features:
        return given
    return tuple(words.nth_input(number + 1) for number in range(at.features))
