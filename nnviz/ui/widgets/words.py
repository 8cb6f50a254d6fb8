"""Every sentence of the small pieces that several pages show."""

from nnviz.ui.control import Control

# Buttons and sliders of the run

PLAY = "Play"
PAUSE = "Pause"
PLAY_HELP = "Train the network, or pause the training."
EPOCH = Control("Epoch", "Train once through the training data.")
BATCH = Control("Batch", "Make one update of the weights.")
RESET = Control("Reset", "Return to the same initial weights.")
NEW_SEED = Control("New seed", "Start again with other initial weights.")
SPEED = Control(
    "Epochs per second",
    "How fast to train. Rising begins slowly enough to watch and goes up to 300.",
)
FLAT_OUT = "flat out"
RISING = "rising"
LEARNING_RATE = Control(
    "Learning rate", "How far each update moves the weights. You can change it during training."
)

# Undo and redo

UNDO = "Undo"
REDO = "Redo"
NOTHING_TO_UNDO = "There is nothing to undo."
NOTHING_TO_REDO = "There is nothing to redo."


def undo(change: str) -> str:
    """Say what Undo takes back."""
    return f"Undo: {change}."


def redo(change: str) -> str:
    """Say what Redo makes again."""
    return f"Redo: {change}."


# Time machine

TIME_MACHINE = Control(
    "Time machine", "Go back to an earlier checkpoint of this run, replay it, or continue from it."
)
TRAIN_FIRST = (
    "Train a little first. Then every view can go back to earlier weights, unless the network has "
    "more than 8 million of them."
)
EPOCH_SHOWN = Control(
    "Epoch shown", "Every view shows the weights of this checkpoint. Training pauses meanwhile."
)
NOW = "now"
REPLAY = Control("Replay", "Show all checkpoints one after another, from the chosen one to now.")
BACK_TO_NOW = Control("Back to now", "Show the present weights.")
CONTINUE = Control(
    "Continue from here",
    "Start a new run with the weights of this checkpoint and a fresh optimizer.",
)


def at_epoch(epoch: str) -> str:
    """Name the epoch that is shown."""
    return f"Epoch {epoch}"


def checkpoints(count: int) -> str:
    """Say how many checkpoints are kept."""
    return f"{count} checkpoints, closest together at the start, where most happens."


# Starters, and stages of a preset

START_WITH = "Start with"
PRESS_PLAY = "Press Play to train this network."
BACK = "Back"
FROM_STAGE_1 = Control("From stage 1", "Start again at stage 1.")
FROM_SCRATCH = Control(
    "From scratch", "The same data and layers with new weights, none of them frozen."
)
FROM_SCRATCH_STAGE = "From new weights, with nothing frozen."


def next_stage(label: str) -> str:
    """Name the button that goes on to the next stage."""
    return f"Next: {label}"


def back_to_stage(number: int) -> str:
    """Say what going back keeps."""
    return f"Back to stage {number}. Layers that both stages have keep their weights."


def stage(number: int, count: int, label: str) -> str:
    """Head a stage."""
    return f"**Stage {number} of {count}: {label}.**"


def recorded(value: float, fresh: float) -> str:
    """Say what a stage reached when it was recorded."""
    return f"Recorded: {value:.0%}; from scratch: {fresh:.0%}."


# Lists of numbers

NUMBERS_EXPECTED = "numbers separated by commas"


def several_numbers(sentence: str) -> str:
    """Say how several numbers are typed."""
    return f"{sentence} Separate numbers with commas."
