"""Training: batches, optimizer steps in slices of time, and evaluation."""
