"""Every sentence of the pages about sequences: Attention and Recurrence."""

from nnviz.ui.control import Control

# Attention

ATTENTION = Control("Attention", "Which token attends to which, and how the weights arise.")
NO_ATTENTION = "This network has no attention layer, so no token attends to another."
OPEN_ATTENTION = Control(
    "Open a small network with attention",
    "Two heads read sentences of praise or blame. This replaces your network.",
)
CROSS_ATTENTION = "The tokens of one sequence attend to another sequence, so there are no arcs."


def position(what: str, number: int) -> str:
    """Name a position of a sequence without words: a step or a patch."""
    return f"{what} {number}"


def attention(heads: int, all_heads: int, cut: str) -> str:
    """Explain the matrices."""
    more = f" The first {heads} of {all_heads} heads." if heads < all_heads else ""
    return f"Row: the token that attends. Column: the token attended to. Click a row.{more}{cut}"


def cut_sequence(positions: int, shown: int) -> str:
    """Say that only the beginning of a long sequence is drawn."""
    return f" The first {shown} of {positions} positions are shown."


def arcs(head: int) -> str:
    """Explain the arcs."""
    return f"Head {head}: the thicker the arc, the higher the attention weight."


def attention_row(head: int, token: str, rule: str, shared: str) -> str:
    """Explain the arithmetic of one row."""
    return (
        f"Head {head}, \u201c{token}\u201d: its query {rule}; the softmax turns the scores into "
        f"weights that sum to 1; the output is the weighted sum of the values.{shared}"
    )


def shared_keys(first: int, last: int) -> str:
    """Say which heads share their keys and values."""
    return f" Heads {first} to {last} share these keys and values."


# Recurrence

RECURRENCE = Control("Recurrence", "What the network remembers from step to step, and how.")
STATES_AND_GATES = "States and gates"
THROUGH_TIME = "Gradient through time"
SIMILAR = "Similar sequences"
THREE_CELLS = "Three cells"
RECURRENCE_VIEWS_HELP = (
    "What the layer remembers, how gradients fade, similar sequences, or other kinds of cell."
)
NO_RECURRENCE = (
    "This network has no recurrent layer, so nothing in it remembers from step to step. On the "
    "Playground, the starters Wave, LSTM and Recall, GRU have one."
)
RECURRENT_LAYER = Control("Layer", "The recurrent layer to look into.")
DIRECTION = Control("Reads", "The two halves of the layer read from opposite ends.")
STEP = Control("Step", "Move through the sequence step by step. The arrow keys work too.")
UNIT = Control("Unit", "The unit whose numbers are shown on the right.")
DRAW_AS = "Draw as"
FORMS = {"map": "Maps: one row a unit", "lines": "Lines: one a unit"}
GATE = "Gate"
PREDICTED_OUTPUT = "the predicted class"
OUTPUT = Control("Output", "The output whose gradient with respect to each step is drawn.")
GRADIENT = (
    "Read it from right to left, as the gradient travels. A line that falls by the same factor at "
    "each step is a vanishing gradient: the network cannot learn from what lies further back. A "
    "rising line is an exploding gradient: training becomes unstable. Gates keep it level."
)
FROM_STEP = "From step"
TO_STEP = "To step"
SPAN_HELP = "The span to find again in other sequences."
THRESHOLD = Control("Active above", "How large a state must be to count as active.")
SIMILAR_CAPTION = (
    "Units active throughout the span mark what the network noticed there. The rows below are "
    "other sequences, best match first; the dark bar marks the match. After LSTMVis (Strobelt et "
    "al. 2018)."
)


def step_of(length: int) -> str:
    """Return the format in which the slider writes its step."""
    return f"%d of {length}"


def unit_at_step(unit: int, step: int) -> str:
    """Head the arithmetic of one unit."""
    return f"**Unit {unit} at step {step}**, number by number"


def nth_input(number: int) -> str:
    """Name an input that has no name."""
    return f"input {number}"


# Three cells

TRAIN_ALL = Control("Train all three", "Train the three networks at the same time.")
PAUSE_ALL = Control("Pause all", "Pause all three networks.")
RESET_ALL = Control("Reset all", "Return each network to its initial weights.")
CELLS = (
    "Three separate networks that differ only in the kind of cell. Below each: how strongly its "
    "output depends on each step. In a SimpleRNN this usually fades within a few steps; gates let "
    "an LSTM and a GRU learn to keep it."
)


def cell(name: str, units: object) -> str:
    """Head one of the three networks."""
    return f"**{name}**, {units} units"
