"""How Streamlit's page is tuned to the look of nnviz, in light and in dark."""

from functools import cache
from pathlib import Path

import streamlit as st

from nnviz.figures.kit.theme import DARK, LIGHT, Theme

_STYLE = Path(__file__).parents[3] / "assets" / "app.css"


@cache
def _style() -> str:
    return f"<style>{_STYLE.read_text(encoding='utf-8')}</style>"


def apply_style() -> None:
    """Add the app's style sheet to the page."""
    st.html(_style())


def theme() -> Theme:
    """Return the figures' theme that matches the page the visitor sees."""
    return DARK if st.context.theme.type == "dark" else LIGHT
