"""Every sentence of the page Layers: kinds of layer, blocks, and the arithmetic to try out."""

from nnviz.ui.control import Control

# List of layers

LAYERS = Control(
    "Layers",
    "Every kind of layer and block: what it does, its formula, a worked example, and its "
    "arithmetic to try out.",
)
NOTHING_FOUND = "No layer matches these words. Try a shorter one, or choose Everything."
FIND_LAYER = Control("Find a layer", "Searches names, Keras names and descriptions.")
FIND_EXAMPLE = "for example: pooling, LSTM"
KIND = Control("Kind", "Show layers of one kind only.")
CATEGORIES = {
    "": "Everything",
    "core": "Core",
    "activation": "Activation",
    "convolution": "Convolution",
    "pooling": "Pooling",
    "recurrent": "Recurrent",
    "attention": "Attention",
    "merge": "Merging",
    "normalization": "Normalization",
    "regularization": "Dropout and noise",
    "shape": "Reshaping",
    "augmentation": "Image augmentation",
    "block": "Blocks of layers",
}
LAYER = "Layer"


def found(count: int, total: int) -> str:
    """Say how many of all layers and blocks match."""
    return f"{count} of {total}"


# One kind of layer

INPUT_HEADING = "**Input shape**"
SETTINGS = "**Settings**"
IN_KERAS = "**In Keras**"
SMALL_EXAMPLE = "**A small example**"
TERMS = (
    "Parameters are the numbers that a layer holds. A multiply-add is one product added to a sum; "
    "their number determines how long a layer takes."
)
OWN_LAYER = "a layer of nnviz"
RANDOM = " Another random draw gives other numbers."


def keras_layer(name: str, wrapper: str) -> str:
    """Name the class of Keras, and the one that it is wrapped in."""
    inside = f" inside `{wrapper}`" if wrapper else ""
    return f"`keras.layers.{name}`{inside}"


def misfit(expected: str, received: str) -> str:
    """Say what does not fit."""
    return f":red[:material/error:] Needs {expected}, but gets {received}."


def size_line(category: str, size: str) -> str:
    """Write how the output shape follows."""
    label = "Size" if category in ("convolution", "pooling", "shape") else "How"
    rounding = " (floor rounds down)" if "floor(" in size else ""
    rounding = " (ceil rounds up)" if "ceil(" in size else rounding
    return f"{label}: {size}{rounding}"


def parameter_line(count: int, arithmetic: str) -> str:
    """Write how many parameters a layer has, and why."""
    why = f" ({arithmetic})" if arithmetic else ""
    return f"{count:,} parameter{'' if count == 1 else 's'}{why}"


def fixed_line(count: int) -> str:
    """Say how many parameters training leaves alone."""
    return f"{count:,} of these are not trained: they stay fixed or follow the data"


def mac_line(macs: int, arithmetic: str) -> str:
    """Write how many multiply-adds an example takes, and why."""
    why = f" ({arithmetic})" if arithmetic else ""
    return f"{macs:,} multiply-adds per example{why}"


# One block

BLOCK_IN_KERAS = "In Keras"


def block_source(paper: str) -> str:
    """Name where a block comes from."""
    return f"A block of layers. Source: {paper}."


def use(shape: str) -> str:
    """Name the button that sets the usual input."""
    return f"Use {shape}"


def block_totals(shapes: tuple[str, str], layers: int, parameters: int, macs: int) -> str:
    """Write the sizes of a block."""
    return (
        f"**{shapes[0]} \u2192 {shapes[1]}** with {layers} layers, {parameters:,} parameters and "
        f"{macs:,} multiply-adds per example"
    )


def two_inputs(names: str) -> str:
    """Say where the second input of a block comes from here."""
    return f"The block reads two layers. Here, {names} in front of it makes the second."


# Input and settings to try out

KINDS = {
    1: "a vector",
    2: "a sequence",
    3: "an image",
    4: "a volume or a video",
    5: "a sequence of volumes",
}
"""What an input is, by its number of axes."""
AXES = {
    1: ("values",),
    2: ("time", "features"),
    3: ("height", "width", "channels"),
    4: ("depth", "height", "width", "channels"),
    5: ("time", "depth", "height", "width", "channels"),
}
TOKENS = "tokens"
MORE_SETTINGS = "More settings"
INPUTS = Control("Inputs", "Number of layers that it reads.")
INPUT = Control("Input", "What it reads: a vector, a sequence, an image, or more axes.")


def nth_input(number: int) -> str:
    """Name one of several inputs."""
    return f"Input {number}"


def axis_size(label: str) -> str:
    """Explain the size of one axis."""
    return f"Size of {label.lower()} along this axis, for one example."
