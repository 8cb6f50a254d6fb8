"""Widgets that show a value of the experiment and change it: one way in, one way out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.params import Param, ParamValue
from nnviz.ui.state.session import edit

_VERSIONS = "nnviz_versions"
_ON_PAGE = "nnviz_on_page"
_DRAWN = "nnviz_drawn"
_PARTS = "nnviz_parts"
_DEFAULTS = {"selectbox": "index", "pills": "default", "segmented_control": "default"}
"""What the default of a widget is called, where it is not `value`."""

Change = Callable[[Experiment, Any], Experiment]
Widget = Callable[..., Any]


def field(
    widget: Widget,
    label: str,
    value: object,
    change: Change,
    *,
    key: str,
    **options: Any,  # noqa: ANN401 - whatever the widget takes
) -> None:
    """Draw a widget that stands at `value` and changes the experiment when it is moved.

    Args:
        widget: A Streamlit input, such as `st.slider`.
        label: What it is called.
        value: The experiment's value.
        change: `(experiment, new value) -> experiment`; what it raises becomes a notice.
        key: Unique key of the widget.
        **options: Passed on to the widget.
    """
    place = standing_at(key, value)
    name = _DEFAULTS.get(widget.__name__, "value")
    options[name] = list(options["options"]).index(value) if name == "index" else value
    widget(label, key=place, on_change=_changed, args=(place, value, change), **options)


def begin_page() -> None:
    """Note that the widgets of the page are drawn again."""
    st.session_state[_DRAWN] = set()


def end_page() -> None:
    """Note that the whole page was drawn: what was not drawn has left it.

    Not to be called when the run was cut short by the next: Streamlit then forgets no widget
    either, and a slider that had not been drawn yet is still the one that a visitor moves.
    """
    st.session_state[_ON_PAGE] = st.session_state[_DRAWN]


@contextmanager
def page_part(name: str) -> Iterator[None]:
    """Note that the widgets of a part are drawn again that is also drawn by itself.

    Args:
        name: The part.
    """
    parts: dict[str, set[str]] = st.session_state.setdefault(_PARTS, {})
    outer: set[str] = st.session_state.setdefault(_DRAWN, set())
    st.session_state[_DRAWN] = now = set[str]()
    try:
        yield
        st.session_state.setdefault(_ON_PAGE, set()).difference_update(parts.get(name, set()) - now)
        parts[name] = now
    finally:
        st.session_state[_DRAWN] = outer | now


def standing_at(key: str, value: object) -> str:
    """Return the widget key under which `key` stands at `value`, which must be its default.

    A widget that the script moves gets a new key. Under the old one, a rerun that the browser
    asked for before it heard of the move would count as the user moving it back. The value is
    given as the widget's default, not through the session's state: a value set there is told to
    the browser once, and is lost when that run is cut short by the next.
    """
    versions: dict[str, int] = st.session_state.setdefault(_VERSIONS, {})
    on_page: set[str] = st.session_state.setdefault(_ON_PAGE, set())
    place = _versioned(key, versions.get(key, 0))
    if place in st.session_state and st.session_state[place] != value:
        on_page.discard(place)
        versions[key] = versions.get(key, 0) + 1
        place = _versioned(key, versions[key])
    on_page.add(place)
    st.session_state.setdefault(_DRAWN, set()).add(place)
    return place


def _versioned(key: str, version: int) -> str:
    return f"{key}-{version}" if version else key


def is_echo(place: str, drawn_at: object) -> bool:
    """Say whether a callback comes of a widget that has left the page, not of a visitor.

    Streamlit forgets the value of such a widget but not its callback. When the browser, which has
    not heard of it yet, sends the old value once more, that counts as a change.

    Args:
        place: Key of the widget.
        drawn_at: The value that it was drawn at.
    """
    gone = place not in st.session_state.get(_ON_PAGE, ())
    return gone and st.session_state.get(place) == drawn_at


def _changed(place: str, drawn_at: object, change: Change) -> None:
    value = st.session_state.get(place)
    if value is not None and not is_echo(place, drawn_at):
        edit(lambda current: change(current, value), gesture=place)


def choice(
    label: str,
    options: dict[Any, str],
    value: object,
    change: Change,
    *,
    key: str,
    **more: Any,  # noqa: ANN401 - whatever the select box takes
) -> None:
    """Draw a select box over named options."""
    field(
        st.selectbox,
        label,
        value,
        change,
        key=key,
        options=list(options),
        format_func=lambda name: options.get(name, str(name)),
        **more,
    )


def ladder(
    label: str,
    rungs: tuple[float, ...],
    value: float,
    change: Change,
    *,
    key: str,
    **more: Any,  # noqa: ANN401 - whatever the slider takes
) -> None:
    """Draw a slider over numbers that are not evenly spaced; a value between them gets its own."""
    steps = sorted({*rungs, value})
    field(
        st.select_slider, label, value, change, key=key, options=steps, format_func=number, **more
    )


def parameter(
    param: Param,
    value: ParamValue,
    change: Callable[[Experiment, str, ParamValue], Experiment],
    *,
    key: str,
) -> None:
    """Draw the widget that fits a described parameter."""

    def changed(current: Experiment, new: ParamValue) -> Experiment:
        return change(current, param.name, new)

    label = f"{param.label} ({param.unit})" if param.unit else param.label
    if isinstance(param.default, bool):
        field(st.toggle, label, value, changed, key=key, help=param.help)
    elif param.choices:
        named = {name: in_words(name) for name in param.choices}
        choice(label, named, value, changed, key=key, help=param.help)
    elif isinstance(param.default, str):
        field(st.text_input, label, value, changed, key=key, help=param.help)
    else:
        kind = int if isinstance(param.default, int) else float
        field(
            st.slider,
            label,
            value,
            changed,
            key=key,
            help=param.help,
            min_value=kind(param.low or 0),
            max_value=kind(param.high or 1),
            step=kind(param.step or 1),
        )


def in_words(name: str) -> str:
    """Return a snake-case name as words."""
    return _NAMES.get(name, name.replace("_", " "))


def number(value: float) -> str:
    """Write a setting as short as it can be: 0.03, 0.00001, 10."""
    return f"{value:.10f}".rstrip("0").rstrip(".") if value else "0"


_NAMES = {
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
    "relu6": "ReLU6",
    "elu": "ELU",
    "selu": "SELU",
    "gelu": "GELU",
    "celu": "CELU",
    "silu": "SiLU (swish)",
    "glorot_uniform": "Glorot uniform",
    "glorot_normal": "Glorot normal",
    "he_uniform": "He uniform",
    "he_normal": "He normal",
    "lecun_uniform": "LeCun uniform",
    "lecun_normal": "LeCun normal",
    "random_uniform": "uniform, \u22120.5 to 0.5",
}
