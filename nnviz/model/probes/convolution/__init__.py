"""Probes of convolutional layers: filters, feature maps, explanations."""
