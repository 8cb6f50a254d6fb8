"""How the visitor's images and arrays are read."""

import streamlit as st

from nnviz.core.spec.experiment import DataSpec
from nnviz.data.sets.kind import whole
from nnviz.data.uploads.images import MOST_VALUES, look_at
from nnviz.data.uploads.npz import headers_of
from nnviz.ui.custom_data import words
from nnviz.ui.state.choices import kept
from nnviz.ui.widgets.plain_text import plain

_MOST_NAMED = 12


def pictures_form(spec: DataSpec, key: str) -> DataSpec:
    """Draw all that can be chosen of pictures, and return the spec as it is chosen.

    Args:
        spec: As it was guessed, or as it is in use.
        key: Tells the widgets of this file from those of others.

    Raises:
        NnvizError: The file has no pictures that can be learned from.
    """
    seen = look_at(str(spec.options["file"]))
    count = sum(seen.classes.values())
    named = [f"{plain(name)} {size:,}" for name, size in seen.classes.items()]
    first, more = ", ".join(named[:_MOST_NAMED]), len(named) - _MOST_NAMED
    st.markdown(words.images_found(count, len(named), first, more, seen.left_out))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        side = kept(
            st.slider, words.SIDE.label, whole(spec, "side"), key=f"{key}_side", min_value=8,
            max_value=64, step=4, width=300,
            help=words.SIDE.help,
        )  # fmt: skip
        colour = kept(
            st.toggle, words.COLOUR.label, bool(spec.options["colour"]), key=f"{key}_colour",
            help=words.COLOUR.help,
        )  # fmt: skip
    values = count * side * side * (3 if colour else 1)
    st.caption(words.values(values, MOST_VALUES))
    return spec.changed(options={**spec.options, "side": side, "colour": colour})


def arrays_form(spec: DataSpec, key: str) -> DataSpec:
    """Draw all that can be chosen of arrays, and return the spec as it is chosen.

    Args:
        spec: As it was guessed, or as it is in use.
        key: Tells the widgets of this file from those of others.

    Raises:
        NnvizError: The file has no arrays.
    """
    headers = headers_of(str(spec.options["file"]))
    st.markdown("; ".join(plain(header.words) for header in headers.values()) + ".")
    usable = {name: name for name, header in headers.items() if header.usable}
    names = {"": words.AUTOMATIC, **usable}
    options = dict(spec.options)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for name, label in words.ARRAYS.items():
            options[name] = kept(
                st.selectbox, label, options[name], key=f"{key}_{name}", options=names,
                format_func=names.__getitem__, help=words.ARRAY_HELP,
            )  # fmt: skip
        for name, label, offered in (
            ("reading", words.READING, words.READINGS),
            ("task", words.TASK, words.TASKS),
        ):
            options[name] = kept(
                st.selectbox, label, options[name], key=f"{key}_{name}", options=offered,
                format_func=offered.__getitem__, help=words.GUESSED,
            )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        options["examples"] = kept(
            st.number_input, words.EXAMPLES.label, whole(spec, "examples"), key=f"{key}_examples",
            min_value=100, max_value=50_000, step=100, width=180,
            help=words.EXAMPLES.help,
        )  # fmt: skip
        options["standardize"] = kept(
            st.toggle, words.STANDARDIZE.label, bool(options["standardize"]),
            key=f"{key}_standardize", help=words.STANDARDIZE.help,
        )  # fmt: skip
    return spec.changed(options=options)
