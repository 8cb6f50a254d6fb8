"""Every sentence about links, saved files and opened files."""

from nnviz.ui.control import Control

# Share

SHARE = "**Share**"
ADDRESS = "The address in your browser always holds this experiment. Copy it, or this link:"
ONLY_HERE = (
    "This link opens on this computer only. Start nnviz with `--host 0.0.0.0` for others in your "
    "network to open it."
)
HIDE = Control("Hide for a class", "Controls to hide from everyone who opens the link.")

# Save

SAVE = "**Save**"
EXPERIMENT = Control("Experiment", "Data, network and settings as JSON, without weights.")
KERAS_MODEL = Control(
    "Keras model",
    "The network with its present weights, as a .keras file. nnviz opens it again with its data "
    "and settings.",
)
ONNX = Control("ONNX", "The network with its weights, for programs other than Keras.")
ONNX_MISSING = 'ONNX needs the package tf2onnx: `pip install -e ".[onnx]"`.'
ONNX_BACKEND = "Only TensorFlow can write ONNX files; this server computes with JAX."


def no_onnx(error: object) -> str:
    """Say why there is no ONNX file."""
    return f"There is no ONNX file of this network. {error}"


# Predictions as a table

PREDICTIONS_LABEL = "Predictions as CSV"
DATA_CHANGED = "The data have changed. Train first."
NO_PREDICTIONS = "There are no predictions yet."


def predictions_help(count: int) -> str:
    """Explain the table of predictions."""
    return (
        f"The network's present predictions for the first {count} test examples, with the true "
        "values."
    )


# Keras code

CODE = (
    "This code builds, trains and evaluates the same network with Keras alone. It reads data.npz, "
    "which is part of the download."
)
SCRIPT = Control("Script and data", "A ZIP file with the script and its data.")
NOTEBOOK = Control(
    "Notebook and data", "A ZIP file with a Jupyter notebook of the same code and its data."
)


def no_script(error: object) -> str:
    """Say why there is no code."""
    return f"There is no script for this network yet. {error}"


# Open

OPEN = "**Open**"
OPEN_FILE = Control(
    "A saved experiment or a Keras model",
    "An experiment or an architecture as JSON, a .keras or .h5 file with weights, Keras code or a "
    "notebook. Files are read, never run.",
)
OPEN_CODE_FIELD = Control(
    "Keras code",
    "Code that builds a Keras model. It is read, never run. If it does not say how large its input "
    "is, the present data do.",
)
CODE_EXAMPLE = "model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(4)])"
OPEN_CODE = Control("Open code", "Open the network that this code builds.")
NOT_TEXT = "It is not text."
FILE_GONE = (
    "This server does not have the file of this address. Run nnviz open with it again, or open "
    "it under Share or Your data."
)
PASTE_FIRST = "Paste Keras code into the field first."
THE_CODE = "The code"


def refused(what: str, why: str) -> str:
    """Say why something cannot be opened; `what` is `file` or `code`."""
    return f"This {what} cannot be opened. {why}"


def only_to_look_at(name: str, why: str, left_out: str) -> str:
    """Say that a network can be looked at, but not trained."""
    return f"{name} is open under Architectures. {why}{left_out}"


def opened(name: str, layers: int, weights: str, left_out: str) -> str:
    """Say what was opened; `weights` is their count in words, or empty."""
    learned = f"with {weights} weights" if weights else "with new weights"
    return f"{name} is open: {layers} layer{'' if layers == 1 else 's'}, {learned}.{left_out}"


def left_out(notes: str) -> str:
    """Say what of a file was left out."""
    return f" Left out: {notes}."


# Opened networks under Architectures

OPENED = "Opened"
OPENED_IDEA = "The network you opened."


def cannot_train(layers: str) -> str:
    """Say which layers of an opened network cannot be trained."""
    return f"Layers in grey cannot be trained here: {layers}."
