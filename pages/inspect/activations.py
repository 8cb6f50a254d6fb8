"""Inspect, activations: how every unit of every layer responds to one example and to many."""

from nnviz.ui.inspect import activation_views, inspect_header, words
from nnviz.ui.inspect.view_switch import beside_example, chosen_view

VIEWS = {
    words.ALL_LAYERS: activation_views.network_view,
    words.ONE_LAYER: activation_views.layer_view,
    words.DISTRIBUTION: activation_views.spread_view,
    words.PROJECTION: activation_views.projection_view,
}


def view(seen: inspect_header.Inspected) -> None:
    """Draw the view that is chosen."""
    chosen_view(
        VIEWS, key=activation_views.VIEW,
        explain=words.ACTIVATION_VIEWS_HELP,
    )(seen)  # fmt: skip


seen = inspect_header.begin(words.ACTIVATIONS)
beside_example(seen, view)
