"""Inspect, attention: which token looks at which, in every head, with the numbers."""

from nnviz.ui.inspect import attention_view, inspect_header
from nnviz.ui.inspect.view_switch import beside_example

seen = inspect_header.begin("Attention", "Which token looks at which, and how it comes to do so.")
beside_example(seen, attention_view.attention_view)
