"""NetworkX graphs of a network, as units and as layers, with the positions where they are drawn."""
