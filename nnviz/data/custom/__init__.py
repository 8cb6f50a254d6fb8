"""Custom examples and files, and the experiments on them."""
