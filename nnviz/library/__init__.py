"""nnviz as a library: what `import nnviz` offers in a notebook or a script.

Training happens in the caller's own process, without a server. Nothing here is imported before a
name of it is used, and nothing by pages: it loads Keras.
"""
