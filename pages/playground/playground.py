"""The Playground: assemble a network, train it live, watch it learn."""

import streamlit as st

from nnviz.core.checking import checked_shapes
from nnviz.data import load
from nnviz.ui import (
    data_panel,
    network_panel,
    output_panel,
    run_notices,
    running,
    session,
    share_panel,
    training_panel,
    transport,
)
from nnviz.ui.starter_row import starter_row
from nnviz.ui.visibility import shown

session.follow_link()
experiment = session.experiment()
dataset = load(experiment.data)
shapes = checked_shapes(experiment.network, dataset.signature)
able = running.follow_experiment()
token = running.token() if able else ""

if shown("starters"):
    starter_row()
with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="transport"):
    transport.buttons()
    run_notices.status_line(token)
    transport.sliders(experiment)
    if shown("training"):
        with st.popover("Training", icon=":material/settings:", key="training"):
            training_panel.panel(experiment, dataset.signature)
    if shown("share"):
        with st.popover("Share", icon=":material/share:", key="share"):
            share_panel.panel(experiment)
        with st.popover("Keras code", icon=":material/code:", key="code"):
            share_panel.code_panel(experiment)
run_notices.notices()

left, middle, right = st.columns([2.1, 6.1, 3.2], gap="medium")
with left:
    data_panel.panel(experiment)
with middle:
    network_panel.panel(experiment, dataset, shapes, token)
with right:
    output_panel.panel(dataset, token)
session.write_link()
