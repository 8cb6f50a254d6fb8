"""Every sentence of the page Build, panel by panel."""

from nnviz.ui.control import Control

BUILD = Control(
    "Build",
    "Add, move and connect layers and blocks. Drag a box to move it, or drag its circle to the "
    "layer that should read it.",
)

# Palette

GROUP = Control("Group", "Which layers to list. A block is several layers at once.")
BLOCK_TO_ADD = "Block to add"
LAYER_TO_ADD = "Layer to add"
FIND_HELP = "Type part of a name to find it."
BLOCK_SETTINGS = "Block settings"


def read_times(name: str, count: int) -> str:
    """Name what a layer reads, and how often where that is more than once."""
    return name if count == 1 else f"{name} \u00d7 {count}"


def add_after(node: str) -> str:
    """Name the button that adds behind a layer."""
    return f"Add after {node}"


def add_before(node: str) -> str:
    """Name the button that adds on a link."""
    return f"Add before {node}"


# List of layers

OUTLINE = "Layers of the network, from input to output"
INPUT = "Input"


def do_not_fit(count: int) -> str:
    """Say how many layers do not fit after an edit."""
    return f" {count} layer{'s do' if count > 1 else ' does'} not fit."


def reads(names: str) -> str:
    """Say what a layer reads."""
    return f"reads {names}"


AND = " and "


def closed_block(count: int, name: str) -> str:
    """Name a closed block in the list."""
    return f"{count} layers \u00b7 {name}"


def parameters(count: int, *, frozen: bool) -> str:
    """Write the parameters of a layer, or that they are frozen."""
    return f"{count:,} {'frozen' if frozen else 'params'}"


# Chosen layer or link

INPUT_HEADING = "**Input**"
ON_THIS_LINK = "A new layer is added on this link only."
DISCONNECT = Control("Disconnect", "The layer stops reading this input.")
ONLY_INPUT = "The layer reads nothing else."
MORE_SETTINGS = "More settings"


def input_examples(shape: str) -> str:
    """Say what the input is."""
    return f"The examples, each {shape}. Choose the dataset on the Playground."


def link(source: str, target: str) -> str:
    """Head the chosen link."""
    return f"**Link** from `{source}` to `{target}`"


def layer_name(sentence: str) -> str:
    """Explain the name of a layer."""
    return f"{sentence} You can rename the layer here."


# Buttons of a layer or block

UP = Control("Up", "Swap with the one before.")
DOWN = Control("Down", "Swap with the one after.")
DUPLICATE = Control("Duplicate", "Insert a copy after it.")
REMOVE = Control("Remove", "Remove it. What read it then reads its inputs.")
READS = "Reads"
UNREAD = "Disconnect it."
ALSO_READ = Control("Also read", "Layers that do not depend on this one.")
CONNECT = Control("Connect", "Add the layer as an input.")

# Blocks

BLOCK_NAME_HELP = "Name of the block: lowercase letters and underscores, with a number at the end."
OPEN = "Open"
CLOSE = "Close"
TURN_HELP = "A closed block is drawn as one box."
UNGROUP = Control("Ungroup", "Dissolve the block. Its layers stay where they are.")
REMOVE_BLOCK = Control("Remove block", "Remove all layers of the block.")
GROUP_LAYERS = "Group into a block"
UP_TO = Control("Up to", "The layers from the selected one up to this one become one box.")
NAME = Control("Name", "Name of the block: lowercase letters and underscores.")
GROUP_NOW = Control("Group", "The layers keep what they have learned.")


def block_of(count: int) -> str:
    """Head a chosen block."""
    return f"Block of {count} layers"


def inside_block(shape: str, parameters: int, layers: str) -> str:
    """Say what a closed block holds."""
    given = f"Output {shape}, " if shape else ""
    return f"{given}{parameters:,} parameters. Inside: {layers}."


def block(name: str) -> str:
    """Name the open block of a layer."""
    return f"Block {name}"


# What an edit did, for those who hear the page


def turned(block: str, *, closed: bool) -> str:
    """Say that a block was opened or closed."""
    return f"{block} is {'closed' if closed else 'open'} now."


def added(new: str, target: str) -> str:
    """Say that a layer was added."""
    return f"{new} added after {target}."


def grouped(count: int) -> str:
    """Say that layers became a block."""
    return f"{count} layers grouped into a block."


def ungrouped(block: str) -> str:
    """Say that a block was dissolved."""
    return f"{block} ungrouped."


def removed(node: str) -> str:
    """Say that something was removed."""
    return f"{node} removed."


def copied(new: str, node: str) -> str:
    """Say that something was copied."""
    return f"{new} is a copy of {node}."


def renamed(node: str, name: str) -> str:
    """Say that something has another name."""
    return f"{node} renamed to {name}."


def moved_up(node: str) -> str:
    """Say that something moved towards the input."""
    return f"{node} moved up."


def moved_down(node: str) -> str:
    """Say that something moved towards the output."""
    return f"{node} moved down."


def moved(node: str, after: str) -> str:
    """Say that something was moved."""
    return f"{node} moved after {after}."


def connected(source: str, target: str) -> str:
    """Say that a layer reads one more."""
    return f"{target} also reads {source} now."


def disconnected(source: str, target: str) -> str:
    """Say that a layer reads one less."""
    return f"{target} no longer reads {source}."
