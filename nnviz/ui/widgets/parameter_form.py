"""The widget of one parameter of a layer, whatever its type and range."""

import streamlit as st

from nnviz.core.catalogue.rules.shared_params import TRAINABLE
from nnviz.core.editing import edits
from nnviz.core.errors import SpecError
from nnviz.core.shapes.frozen import is_frozen
from nnviz.core.shapes.shapes import layer_kind
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.network import LayerSpec
from nnviz.core.spec.params import Param, ParamValue
from nnviz.ui.state.fields import field, parameter
from nnviz.ui.widgets import words

_WIDE = 128
"""Ranges with more steps than this are typed in, not slid."""


def parameter_field(layer: LayerSpec, param: Param, value: ParamValue) -> None:
    """Draw the widget of one parameter; wide ranges and lists of numbers are typed."""
    key = f"param_{layer.id}_{param.name}"

    def change(now: Experiment, name: str, new: ParamValue) -> Experiment:
        return now.changed(network=edits.change_param(now.network, layer.id, name, new))

    def typed(now: Experiment, new: ParamValue) -> Experiment:
        return change(now, param.name, numbers(new) if isinstance(new, str) else new)

    if isinstance(value, tuple):
        text = ", ".join(str(number) for number in value)
        field(
            st.text_input, param.label, text, typed,
            key=key, help=words.several_numbers(param.help),
        )  # fmt: skip
    elif _is_typed(param):
        kind = float if isinstance(param.default, float) else int
        field(
            st.number_input, param.label, kind(value), typed,
            key=key, help=param.help, step=kind(param.step) if param.step else None,
            min_value=None if param.low is None else kind(param.low),
            max_value=None if param.high is None else kind(param.high),
            format="%g" if kind is float else None,
        )  # fmt: skip
    else:
        parameter(param, value, change, key=key)


def _is_typed(param: Param) -> bool:
    """Say whether a number has too wide a range for a slider."""
    if isinstance(param.default, bool | str | tuple) or param.choices:
        return False
    if param.low is None or param.high is None or not param.step:
        return True
    return (param.high - param.low) / param.step > _WIDE


def numbers(text: str) -> ParamValue:
    """Read numbers with commas between them.

    Raises:
        SpecError: A part is no number.
    """
    try:
        read = [float(part) for part in text.replace("(", " ").replace(")", " ").split(",")
                if part.strip()]  # fmt: skip
    except ValueError as error:
        raise SpecError(words.NUMBERS_EXPECTED, repr(text[:40])) from error
    if all(number.is_integer() for number in read):
        return tuple(int(number) for number in read)
    return tuple(read)


def trainable_field(layer: LayerSpec) -> None:
    """Draw the switch that freezes a layer, where it has anything to learn."""
    if TRAINABLE in layer_kind(layer).params:
        parameter_field(layer, TRAINABLE, not is_frozen(layer))
