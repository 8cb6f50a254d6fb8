"""Presets: architectures that learn something here and now."""

from nnviz.ui import presets_panel

presets_panel.panel()
