"""Editing a network layer by layer: diagram, palette and forms."""
