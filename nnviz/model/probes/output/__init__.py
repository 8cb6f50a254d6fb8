"""Probes of a network's predictions."""
