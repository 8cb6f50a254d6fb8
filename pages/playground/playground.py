"""The Playground: assemble a network, train it live, watch it learn."""

import streamlit as st

from nnviz.core.plan.checking import checked_shapes
from nnviz.data import load
from nnviz.ui.playground import data_panel, network_panel, output_panel, training_panel, words
from nnviz.ui.share import saving_panel, share_panel
from nnviz.ui.state import running, session
from nnviz.ui.state.visibility import shown
from nnviz.ui.widgets import run_notices, starter_row, time_panel, transport, undo_buttons

session.follow_link()
experiment = session.experiment()
dataset = load(experiment.data)
shapes = checked_shapes(experiment.network, dataset.signature)
network_panel.show_ahead(experiment, dataset, shapes)
able = running.follow_experiment()
token = running.token() if able else None

with st.container(horizontal=True, vertical_alignment="center", gap="small", key="top_row"):
    starter_row.wordmark()
    starter_row.starters()
    undo_buttons.undo_buttons()
    time_panel.popover(token)
    if shown("share"):
        with st.popover(words.SHARE, icon=":material/share:", key="share"):
            share_panel.panel(experiment, token)
        with st.popover(words.KERAS_CODE, icon=":material/code:", key="code"):
            saving_panel.code_panel(experiment)
run_notices.one_line(token)
starter_row.stages()
with st.container(horizontal=True, vertical_alignment="center", gap="small", key="transport"):
    transport.buttons()
    transport.sliders(experiment)
    if shown("training"):
        with st.popover(words.TRAINING, icon=":material/settings:", key="training"):
            training_panel.panel(experiment, dataset.signature)
    run_notices.status_line(experiment, token)
run_notices.notices(token)

left, middle, right = st.columns([2.2, 6.1, 3.2], gap="medium")
with left:
    data_panel.panel(experiment)
with middle:
    network_panel.panel(experiment, dataset, shapes, token)
with right:
    output_panel.panel(experiment, dataset, token)
session.write_link()
