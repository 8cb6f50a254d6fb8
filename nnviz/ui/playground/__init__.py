"""The panels of the Playground: data, network, training and output."""
