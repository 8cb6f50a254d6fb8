"""Probes of what units and layers respond to."""
