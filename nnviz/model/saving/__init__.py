"""Saving a live model: Keras's own format, ONNX, and the snapshot of a run."""
