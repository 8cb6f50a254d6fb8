"""The formats in which experiments, networks and data are saved, by file extension."""

FORMS = (".keras", ".onnx", ".py", ".ipynb", ".json")
"""How an experiment can be written."""
MODELS = (".keras", ".h5", ".hdf5", ".py", ".ipynb")
"""Files that hold a network without data."""
NETWORKS = (".json", *MODELS)
"""What can be opened as a network; JSON is an experiment or an architecture."""
TABLES = (".csv", ".tsv", ".txt", ".zip", ".npz")
"""What can be opened as data of one's own: tables, pictures in folders, arrays."""


def is_experiment(data: bytes, name: str) -> bool:
    """Say whether a file is an experiment of nnviz, or meant to be one, rather than a model.

    Args:
        data: What it holds, or the beginning of that.
        name: What it is called.
    """
    opened = data.lstrip()[:1] == b"{"
    return b'"nnviz"' in data[:400] if opened else name.lower().endswith(".json")
