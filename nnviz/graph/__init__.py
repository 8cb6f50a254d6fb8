"""NetworkX graphs of a network, as units and as layers, with the places where they are drawn."""
