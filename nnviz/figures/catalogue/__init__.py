"""Figures of the page Layers: worked examples and activation functions."""
