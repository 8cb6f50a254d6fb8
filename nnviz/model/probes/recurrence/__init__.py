"""Probes of recurrent layers: states, gates and gradients over time."""
