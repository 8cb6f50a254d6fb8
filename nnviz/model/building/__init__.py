"""From specification to Keras model and back, layer by layer, with the weights that fit."""
