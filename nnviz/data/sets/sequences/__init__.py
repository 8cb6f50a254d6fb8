"""Sequences of numbers and symbols."""
