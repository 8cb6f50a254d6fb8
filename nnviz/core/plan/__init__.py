"""A network as the sliders see it."""
