"""Training: batches, optimizer steps in slices of time, and how well the network does."""
