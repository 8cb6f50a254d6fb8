"""Choices of how to look at a network; they outlive the page they are made on.

Streamlit forgets a widget's value with the page. What is looked at (which example, which layer) is
the visitor's and the same on every page, so it is kept in the session beside the widgets.
"""

from typing import Any

import streamlit as st

from nnviz.ui.state.fields import Widget, is_echo, standing_at

_CHOICES = "nnviz_choices"
_DEFAULTS = {
    "selectbox": "index", "radio": "index", "pills": "default", "segmented_control": "default",
}  # fmt: skip


def chosen(key: str, default: Any = None) -> Any:  # noqa: ANN401 - what the widget gives
    """Return what was last chosen under this key."""
    return _choices().get(key, default)


def choose(key: str, value: object) -> None:
    """Choose for the visitor; the widget of this key follows when it is drawn next."""
    _choices()[key] = value


def kept(
    widget: Widget,
    label: str,
    default: Any,  # noqa: ANN401 - what the widget gives
    *,
    key: str,
    **options: Any,  # noqa: ANN401 - whatever the widget takes
) -> Any:  # noqa: ANN401
    """Draw a widget that stands at what was last chosen, and return that.

    Args:
        widget: A Streamlit input, such as `st.slider`.
        label: What it is called.
        default: Where it stands at first, and when the last choice is no longer offered.
        key: Name of the choice, the same on every page that offers it.
        **options: Passed on to the widget.
    """
    value = chosen(key, default)
    if "options" in options:
        options["options"] = list(options["options"])
        if value not in options["options"]:
            value = default
    elif "max_value" in options:
        value = min(max(value, options["min_value"]), options["max_value"])
    place = standing_at(key, value)
    name = _DEFAULTS.get(widget.__name__, "value")
    options[name] = options["options"].index(value) if name == "index" else value
    widget(label, key=place, on_change=_keep, args=(key, place, value), **options)
    return value


def _keep(key: str, place: str, drawn_at: object) -> None:
    value = st.session_state.get(place)
    if value is not None and not is_echo(place, drawn_at):
        choose(key, value)


def _choices() -> dict[str, Any]:
    return st.session_state.setdefault(_CHOICES, {})
