"""What the run has to say: live numbers, and in words what happened to it."""

import streamlit as st

from nnviz.core.experiment import Experiment
from nnviz.core.run import RunStatus
from nnviz.engine import get_engine
from nnviz.engine.header import header
from nnviz.live import component
from nnviz.ui import running
from nnviz.ui.repairs import repair_button
from nnviz.ui.session import take_notice


def status_line(experiment: Experiment, token: str | None) -> None:
    """Draw state, epoch, time, rate and device, live; without a run, that there is none."""
    known = header(running.status(), 0, experiment) if token else None
    component.status(
        token, key="status", header=known, fields=("state", "epoch", "seconds", "rate", "device")
    )


def notices(token: str | None) -> None:
    """Draw whatever has to be said, above the page: refused input, trouble of the run."""
    notice = take_notice()
    if notice is not None:
        (st.error if notice.level == "error" else st.info)(notice.text)
    if not get_engine().ready:
        st.caption("Keras is still loading; you can build already, training starts in a moment.")
    if token:
        _run_notice(running.status())


def _run_notice(status: RunStatus) -> None:
    """Say in words why a run stopped or went on elsewhere, with the repairs."""
    if not status.reason:
        return
    if status.state == "finished":
        st.success(status.reason)
    elif status.state in ("failed", "lost"):
        with st.container(horizontal=True, vertical_alignment="center", key="run_failed"):
            st.error(status.reason)
            for index, repair in enumerate(status.repairs):
                repair_button(repair, key=f"run_repair_{index}", type="primary")
    else:
        st.info(status.reason)
