"""Inspect, activations: what every unit of every layer makes of an example and of a whole set."""

from nnviz.ui.inspect import activation_views, inspect_header
from nnviz.ui.inspect.view_switch import beside_example, chosen_view

VIEWS = {
    "All layers": activation_views.network_view,
    activation_views.ONE_LAYER: activation_views.layer_view,
    "Distribution": activation_views.spread_view,
    "Projection": activation_views.projection_view,
}


def view(seen: inspect_header.Inspected) -> None:
    """Draw the view that is chosen."""
    chosen_view(
        VIEWS, key=activation_views.VIEW,
        explain="All layers at once, all units of one, or how a layer sees many examples.",
    )(seen)  # fmt: skip


seen = inspect_header.begin("Activations", "What every unit of every layer makes of an example.")
beside_example(seen, view)
