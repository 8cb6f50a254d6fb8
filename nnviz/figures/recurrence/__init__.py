"""Figures of recurrent layers over time."""
