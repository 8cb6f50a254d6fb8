"""Figures of what units and layers respond to."""
