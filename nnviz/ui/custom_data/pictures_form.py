"""How pictures and arrays of the visitor's own are read."""

import streamlit as st

from nnviz.core.spec.experiment import DataSpec
from nnviz.data.sets.kind import whole
from nnviz.data.uploads.images import MOST_VALUES, look_at
from nnviz.data.uploads.npz import opened
from nnviz.ui.state.choices import kept
from nnviz.ui.widgets.plain_text import plain

_MOST_NAMED = 12
_READINGS = {
    "automatic": "as it seems", "table": "a row of values", "image": "a picture",
    "series": "a sequence",
}  # fmt: skip
_TASKS = {"automatic": "as it seems", "classes": "one of several classes", "value": "a number"}


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
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    left = f" {seen.left_out:,} other files are left out." if seen.left_out else ""
    st.markdown(
        f"**{count:,} pictures in {len(named)} folders**, each a class: "
        f"{', '.join(named[:_MOST_NAMED])}{more}.{left}"
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        side = kept(
            st.slider, "Side (pixels)", whole(spec, "side"), key=f"{key}_side", min_value=8,
            max_value=64, step=4, width=300,
            help="Pictures are cut square and made this small; smaller ones are learned sooner.",
        )  # fmt: skip
        colour = kept(
            st.toggle, "In colour", bool(spec.options["colour"]), key=f"{key}_colour",
            help="Red, green and blue of every pixel, or one shade of grey.",
        )  # fmt: skip
    values = count * side * side * (3 if colour else 1)
    st.caption(f"{values:,} values in all; at most {MOST_VALUES:,} are possible.")
    return spec.changed(options={**spec.options, "side": side, "colour": colour})


def arrays_form(spec: DataSpec, key: str) -> DataSpec:
    """Draw all that can be chosen of arrays, and return the spec as it is chosen.

    Args:
        spec: As it was guessed, or as it is in use.
        key: Tells the widgets of this file from those of others.

    Raises:
        NnvizError: The file has no arrays.
    """
    _, headers = opened(str(spec.options["file"]))
    st.markdown("; ".join(plain(header.words) for header in headers.values()) + ".")
    names = {"": "as usually named", **{name: name for name in headers}}
    labels = {"inputs": "Learn from", "targets": "Predict"}
    options = dict(spec.options)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for name, label in labels.items():
            options[name] = kept(
                st.selectbox, label, options[name], key=f"{key}_{name}", options=names,
                format_func=names.__getitem__, help="Name of the array; x and y are usual.",
            )  # fmt: skip
        for name, label, words in (("reading", "One example is", _READINGS),
                                   ("task", "It predicts", _TASKS)):  # fmt: skip
            options[name] = kept(
                st.selectbox, label, options[name], key=f"{key}_{name}", options=words,
                format_func=words.__getitem__, help="Guessed from shape and type of the array.",
            )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        options["examples"] = kept(
            st.number_input, "Examples at most", whole(spec, "examples"), key=f"{key}_examples",
            min_value=100, max_value=50_000, step=100, width=180,
            help="Of more, evenly spaced ones are taken.",
        )  # fmt: skip
        options["standardize"] = kept(
            st.toggle, "Standardize", bool(options["standardize"]), key=f"{key}_standardize",
            help="Bring values to mean 0 and deviation 1; pictures to 0 to 1 in any case.",
        )  # fmt: skip
    return spec.changed(options=options)
