"""Record in, Plotly figure out: one figure, one function.

A figure function returns a normal `plotly.graph_objects.Figure`. For live use,
`layout.meta["bindings"]` says which array drives which property of which trace,
`layout.meta["wants"]` which probes give those arrays, and `layout.meta["alt"]` says in words what
is to be seen. `nnviz.figures.kit.bindings` documents the operations.
"""
