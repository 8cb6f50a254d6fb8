"""Model files of strangers, read in a process of its own that has nothing to lose.

`child` is that process. It has no Keras: what a file says is data, and stays data.
"""
