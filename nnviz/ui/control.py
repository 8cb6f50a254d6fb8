"""What a control is called, and what its help says: the two texts that belong together."""

from typing import NamedTuple


class Control(NamedTuple):
    """The texts of a button, a slider or any other widget.

    Attributes:
        label: What it is called.
        help: What it does, in at most two short sentences.
    """

    label: str
    help: str
