"""What plane of a network's codes is looked at, and which networks have one."""

from typing import Any

import streamlit as st

from nnviz.core.families.latent import Latent, latent
from nnviz.core.plan.checking import checked_shapes
from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.experiment import Experiment
from nnviz.figures.generative.latent_plane import Plane
from nnviz.ui.playground import words
from nnviz.ui.state.choices import kept

_TILES = 9
"""Pictures along each axis that can still be told apart."""
_HEIGHT = 252
"""Pixels; the row that moves the place stands below."""
_CHOICES = 44
"""Pixels that choosing two values takes."""


def latent_options(experiment: Experiment, dataset: Dataset) -> dict[str, Any] | str:
    """Return a plane as fine as the network can be asked for while it learns, or why none."""
    return _options(experiment, dataset, 32)


def generated_options(experiment: Experiment, dataset: Dataset) -> dict[str, Any] | str:
    """Return a plane of few enough places to show a picture at each, or why there is none."""
    return _options(experiment, dataset, _TILES)


def _options(experiment: Experiment, dataset: Dataset, most: int) -> dict[str, Any] | str:
    network = experiment.network
    found = latent(network, checked_shapes(network, dataset.signature))
    if isinstance(found, str):
        return found
    across, up = _chosen(found) if found.width > 2 else (0, 1)
    height = _HEIGHT - (_CHOICES if found.width > 2 else 0)
    side = min(found.side, most)
    return {
        "plane": Plane(found.width, across, up, side, found.points, bool(found.spread)),
        "height": height,
    }


def _chosen(found: Latent) -> tuple[int, int]:
    """Draw what chooses two values of a code; the others stay at their mean."""
    with st.container(horizontal=True, gap="small"):
        across = _value(words.ACROSS, range(found.width), 0, "across")
        others = [number for number in range(found.width) if number != across]
        up = _value(words.UP, others, 1, "up")
    return across, up


def _value(label: str, numbers: Any, usual: int, key: str) -> int:  # noqa: ANN401 - numbers in order
    return kept(
        st.selectbox, label, usual if usual in numbers else 0, key=f"latent_{key}",
        options=list(numbers), format_func=lambda number: words.code(label, number + 1),
        label_visibility="collapsed",
        help=words.LATENT_HELP,
    )  # fmt: skip
