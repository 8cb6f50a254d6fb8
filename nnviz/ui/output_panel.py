"""What the network says: surface, samples, forecast, next word; and how well it does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment
from nnviz.core.head import score_name
from nnviz.figures.completion import completion
from nnviz.figures.confusion import confusion
from nnviz.figures.copies import copies
from nnviz.figures.curves import curves
from nnviz.figures.errors import errors
from nnviz.figures.forecast import forecast
from nnviz.figures.next_word import next_word
from nnviz.figures.predictions import predictions
from nnviz.figures.samples import samples
from nnviz.figures.surface import surface
from nnviz.figures.theme import Theme
from nnviz.live import component
from nnviz.live.component import Drawn
from nnviz.ui.appearance import theme
from nnviz.ui.drawing import drawn
from nnviz.ui.visibility import shown

OUTPUT_HEIGHT = 292
CURVES_HEIGHT = 168

_MAX_CONFUSION = 12


def _surface_options() -> dict[str, Any]:
    with st.container(horizontal=True, gap="small"):
        show_test = st.toggle(
            "Test points", key="show_test", help="Draw the examples kept back for testing too."
        )
        discretize = st.toggle(
            "Decision only", key="discretize", help="Show which side of the boundary a place is on."
        )
    return {"show_test": show_test, "discretize": discretize}


def _next_word_options() -> dict[str, Any]:
    text = st.text_input(
        "Beginning of a sentence",
        "happy",
        key="beginning",
        max_chars=120,
        help="The network says which word it expects next.",
    )
    return {"text": text}


def _completion_options() -> dict[str, Any]:
    text = st.text_input(
        "Beginning",
        "the old cats that see the dog",
        key="completion_beginning",
        max_chars=120,
        help="The network writes on from here, one word after another.",
    )
    return {"text": text}


def _answer_options() -> dict[str, Any]:
    text = st.text_input(
        "Number in words",
        "forty two thousand and seven",
        key="completion_number",
        max_chars=120,
        help="The network writes it in digits, each of which it reads again before the next.",
    )
    return {"text": text}


def _gap_options() -> dict[str, Any]:
    text = st.text_input(
        "Sentence with a gap",
        "the small dogs _ in the garden because they are tired",
        key="gap_sentence",
        max_chars=160,
        help="Type _ for the hidden word: the network says which words may belong there.",
    )
    return {"text": text}


@dataclass(frozen=True, slots=True)
class _View:
    """One way to look at the output: its name, its figure, and widgets for the figure's options."""

    label: str
    figure: Callable[..., go.Figure]
    options: Callable[[], dict[str, Any]] = dict


_VIEWS = {
    "surface": _View("Surface", surface, _surface_options),
    "samples": _View("Samples", samples),
    "forecast": _View("Forecast", forecast),
    "predictions": _View("Predictions", predictions),
    "next_word": _View("Next word", next_word, _next_word_options),
    "completion": _View("Goes on", completion, _completion_options),
    "answer": _View("Answer", completion, _answer_options),
    "gap": _View("Gap", next_word, _gap_options),
    "copies": _View("Pictures", copies),
    "errors": _View("Errors", errors),
    "confusion": _View("Confusion", confusion),
}


_WRITING = {"onward": ("completion", "next_word"), "answer": ("answer",), "gaps": ("gap",)}
"""Views of what a network writes."""
_REGRESSION = {"plane": "surface", "series": "forecast"}
_CLASSES: dict[str, tuple[str, ...]] = {"plane": ("surface",), "table": ()}
"""The best view of numbers and of classes, by view of the data, where it is not the usual one."""


def views(dataset: Dataset) -> tuple[str, ...]:
    """Return the names of the output views that make sense for this data, the best first."""
    found = dataset.signature
    if found.writing:
        return _WRITING[found.writing]
    if found.copies:
        return ("copies",) if found.view == "image" else ("errors",)
    small = ("confusion",) if len(dataset.class_names) <= _MAX_CONFUSION else ()
    if found.task == "regression":
        return (_REGRESSION.get(found.view, "predictions"),)
    if found.view == "tokens" and found.task == "multiclass":
        return ("next_word", *small)
    return (*_CLASSES.get(found.view, ("samples",)), *small)


def panel(experiment: Experiment, dataset: Dataset, token: str | None) -> None:
    """Draw the column with the network's output and its learning curves."""
    if shown("output"):
        _output(experiment, dataset, token)
    if shown("curves"):
        _curves(dataset, token)


def picture(
    name: str, experiment: Experiment, dataset: Dataset, look: Theme, options: dict[str, Any]
) -> Drawn:
    """Return a view of the output, written out."""
    return drawn(
        lambda: _VIEWS[name].figure(dataset, look, height=OUTPUT_HEIGHT, **options),
        name,
        experiment.data.fingerprint,
        look.name,
        *options.values(),
    )


def curves_picture(look: Theme, metric: str, *, log_scale: bool = False) -> Drawn:
    """Return the learning curves, written out."""
    return drawn(
        lambda: curves(look, log_scale=log_scale, metric=metric, height=CURVES_HEIGHT),
        "curves",
        look.name,
        log_scale,
        metric,
    )


def _output(experiment: Experiment, dataset: Dataset, token: str | None) -> None:
    names = views(dataset)
    name = best = names[0]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if len(names) > 1:
            name = st.segmented_control(
                "Output",
                names,
                default=best,
                key="output_" + "_".join(names),
                format_func=lambda name: _VIEWS[name].label,
                label_visibility="collapsed",
                required=True,
            )
        else:
            st.markdown(f"**{_VIEWS[best].label}**")
        look, options = theme(), _VIEWS[name].options()
    shown_as = picture(name, experiment, dataset, look, options)
    component.view(shown_as, token=token, key=f"output_{name}", grows=True)


def _curves(dataset: Dataset, token: str | None) -> None:
    metric = score_name(dataset.signature)
    component.status(
        token,
        key="metrics",
        fields=("loss", "test_loss", "accuracy", "test_accuracy"),
        metric=metric,
    )
    look, log_scale = theme(), bool(st.session_state.get("log_scale"))
    shown_as = curves_picture(look, metric, log_scale=log_scale)
    component.view(shown_as, token=token, key="curves", grows=True)
    st.toggle(
        "Log scale", key="log_scale", help="Show the loss by powers of ten, to see small changes."
    )
