"""Probes of the network as a whole: links, layers, mesh."""
