"""What can be looked up and compared: architectures, presets, layers."""
