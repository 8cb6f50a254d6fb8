"""Every sentence that the state of a session can say: notices, and what a link can hide."""

# Groups that a teacher can hide

GROUPS = {
    "navigation": "Navigation to other pages",
    "starters": "Starters",
    "hint": "Hint",
    "undo": "Undo and redo",
    "playback": "One epoch, one batch, reset, new seed",
    "speed": "Speed",
    "rate": "Learning rate",
    "training": "Training settings",
    "share": "Share, save and open",
    "data": "Choice of dataset",
    "options": "Data options",
    "features": "Input features",
    "preview": "Data preview",
    "family": "Network family",
    "depth": "Number of hidden layers",
    "layers": "Units and settings of each layer",
    "network": "Settings of all layers",
    "output": "Output",
    "curves": "Learning curves",
}
"""What each group of controls is called, by its name in the URL."""

# Notices of the run

DOES_NOT_FIT = "The layers of this network do not fit together yet. Repair it below, then train it."
NEW_RUN = (
    "This is a new run with the weights of that checkpoint. Press Play to continue from there."
)

# Notices of links


def link_refused(error: object) -> str:
    """Say why a link cannot be opened."""
    return f"This link cannot be opened. {error}"


def link_waits(error: object) -> str:
    """Say what a link still needs."""
    return f"This link cannot be opened yet. {error}"
