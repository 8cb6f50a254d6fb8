"""Everything that touches Keras: building, training, probing. Loaded in run processes only.

No module here imports Keras when it is imported itself: a process that is forked from a
template must not have executed an operation before the fork.
"""
