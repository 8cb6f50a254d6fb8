"""Edits of a network: layers and blocks moved, copied, removed, undone."""
