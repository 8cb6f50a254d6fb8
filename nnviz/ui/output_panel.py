"""What the network says: surface, samples, forecast, next word; and how well it does."""

from collections.abc import Callable

import plotly.graph_objects as go
import streamlit as st

from nnviz.core.dataset import Dataset
from nnviz.figures.confusion import confusion
from nnviz.figures.curves import curves
from nnviz.figures.forecast import forecast
from nnviz.figures.next_word import next_word
from nnviz.figures.predictions import predictions
from nnviz.figures.samples import samples
from nnviz.figures.surface import surface
from nnviz.live import component
from nnviz.ui.appearance import theme
from nnviz.ui.visibility import shown

OUTPUT_HEIGHT = 292
CURVES_HEIGHT = 168

_MAX_CONFUSION = 12


def _surface(dataset: Dataset) -> go.Figure:
    with st.container(horizontal=True, gap="small"):
        show_test = st.toggle(
            "Test points", key="show_test", help="Draw the examples kept back for testing too."
        )
        discretize = st.toggle(
            "Decision only", key="discretize", help="Show which side of the boundary a place is on."
        )
    return surface(
        dataset, theme(), show_test=show_test, discretize=discretize, height=OUTPUT_HEIGHT
    )


def _samples(dataset: Dataset) -> go.Figure:
    return samples(dataset, theme(), height=OUTPUT_HEIGHT)


def _confusion(dataset: Dataset) -> go.Figure:
    return confusion(dataset, theme(), height=OUTPUT_HEIGHT)


def _forecast(dataset: Dataset) -> go.Figure:
    return forecast(dataset, theme(), height=OUTPUT_HEIGHT)


def _predictions(dataset: Dataset) -> go.Figure:
    return predictions(dataset, theme(), height=OUTPUT_HEIGHT)


def _next_word(dataset: Dataset) -> go.Figure:
    text = st.text_input(
        "Beginning of a sentence",
        "happy",
        key="beginning",
        max_chars=120,
        help="The network says which word it expects next.",
    )
    return next_word(dataset, theme(), text=text, height=OUTPUT_HEIGHT)


_VIEWS: dict[str, tuple[str, Callable[[Dataset], go.Figure]]] = {
    "surface": ("Surface", _surface),
    "samples": ("Samples", _samples),
    "forecast": ("Forecast", _forecast),
    "predictions": ("Predictions", _predictions),
    "next_word": ("Next word", _next_word),
    "confusion": ("Confusion", _confusion),
}


def views(dataset: Dataset) -> tuple[str, ...]:
    """Return the names of the output views that make sense for this data, the best first."""
    found = dataset.signature
    classes = len(dataset.class_names)
    small = ("confusion",) if classes <= _MAX_CONFUSION else ()
    if found.view == "plane":
        return ("surface", *(() if found.task == "regression" else small))
    if found.task == "regression":
        return ("forecast",) if found.view == "series" else ("predictions",)
    if found.view == "tokens" and found.task == "multiclass":
        return ("next_word", *small)
    if found.view == "table":
        return small
    return ("samples", *small)


def panel(dataset: Dataset, token: str | None) -> None:
    """Draw the column with the network's output and its learning curves."""
    if shown("output"):
        _output(dataset, token)
    if shown("curves"):
        _curves(dataset, token)


def _output(dataset: Dataset, token: str | None) -> None:
    names = views(dataset)
    best = names[0]
    if st.session_state.get("output_view") not in names:
        st.session_state["output_view"] = best
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if len(names) > 1:
            st.segmented_control(
                "Output",
                names,
                key="output_view",
                format_func=lambda name: _VIEWS[name][0],
                label_visibility="collapsed",
                required=True,
            )
        else:
            st.markdown(f"**{_VIEWS[best][0]}**")
        name = st.session_state["output_view"]
        figure = _VIEWS[name][1](dataset)
    component.view(figure, token=token, key=f"output_{name}", grows=True)


def _curves(dataset: Dataset, token: str | None) -> None:
    metric = "accuracy" if dataset.signature.task != "regression" else "abs. error"
    component.status(
        token,
        key="metrics",
        fields=("loss", "test_loss", "accuracy", "test_accuracy"),
        metric=metric,
    )
    log_scale = bool(st.session_state.get("log_scale"))
    figure = curves(theme(), log_scale=log_scale, metric=metric, height=CURVES_HEIGHT)
    component.view(figure, token=token, key="curves", grows=True)
    st.toggle(
        "Log scale", key="log_scale", help="Show the loss by powers of ten, to see small changes."
    )
