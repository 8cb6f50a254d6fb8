"""Streamlit pieces that pages share: shell, session, controls, panels."""
