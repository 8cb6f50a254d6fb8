"""Networks to look at, to compare or to begin with."""
