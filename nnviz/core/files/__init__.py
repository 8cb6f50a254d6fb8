"""Experiments as links and files, and the rules for files of strangers."""
