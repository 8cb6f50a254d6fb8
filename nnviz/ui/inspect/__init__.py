"""The pages that look inside a network."""
