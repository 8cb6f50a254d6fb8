"""Every 30 s for the whole server: a garbage collection, and a look at what may be removed."""

import gc
import threading

import streamlit as st

from nnviz.data.uploads import store as own_store
from nnviz.engine import reading

_PERIOD = 30.0
"""Seconds between two collections."""


@st.cache_resource
def start_collector() -> threading.Thread:
    """Start the collecting thread, once per process."""
    thread = threading.Thread(target=_collect, name="nnviz-collector", daemon=True)
    thread.start()
    return thread


def _collect() -> None:
    pause = threading.Event()
    while not pause.wait(_PERIOD):
        gc.collect()
        own_store.tidy()
        reading.tidy()
