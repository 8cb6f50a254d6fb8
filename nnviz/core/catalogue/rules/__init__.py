"""What several kinds of layer share: parameters, freezing, window arithmetic."""
