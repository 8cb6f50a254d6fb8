"""Presets: architectures that learn something here and now."""

from nnviz.ui.library import presets_panel

presets_panel.panel()
