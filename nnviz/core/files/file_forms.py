"""The formats in which experiments, networks and data are saved, by file extension."""

FORMS = (".keras", ".onnx", ".py", ".ipynb", ".json")
"""How an experiment can be written."""
MODELS = (".keras", ".h5", ".hdf5", ".py")
"""Files that hold a network without data."""
NETWORKS = (".json", *MODELS)
"""What can be opened as a network; JSON is an experiment or an architecture."""
TABLES = (".csv", ".tsv", ".txt", ".zip", ".npz")
"""What can be opened as data of one's own: tables, pictures in folders, arrays."""
