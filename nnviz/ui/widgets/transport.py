"""Play, pause, step, reset, speed and learning rate."""

import streamlit as st

from nnviz.core.run.run import Reset, Step
from nnviz.core.spec.experiment import LEARNING_RATES, Experiment, Rising
from nnviz.ui.control import Control
from nnviz.ui.state import running
from nnviz.ui.state.fields import field, ladder, number
from nnviz.ui.state.visibility import shown
from nnviz.ui.widgets import words

SPEEDS = (1.0, 2.0, 5.0, 10.0, 30.0, 100.0, 300.0, 1000.0, "rising", 0.0)
"""Epochs per second that the slider offers; 0 is flat out."""


def buttons() -> None:
    """Draw the buttons that steer the run."""
    playing = running.is_training()
    st.button(
        words.PAUSE if playing else words.PLAY,
        key="play",
        type="primary",
        icon=":material/pause:" if playing else ":material/play_arrow:",
        on_click=running.pause if playing else running.play,
        shortcut="Ctrl+Enter",
        help=words.PLAY_HELP,
    )
    if not shown("playback"):
        return
    _small("epoch", words.EPOCH, "skip_next", Step("epoch"))
    _small("batch", words.BATCH, "step", Step("batch"))
    _small("reset", words.RESET, "replay", Reset())
    st.button(
        words.NEW_SEED.label,
        key="new_seed",
        icon=":material/casino:",
        on_click=running.new_seed,
        help=words.NEW_SEED.help,
    )


def _small(key: str, text: Control, icon: str, command: Step | Reset) -> None:
    st.button(
        text.label,
        key=key,
        icon=f":material/{icon}:",
        on_click=running.send,
        args=(command,),
        help=text.help,
    )


def sliders(experiment: Experiment) -> None:
    """Draw what can be moved while the network trains."""
    training = experiment.training
    if shown("speed"):
        field(
            st.select_slider,
            words.SPEED.label,
            training.speed or 0.0,
            lambda now, new: now.changed(training=now.training.changed(speed=new or None)),
            key="speed",
            options=SPEEDS if (training.speed or 0.0) in SPEEDS else (training.speed, *SPEEDS),
            format_func=_speed_words,
            help=words.SPEED.help,
            width=140,
        )
    if shown("rate"):
        ladder(
            words.LEARNING_RATE.label,
            LEARNING_RATES,
            training.learning_rate,
            lambda now, new: now.changed(training=now.training.changed(learning_rate=new)),
            key="learning_rate",
            help=words.LEARNING_RATE.help,
            width=140,
        )


def _speed_words(speed: float | Rising) -> str:
    if speed == "rising":
        return words.RISING
    return number(speed) if speed else words.FLAT_OUT
