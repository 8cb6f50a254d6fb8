"""Build: a network edited layer by layer, checked at once, and trained from here."""

import streamlit as st

from nnviz.core.plan.checking import checked_shapes
from nnviz.core.run.head import score_name
from nnviz.data import load
from nnviz.live import component
from nnviz.ui.editor import diagram_panel, editing, layer_form, palette_panel, words
from nnviz.ui.playground import network_panel
from nnviz.ui.state import running, session
from nnviz.ui.widgets import run_notices, transport, undo_buttons

MEASURED = ("loss", "test_loss", "accuracy", "test_accuracy")

session.follow_link()
experiment = session.experiment()
dataset = load(experiment.data)
shapes = checked_shapes(experiment.network, dataset.signature)
token = running.token() if running.follow_experiment() else None
chosen = editing.current(experiment.network)

with st.container(horizontal=True, vertical_alignment="center", gap="small", key="top_row"):
    st.markdown(words.BUILD.label, width="content")
    st.caption(words.BUILD.help)
    undo_buttons.undo_buttons()
with st.container(horizontal=True, vertical_alignment="center", gap="small", key="transport"):
    transport.buttons()
    transport.sliders(experiment)
    run_notices.status_line(experiment, token)
run_notices.notices(token)

left, middle, right = st.columns([2.7, 4.6, 3.1], gap="medium")
with left:
    palette_panel.palette_panel(chosen)
    diagram_panel.list_panel(experiment.network, shapes, chosen)
with middle:
    diagram_panel.diagram_panel(experiment, shapes, chosen, token)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="below"):
        st.caption(network_panel.totals(shapes), width="content")
        network_panel.kept_weights(shapes, token)
        metric = score_name(dataset.signature, dataset.target_unit)
        component.status(token, key="metrics", fields=MEASURED, metric=metric)
with right:
    layer_form.chosen_panel(experiment.network, shapes, chosen)
session.write_link()
