"""Parameters and inputs of a layer that is tried out, kept in the session beside the experiment."""

from collections.abc import Mapping, Sequence

import streamlit as st

from nnviz.core.editing.trying import SHAPES, Remedy
from nnviz.core.spec.kinds import Shape
from nnviz.core.spec.params import Param, ParamValue
from nnviz.ui.library import layer_words as words
from nnviz.ui.state.choices import choose, kept
from nnviz.ui.state.fields import in_words
from nnviz.ui.widgets.parameter_form import numbers
from nnviz.ui.widgets.words import several_numbers

_WIDE = 128
"""Ranges with more steps than this are typed in, not slid."""
_LARGEST = 512


def parameters(
    name: str, params: Sequence[Param], first: Mapping[str, ParamValue], *, across: bool = False
) -> dict[str, ParamValue]:
    """Draw the widgets of all parameters and return their values.

    Args:
        name: What is tried out; its values are kept apart from those of others.
        params: Its parameters.
        first: Where widgets stand at first, where not at their defaults.
        across: Whether the usual ones stand side by side.
    """
    usual = [param for param in params if not param.rare]
    places = st.columns(len(usual), gap="small") if across else [st.container()] * len(usual)
    values: dict[str, ParamValue] = {}
    for place, param in zip(places, usual, strict=True):
        with place:
            values[param.name] = _parameter(name, param, first)
    rare = [param for param in params if param.rare]
    if rare:
        with st.expander(words.MORE_SETTINGS):
            values |= {param.name: _parameter(name, param, first) for param in rare}
    return values


def _parameter(name: str, param: Param, first: Mapping[str, ParamValue]) -> ParamValue:
    key, default = _key(name, param.name), first.get(param.name, param.default)
    if isinstance(default, bool):
        return kept(st.toggle, param.label, default, key=key, help=param.help)
    if param.choices:
        return kept(
            st.selectbox, param.label, default, key=key, options=param.choices,
            format_func=in_words, help=param.help,
        )  # fmt: skip
    if isinstance(default, str):
        return kept(st.text_input, param.label, default, key=key, help=param.help)
    if isinstance(default, tuple):
        text = ", ".join(f"{number:g}" for number in default)
        several = several_numbers(param.help)
        return numbers(kept(st.text_input, param.label, text, key=key, help=several))
    return _number(key, param, default)


def _number(key: str, param: Param, default: float) -> ParamValue:
    kind = float if isinstance(param.default, float) else int
    low, high, step = param.low or 0, param.high or _LARGEST, param.step
    widget = st.slider if step and (high - low) / step <= _WIDE else st.number_input
    more = {"format": "%g"} if kind is float and widget is st.number_input else {}
    found = kept(
        widget, param.label, kind(default), key=key, help=param.help, min_value=kind(low),
        max_value=kind(high), step=kind(step) if step else None, **more,
    )  # fmt: skip
    return kind(found)


def shapes(name: str, first: tuple[Shape, ...], most: int, *, tokens: bool) -> tuple[Shape, ...]:
    """Draw the sizes of what goes in and return them.

    Args:
        name: What is tried out.
        first: The inputs at first.
        most: How many it can read.
        tokens: Whether it reads token numbers, in a row.
    """
    count = len(first)
    if most > count or most > 2:
        count = kept(
            st.slider, words.INPUTS.label, count, key=_key(name, "inputs"), min_value=count,
            max_value=min(most, 4), help=words.INPUTS.help,
        )  # fmt: skip
    first = (*first, *(first[-1:] * (count - len(first))))
    return tuple(
        _shape(name, number, shape, alone=count == 1, tokens=tokens)
        for number, shape in enumerate(first[:count])
    )


def _shape(name: str, number: int, first: Shape, *, alone: bool, tokens: bool) -> Shape:
    label = words.INPUT.label if alone else words.nth_input(number + 1)
    rank = len(first)
    if not tokens:
        rank = kept(
            st.selectbox, label, rank, key=_key(name, f"rank{number}"), options=words.KINDS,
            format_func=words.KINDS.__getitem__, help=words.INPUT.help,
        )  # fmt: skip
    start = first if rank == len(first) else SHAPES[rank]
    places = st.columns(rank, gap="small", wrap=False)
    sizes: list[int] = []
    for axis, (place, size) in enumerate(zip(places, start, strict=True)):
        with place:
            title = words.TOKENS if tokens else words.AXES[rank][axis]
            sizes.append(
                kept(
                    st.number_input, title, size, key=_key(name, f"size{number}_{rank}_{axis}"),
                    min_value=1, max_value=_LARGEST, step=1,
                    help=words.axis_size(label),
                )
            )  # fmt: skip
    return tuple(sizes)


def mend(name: str, params: Sequence[Param], remedy: Remedy) -> None:
    """Set what a remedy sets; the widgets follow."""
    listed = {param.name for param in params if isinstance(param.default, tuple)}
    for param, value in remedy.values.items():
        if isinstance(value, tuple) and param in listed:
            choose(_key(name, param), ", ".join(map(str, value)))
        else:
            choose(_key(name, param), value)
    for number, shape in enumerate(remedy.shapes):
        rank = len(shape)
        choose(_key(name, f"rank{number}"), rank)
        for axis, size in enumerate(shape):
            choose(_key(name, f"size{number}_{rank}_{axis}"), size)


def _key(name: str, part: str) -> str:
    return f"try_{name}_{part}"
