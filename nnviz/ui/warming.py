"""What can be made ready before the first visitor comes: modules and the first page's figures."""

import importlib
import logging

from nnviz.core.plan.checking import checked_shapes
from nnviz.data import load
from nnviz.data.starters import STARTERS
from nnviz.figures.kit.theme import DARK, LIGHT
from nnviz.ui.playground import data_panel, network_panel, output_panel

_LATER = (
    "nnviz.ui.widgets.run_notices",
    "nnviz.ui.share.saving_panel",
    "nnviz.ui.share.share_panel",
    "nnviz.ui.shell",
    "nnviz.ui.widgets.starter_row",
    "nnviz.ui.widgets.time_panel",
    "nnviz.ui.playground.training_panel",
    "nnviz.ui.widgets.transport",
)
"""Modules of ours that the first run of a page would import."""
STREAMLIT_LATER = (
    "streamlit.components.v2.manifest_scanner",
    "streamlit.emojis",
    "streamlit.material_icon_names",
    "streamlit.runtime.scriptrunner.magic_funcs",
)
"""Inner modules of Streamlit that it would import then; its emojis alone take 0.2 s."""

_log = logging.getLogger(__name__)


def warm_up() -> None:
    """Draw the figures of the first page in both themes, so that it only has to show them."""
    for name in (*_LATER, *STREAMLIT_LATER):
        _import(name)
    experiment = next(iter(STARTERS.values())).experiment
    dataset = load(experiment.data)
    shapes = checked_shapes(experiment.network, dataset.signature)
    options = {"show_test": False, "discretize": False}
    for look in (LIGHT, DARK):
        network_panel.picture(experiment, dataset, shapes, look)
        output_panel.picture("surface", experiment, dataset, look, options)
        output_panel.curves_picture(look, "accuracy")
        data_panel.picture(experiment.data, dataset, look)


def _import(name: str) -> None:
    """Import a module ahead; one that is not there costs the first page what it would have saved.

    Streamlit may rename its inner modules with any version, and the others are still worth it.
    """
    try:
        importlib.import_module(name)
    except ImportError as error:
        _log.warning("Not made ready for the first page: %s", error)
