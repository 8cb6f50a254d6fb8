"""Every sentence of the pages about sequences: Attention and Recurrence."""

from collections.abc import Mapping

from nnviz.ui.control import Control

_SAME = 0.02
"""Scores that differ by no more count as equal."""

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

TRAIN_ALL = Control(
    "Train all three", "Train the three networks in step, each for 40 more epochs of the same data."
)
PAUSE_ALL = Control("Pause all", "Pause all three networks.")
RESET_ALL = Control("Reset all", "Return each network to its initial weights.")
GATE_TASK = Control(
    "Open a task that needs gates",
    "Of 28 symbols, recall the one that carries a mark. New weights are drawn.",
)
CELLS = (
    "The three networks differ only in the kind of cell. The lower figures, all on one scale, show "
    "how strongly each output depends on each step."
)
CELLS_UNTRAINED = "Train all three: each makes 40 epochs of the same data."
CELLS_TRAINING = "They are compared here once all three have made as many epochs."


def cells_result(epoch: int, scores: Mapping[str, float], metric: str, *, percent: bool) -> str:
    """Say what the three networks have learned after as many epochs.

    Args:
        epoch: Epochs that each has made.
        scores: The metric on the test data, by the name of the cell.
        metric: What it is called.
        percent: Whether it is a fraction, of which more is better; else less is better.
    """
    best = max(scores.values()) if percent else min(scores.values())
    near = [name for name, score in scores.items() if abs(score - best) <= _SAME]
    shown = ", ".join(
        f"{name} {score:.0%}" if percent else f"{name} {score:.2f}"
        for name, score in scores.items()
    )
    if len(near) == len(scores):
        verdict = "None is ahead of the others."
    else:
        verdict = f"{' and '.join(near)} {'is' if len(near) == 1 else 'are'} ahead."
    return f"After {epoch} epochs, {metric} on test data: {shown}. {verdict}"


def cell(name: str, units: object) -> str:
    """Head one of the three networks."""
    return f"**{name}**, {units} units"
