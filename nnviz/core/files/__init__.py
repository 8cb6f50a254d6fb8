"""Experiments as links and files, and the rules for untrusted files."""
