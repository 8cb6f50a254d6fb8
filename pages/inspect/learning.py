"""Inspect, learning: how a network learns, down to the chain rule, and how its weights move."""

from nnviz.ui.inspect import inspect_header, learning_panel
from nnviz.ui.inspect import learning_words as words
from nnviz.ui.inspect.view_switch import beside_example, chosen_view

VIEWS = {
    words.ONE_STEP: learning_panel.one_step,
    words.GRADIENTS: learning_panel.gradient_of_layers,
    words.WEIGHTS_OVER_TIME: learning_panel.over_time,
    words.LOSS_SURFACE: learning_panel.surface,
}


def view(seen: inspect_header.Inspected) -> None:
    """Draw the view that is chosen."""
    chosen_view(
        VIEWS, key="learning_view",
        explain=words.LEARNING_VIEWS_HELP,
    )(seen)  # fmt: skip


seen = inspect_header.begin(words.LEARNING)
beside_example(seen, view, ahead="learning")
