"""Inspect, learning: how a network learns, down to the chain rule, and how its weights move."""

from nnviz.ui.inspect import inspect_header, learning_panel
from nnviz.ui.inspect.view_switch import beside_example, chosen_view

VIEWS = {
    "One step, number by number": learning_panel.one_step,
    "Gradient of each layer": learning_panel.gradient_of_layers,
    "Weights over time": learning_panel.over_time,
    "Loss surface": learning_panel.surface,
}


def view(seen: inspect_header.Inspected) -> None:
    """Draw the view that is chosen."""
    chosen_view(
        VIEWS, key="learning_view",
        explain="One training step in all its numbers, or how the whole run went.",
    )(seen)  # fmt: skip


seen = inspect_header.begin("Learning", "How the network learns: forward, backward, update.")
beside_example(seen, view, ahead="learning")
