"""Networks to view, to compare or to start from."""
