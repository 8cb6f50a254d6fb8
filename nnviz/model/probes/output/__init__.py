"""Probes of what a network answers."""
