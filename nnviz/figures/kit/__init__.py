"""What all figures share: theme, bindings, colours and marks."""
