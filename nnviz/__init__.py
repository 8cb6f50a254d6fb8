"""nnviz: assemble Keras networks, train them live and see them from the inside."""

__version__ = "0.1.0"
