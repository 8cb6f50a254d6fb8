"""Layers for sequences: recurrence and attention."""
