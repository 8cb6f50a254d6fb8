"""The formats in which experiments and networks are saved, by file extension."""

FORMS = (".keras", ".onnx", ".py", ".ipynb", ".json")
"""How an experiment can be written."""
MODELS = (".keras", ".h5", ".py")
"""Files that hold a network without data."""
