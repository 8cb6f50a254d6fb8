"""A network as the sliders describe it."""
