"""Figures of learning itself: gradients, weights and the loss surface."""
