"""What every page that looks inside a network begins with: the run, steered and in numbers."""

from dataclasses import dataclass

import streamlit as st

from nnviz.core.plan.checking import checked_shapes
from nnviz.core.shapes.shapes import NetworkShapes
from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.experiment import Experiment
from nnviz.data import load
from nnviz.data.starters import STARTERS
from nnviz.ui.control import Control
from nnviz.ui.inspect import words
from nnviz.ui.inspect.example_choice import Example, current_example
from nnviz.ui.state import running, session
from nnviz.ui.widgets import run_notices, time_panel, transport


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a page looks at.

    Attributes:
        experiment: The visitor's experiment, the same as on the Playground.
        dataset: Its data.
        shapes: Shapes of its layers, all of which fit.
        token: Its run.
        example: The example that is sent through the network.
    """

    experiment: Experiment
    dataset: Dataset
    shapes: NetworkShapes
    token: str
    example: Example


def begin(text: Control) -> Inspected:
    """Draw the title and the transport row, and return what is to be looked at.

    A network that does not fit together has no run to look into: then the page says so and ends
    here.

    Args:
        text: Name of the page, and what is to be seen on it.
    """
    session.follow_link()
    experiment = session.experiment()
    dataset = load(experiment.data)
    shapes = checked_shapes(experiment.network, dataset.signature)
    token = running.token() if running.follow_experiment() else None
    session.write_link()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="top_row"):
        st.markdown(text.label, width="content")
        st.caption(words.page_caption(text.help, _network_words(experiment, shapes)))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="transport"):
        transport.buttons()
        transport.sliders(experiment)
        time_panel.popover(token)
        run_notices.status_line(experiment, token)
    run_notices.notices(token)
    if token is None:
        st.info(words.DOES_NOT_FIT)
        st.stop()
    return Inspected(experiment, dataset, shapes, token, current_example(dataset))


def _network_words(experiment: Experiment, shapes: NetworkShapes) -> str:
    """Say which network this is, in a few words."""
    starter = STARTERS.get(session.starter_of(experiment))
    name = starter.label if starter else ""
    return words.network(name, len(experiment.network.layers), shapes.parameters)
