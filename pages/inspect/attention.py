"""Inspect, attention: which token attends to which, in every head, with the numbers."""

from nnviz.ui.inspect import attention_view, inspect_header
from nnviz.ui.inspect import sequence_words as words
from nnviz.ui.inspect.view_switch import beside_example

seen = inspect_header.begin(words.ATTENTION)
beside_example(seen, attention_view.attention_view)
