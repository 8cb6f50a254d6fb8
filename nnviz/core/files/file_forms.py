"""The forms in which experiments and networks are written to files, by the ending of the name."""

FORMS = (".keras", ".onnx", ".py", ".ipynb", ".json")
"""How an experiment can be written."""
MODELS = (".keras", ".h5", ".py")
"""Files that hold a network without data."""
