"""How Streamlit's page is tuned to the look of nnviz, in light and in dark."""

from functools import cache

import streamlit as st

from nnviz.core.files.places import ASSETS
from nnviz.figures.kit.theme import DARK, LIGHT, Theme


@cache
def _style() -> str:
    return f"<style>{(ASSETS / 'app.css').read_text(encoding='utf-8')}</style>"


def apply_style() -> None:
    """Add the app's style sheet to the page."""
    st.html(_style())


def theme() -> Theme:
    """Return the figures' theme that matches the page the visitor sees."""
    return DARK if st.context.theme.type == "dark" else LIGHT
