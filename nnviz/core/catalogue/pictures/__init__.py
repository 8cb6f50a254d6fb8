"""Layers for pictures: convolution, pooling, augmentation."""
