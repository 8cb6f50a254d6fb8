"""Shape inference without Keras, and the repairs of what does not fit."""
