"""Tables: one row per example, one column per feature."""
