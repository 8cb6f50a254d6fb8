"""What every page that looks inside a network begins with: the run, steered and in numbers."""

from dataclasses import dataclass

import streamlit as st

from nnviz.core.plan.checking import checked_shapes
from nnviz.core.shapes.shapes import NetworkShapes
from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.experiment import Experiment
from nnviz.data import load
from nnviz.data.starters import STARTERS
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


def begin(title: str, sentence: str) -> Inspected:
    """Draw the title and the transport row, and return what is to be looked at.

    A network that does not fit together has no run to look into: then the page says so and ends
    here.

    Args:
        title: Name of the page.
        sentence: What is to be seen on it, plainly.
    """
    session.follow_link()
    experiment = session.experiment()
    dataset = load(experiment.data)
    shapes = checked_shapes(experiment.network, dataset.signature)
    token = running.token() if running.follow_experiment() else None
    session.write_link()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="top_row"):
        st.markdown(title, width="content")
        st.caption(f"{sentence} Network: {_network_words(experiment, shapes)}.")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="transport"):
        transport.buttons()
        transport.sliders(experiment)
        time_panel.popover(token)
        run_notices.status_line(experiment, token)
    run_notices.notices(token)
    if token is None:
        st.info(
            "The layers of this network do not fit together yet, so there is nothing to look into. "
            "Go to the Playground: it says which layer is the matter, and repairs it by a click."
        )
        st.stop()
    return Inspected(experiment, dataset, shapes, token, current_example(dataset))


def _network_words(experiment: Experiment, shapes: NetworkShapes) -> str:
    """Say which network this is, in a few words."""
    starter = STARTERS.get(session.starter_of(experiment))
    name = f"{starter.label}, " if starter else ""
    layers = len(experiment.network.layers)
    return f"{name}{layers} layers, {shapes.parameters:,} parameters"
