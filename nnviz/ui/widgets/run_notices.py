"""What the run has to say: live numbers, and in words what happened to it."""

import streamlit as st

from nnviz.core.spec.experiment import Experiment
from nnviz.engine.header import header
from nnviz.live import component
from nnviz.ui.state import running
from nnviz.ui.state.session import notice
from nnviz.ui.widgets.plain_text import plain
from nnviz.ui.widgets.repairs import repair_button
from nnviz.ui.widgets.starter_row import hint

_TROUBLE = ("failed", "lost")


def status_line(experiment: Experiment, token: str | None) -> None:
    """Draw state, epoch, time, rate and device, live; without a run, that there is none."""
    known = header(running.status(), 0, experiment) if token else None
    component.status(
        token, key="status", header=known, fields=("state", "epoch", "seconds", "rate", "device")
    )


def one_line(token: str | None) -> None:
    """Draw the one line under the starters: what the run says, otherwise what to do."""
    status = running.status() if token else None
    with st.container(key="hint"):
        if status is None or not status.reason or status.state in _TROUBLE:
            st.markdown(hint())
        else:
            icon = "check_circle" if status.state == "finished" else "info"
            st.markdown(f":material/{icon}: {plain(status.reason)}")


def notices(token: str | None) -> None:
    """Draw what must not be missed, above the page: refused input, trouble of the run."""
    said = notice()
    if said is not None:
        (st.error if said.level == "error" else st.info)(plain(said.text))
    status = running.status() if token else None
    if status is None or status.state not in _TROUBLE:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="run_failed"):
        st.error(plain(status.reason))
        for index, repair in enumerate(status.repairs):
            repair_button(repair, running.mend, key=f"run_repair_{index}", type="primary")
