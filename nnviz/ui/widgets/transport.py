"""Play, pause, step, reset, speed and learning rate."""

import streamlit as st

from nnviz.core.run.run import Reset, Step
from nnviz.core.spec.experiment import LEARNING_RATES, Experiment
from nnviz.ui.state import running
from nnviz.ui.state.fields import field, ladder, number
from nnviz.ui.state.visibility import shown

SPEEDS = (1.0, 2.0, 5.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 0.0)
"""Epochs per second that the slider offers; 0 is flat out."""


def buttons() -> None:
    """Draw the buttons that steer the run."""
    playing = running.is_training()
    st.button(
        "Pause" if playing else "Play",
        key="play",
        type="primary",
        icon=":material/pause:" if playing else ":material/play_arrow:",
        on_click=running.pause if playing else running.play,
        shortcut="Ctrl+Enter",
        help="Train the network, or hold it where it is.",
    )
    if not shown("playback"):
        return
    _small("Epoch", "skip_next", "Train once through the training data.", Step("epoch"))
    _small("Batch", "step", "Make one update of the weights.", Step("batch"))
    _small("Reset", "replay", "Back to the same initial weights.", Reset())
    st.button(
        "New seed",
        key="new_seed",
        icon=":material/casino:",
        on_click=running.new_seed,
        help="Back to the beginning with other initial weights.",
    )


def _small(label: str, icon: str, text: str, command: Step | Reset) -> None:
    st.button(
        label,
        key=label.lower().replace(" ", "_"),
        icon=f":material/{icon}:",
        on_click=running.send,
        args=(command,),
        help=text,
    )


def sliders(experiment: Experiment) -> None:
    """Draw what can be moved while the network trains."""
    training = experiment.training
    if shown("speed"):
        field(
            st.select_slider,
            "Epochs per second",
            training.speed or 0.0,
            lambda now, new: now.changed(training=now.training.changed(speed=new or None)),
            key="speed",
            options=SPEEDS if (training.speed or 0.0) in SPEEDS else (training.speed, *SPEEDS),
            format_func=lambda speed: number(speed) if speed else "flat out",
            help="How fast to train: slowly enough to watch, or as fast as it goes.",
            width=140,
        )
    if shown("rate"):
        ladder(
            "Learning rate",
            LEARNING_RATES,
            training.learning_rate,
            lambda now, new: now.changed(training=now.training.changed(learning_rate=new)),
            key="learning_rate",
            help="How far each update moves the weights. It acts while the network trains.",
            width=140,
        )
