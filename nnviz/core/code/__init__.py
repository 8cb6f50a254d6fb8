"""An experiment as Keras code and as a notebook."""
