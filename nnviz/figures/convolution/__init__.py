"""Figures of convolutional layers."""
