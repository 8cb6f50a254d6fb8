"""Probes of learning itself: one training step, the loss surface, the run so far."""
