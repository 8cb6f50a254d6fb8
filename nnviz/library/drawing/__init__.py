"""Every figure of a trained network by name: which network it needs, and what can be chosen."""
