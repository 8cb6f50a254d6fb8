"""What a live model computes inside: read-outs, derivatives, and its weights over time."""
