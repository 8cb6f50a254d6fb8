"""One kind of layer: what it does, its arithmetic on an input to play with, numbers, and code."""

import streamlit as st

from nnviz.core.editing.trying import Trial, code_line, first_shapes, first_values, try_layer
from nnviz.core.errors import SpecError
from nnviz.core.spec.kinds import Inference, LayerKind, shape_text
from nnviz.core.spec.params import ParamValue, complete
from nnviz.core.worked import worked_example
from nnviz.core.worked.curves import curve
from nnviz.figures.catalogue.function_curve import function_curve
from nnviz.figures.catalogue.worked_example import worked_example as worked_figure
from nnviz.live import component
from nnviz.ui.library import layer_words as words
from nnviz.ui.library import trial_form
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.drawing import drawn
from nnviz.ui.widgets.plain_text import plain

_CELLS, _FEW_CELLS = 15.0, 4.0
"""How many cells of numbers stand side by side at least, alone and beside a curve."""


def layer_view(kind: LayerKind) -> None:
    """Draw all about a kind of layer."""
    about, controls = st.columns([5.6, 3.2], gap="medium")
    with controls:
        found = _controls(kind)
    with about:
        wrapper = kind.wrapper.rpartition(".")[2] if kind.wrapper else ""
        whose = words.OWN_LAYER if kind.own else words.keras_layer(kind.keras_name, wrapper)
        st.markdown(f"### {kind.label}\n{kind.sentence}")
        st.caption(f"{whose} \u00b7 {kind.category}")
        st.latex(kind.formula)
        if found is None:
            return
        values, trial = found
        _arithmetic(kind, trial)
        _example(kind, values)
        st.markdown(words.IN_KERAS)
        st.code(code_line(kind, values, len(trial.shapes)), language="python")


def _controls(kind: LayerKind) -> tuple[dict[str, ParamValue], Trial] | None:
    """Draw what can be set; return it with what comes of it, None where it cannot be read."""
    try:
        st.markdown(words.INPUT_HEADING)
        shapes = trial_form.shapes(
            kind.name, first_shapes(kind), kind.inputs[1], tokens=kind.takes_tokens
        )
        if kind.params:
            st.markdown(words.SETTINGS)
        values = trial_form.parameters(kind.name, kind.params, first_values(kind))
        values = complete(kind.params, values, f"the layer {kind.label.lower()}")
        return values, try_layer(kind, shapes, values)
    except SpecError as error:
        st.warning(plain(str(error)))
        return None


def _arithmetic(kind: LayerKind, trial: Trial) -> None:
    """Say what comes out and how all numbers follow, or what does not fit."""
    given = " and ".join(shape_text(shape) for shape in trial.shapes)
    outcome = trial.outcome
    if isinstance(outcome, Inference):
        st.markdown(f"**{given} \u2192 {shape_text(outcome.shape)}**", help=words.TERMS)
        st.markdown("\n".join(f"- {line}" for line in _lines(kind, outcome)))
        return
    with st.container(key="problem_tried"):
        st.markdown(words.misfit(plain(outcome.expected), plain(outcome.received)))
        with st.container(horizontal=True, gap="small"):
            for number, remedy in enumerate(trial.remedies):
                st.button(
                    remedy.label, key=f"remedy_{number}", icon=":material/build:",
                    on_click=trial_form.mend, args=(kind.name, kind.params, remedy),
                )  # fmt: skip


def _lines(kind: LayerKind, outcome: Inference) -> list[str]:
    """Say how size, parameters and multiply-adds follow."""
    size, weights = "", outcome.arithmetic
    if kind.category == "convolution":
        # First the positions that the window takes, then the weights in it.
        size, _, weights = weights.partition("; ")
    if not outcome.parameters:
        size, weights = weights, ""
    return [
        *([words.size_line(kind.category, size)] if size else []),
        words.parameter_line(outcome.parameters, weights),
        *([words.fixed_line(outcome.fixed)] if outcome.fixed else []),
        words.mac_line(outcome.macs, outcome.work),
    ]


def _example(kind: LayerKind, values: dict[str, ParamValue]) -> None:
    """Draw the curve of a function, and the small example, or say why there is none."""
    look = theme()
    chosen = tuple(sorted(values.items()))
    st.markdown(words.SMALL_EXAMPLE)
    example = worked_example(kind.name, values)
    if isinstance(example, str):
        st.caption(example)
        return
    line = curve(kind.name, values)
    name = str(values.get("activation", kind.label))
    left, right = st.columns([2.4, 1], gap="small") if line else (None, st.container())
    if left and line:
        with left:
            key = ("curve", kind.name, chosen, look.name)
            component.view(
                drawn(lambda: function_curve(line, look, name=name), *key), key="catalogue_curve"
            )
    with right:
        least = _FEW_CELLS if line else _CELLS
        key = ("worked", kind.name, chosen, look.name)
        component.view(
            drawn(lambda: worked_figure(example, look, least=least), *key), key="catalogue_example"
        )
    chance = words.RANDOM if example.chance else ""
    st.caption(f"{example.note}{chance}")
