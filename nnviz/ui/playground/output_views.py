"""The ways to look at what a network says, and which of them make sense for some data."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from nnviz.core.families.experts import experts as mixture
from nnviz.core.families.siamese import pairs_misfit
from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.network import NetworkSpec
from nnviz.figures.generative.adversaries import adversaries
from nnviz.figures.generative.bent_noise import bent_noise
from nnviz.figures.generative.couplings import couplings
from nnviz.figures.generative.fantasies import fantasies
from nnviz.figures.generative.generated import generated
from nnviz.figures.generative.hidden_filters import hidden_filters
from nnviz.figures.generative.latent_space import latent_space
from nnviz.figures.generative.recall import recall
from nnviz.figures.output.completion import completion
from nnviz.figures.output.confusion import confusion
from nnviz.figures.output.errors import errors
from nnviz.figures.output.experts import experts
from nnviz.figures.output.forecast import forecast
from nnviz.figures.output.next_word import next_word
from nnviz.figures.output.predictions import predictions
from nnviz.figures.output.reconstruction import reconstruction
from nnviz.figures.output.samples import samples
from nnviz.figures.output.siamese import siamese
from nnviz.figures.output.surface import surface
from nnviz.ui.control import Control
from nnviz.ui.playground import words
from nnviz.ui.playground.energy_options import fantasies_options, filters_options, recall_options
from nnviz.ui.playground.latent_options import generated_options, latent_options
from nnviz.ui.playground.tree_options import tree_figure, tree_options

_MAX_CONFUSION = 12


Options = Callable[[Experiment, Dataset], dict[str, Any] | str]
"""Draws widgets and returns what a figure is drawn with, or why there is nothing to see."""


def _no_options(_experiment: Experiment, _dataset: Dataset) -> dict[str, Any]:
    return {}


def _experts_options(experiment: Experiment, _dataset: Dataset) -> dict[str, Any]:
    found = mixture(experiment.network)
    return {"names": found.experts if found else ()}


def _surface_options(_experiment: Experiment, _dataset: Dataset) -> dict[str, Any]:
    with st.container(horizontal=True, gap="small"):
        show_test = st.toggle(words.TEST_POINTS.label, key="show_test", help=words.TEST_POINTS.help)
        discretize = st.toggle(
            words.DECISION_ONLY.label, key="discretize", help=words.DECISION_ONLY.help
        )
    return {"show_test": show_test, "discretize": discretize}


def _adversaries_options(_experiment: Experiment, _dataset: Dataset) -> dict[str, Any]:
    arrows = st.toggle(words.ARROWS.label, key="adversaries_arrows", help=words.ARROWS.help)
    return {"arrows": arrows}


def _text_options(key: str, asked: Control, example: str, longest: int = 120) -> Options:
    """Return options that ask for a text, which is `example` at first."""

    def options(_experiment: Experiment, _dataset: Dataset) -> dict[str, Any]:
        text = st.text_input(asked.label, example, key=key, max_chars=longest, help=asked.help)
        return {"text": text}

    return options


_next_word_options = _text_options(
    "beginning",
    words.SENTENCE_START,
    "happy",
)
_completion_options = _text_options(
    "completion_beginning",
    words.TEXT_START,
    "the old cats that see the dog",
)
_answer_options = _text_options(
    "completion_number",
    words.NUMBER_IN_WORDS,
    "forty two thousand and seven",
)
_gap_options = _text_options(
    "gap_sentence",
    words.GAP_SENTENCE,
    "the small dogs _ in the garden because they are tired",
    longest=160,
)


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at the output.

    Attributes:
        figure: Draws it of a dataset.
        options: What it is drawn with, for an experiment on its data.
        moved: Whether it has a point in it that is moved.
    """

    figure: Callable[..., go.Figure]
    options: Options = _no_options
    moved: bool = False


VIEWS = {
    "experts": View(experts, _experts_options),
    "surface": View(surface, _surface_options),
    "adversaries": View(adversaries, _adversaries_options),
    "bent_noise": View(bent_noise),
    "samples": View(samples),
    "forecast": View(forecast),
    "predictions": View(predictions),
    "next_word": View(next_word, _next_word_options),
    "completion": View(completion, _completion_options),
    "answer": View(completion, _answer_options),
    "gap": View(next_word, _gap_options),
    "tree": View(tree_figure, tree_options),
    "recall": View(recall, recall_options),
    "couplings": View(couplings),
    "fantasies": View(fantasies, fantasies_options),
    "siamese": View(siamese),
    "hidden_filters": View(hidden_filters, filters_options),
    "reconstruction": View(reconstruction),
    "latent": View(latent_space, latent_options, moved=True),
    "generated": View(generated, generated_options, moved=True),
    "errors": View(errors),
    "confusion": View(confusion),
}
"""Every view of the output by name."""

_WRITING = {"onward": ("completion", "next_word"), "answer": ("answer",), "gaps": ("gap",)}
"""Views of what a network writes."""
_REGRESSION = {"plane": "surface", "series": "forecast"}
_CLASSES: dict[str, tuple[str, ...]] = {"plane": ("surface",), "table": ()}
"""The best view of numbers and of classes, by view of the data, where it is not the usual one."""


_WALKED = ("latent", "generated")
"""Views of the bottleneck of an autoencoder."""
_OF_LAYERS = {
    "hopfield": ("recall", "couplings"),
    "boltzmann": ("fantasies", "hidden_filters"),
    "sampling": _WALKED,
}
"""Views of what a layer of some kind holds, where it reads grey pictures."""


def views(dataset: Dataset, network: NetworkSpec | None = None) -> tuple[str, ...]:
    """Return the names of the output views that make sense for these data, the best first.

    Args:
        dataset: The data.
        network: Whose layers may have views of their own.
    """
    found = dataset.signature
    special: list[str] = []
    if network is not None and mixture(network) is not None:
        special.append("experts")
    if network is not None and pairs_misfit(found, network) is None:
        special.append("siamese")
    if network is not None and found.view == "image" and found.input_shape[-1] == 1:
        for layer in network.layers:
            special += _OF_LAYERS.get(layer.kind, ())
    usual = _of_data(dataset)
    special = [name for name in special if name not in _WALKED or name in usual]
    others = [name for name in usual if not special or name not in _WALKED]
    return (*dict.fromkeys(special), *others)


def _reconstruction(signature: DataSignature) -> tuple[str, ...]:
    """Return the views of a network that gives a picture or a row of values."""
    if signature.view != "image":
        return ("errors",)
    return ("reconstruction", *_WALKED) if signature.task == "regression" else ("reconstruction",)


def _of_data(dataset: Dataset) -> tuple[str, ...]:
    found = dataset.signature
    if found.writing or found.copies:
        return _WRITING[found.writing] if found.writing else _reconstruction(found)
    small = ("confusion",) if len(dataset.class_names) <= _MAX_CONFUSION else ()
    if found.task == "regression":
        return (_REGRESSION.get(found.view, "predictions"),)
    if found.leaves:
        return ("tree", *small)
    if found.noise:
        return ("adversaries", "bent_noise")
    if found.view == "tokens" and found.task == "multiclass":
        return ("next_word", *small)
    return (*_CLASSES.get(found.view, ("samples",)), *small)
