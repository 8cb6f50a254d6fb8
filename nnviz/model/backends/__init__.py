"""What one Keras backend needs for itself: TensorFlow and JAX behind one protocol."""
