"""What may be chosen for the views of networks with an energy: whose start, which dreams."""

from typing import Any

import streamlit as st

from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.experiment import Experiment
from nnviz.ui.inspect.example_choice import NUMBERS
from nnviz.ui.playground import words
from nnviz.ui.state.choices import choose, chosen, kept

START = "recall_start"
"""Name of the choice what a recall begins with: `test` or `own`."""
_SEED = "dreams_seed"
_MOST_SEEDS = 1000


def recall_options(_experiment: Experiment, dataset: Dataset) -> dict[str, Any]:
    """Let the visitor choose what the recall begins with."""
    split = kept(
        st.segmented_control, words.RECALL_START.label, "test", key=START,
        options=words.RECALL_STARTS, format_func=words.RECALL_STARTS.__getitem__, required=True,
        label_visibility="collapsed", help=words.RECALL_START.help,
    )  # fmt: skip
    last = len(dataset.x_test) - 1
    number = min(int(chosen(NUMBERS["test"], 0)), last) if split == "test" else 0
    return {"split": split, "example": number}


def filters_options(experiment: Experiment, _dataset: Dataset) -> dict[str, Any]:
    """Return how many hidden units the machine has."""
    for layer in experiment.network.layers:
        if layer.kind == "boltzmann":
            return {"hidden": layer_values(layer)["units"]}
    return {}


def fantasies_options(_experiment: Experiment, _dataset: Dataset) -> dict[str, Any]:
    """Let the visitor ask for other dreams."""
    seed = int(chosen(_SEED, 0))
    st.button(
        words.NEW_DREAMS.label, key="other_dreams", icon=":material/refresh:", on_click=choose,
        args=(_SEED, (seed + 1) % _MOST_SEEDS),
        help=words.NEW_DREAMS.help,
    )  # fmt: skip
    return {"seed": seed}
