"""What is specific to one Keras backend: TensorFlow and JAX behind one protocol."""
