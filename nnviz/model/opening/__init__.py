"""Untrusted model files, read in a separate process that has nothing to lose.

`child` is that process. It has no Keras: what a file says is data, and stays data.
"""
