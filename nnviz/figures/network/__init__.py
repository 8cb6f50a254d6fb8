"""Figures of the network itself: units, layers, links."""
