"""Figures of the data a network learns from."""
