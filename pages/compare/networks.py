"""Compare: two architectures side by side, with the differences marked."""

from nnviz.ui.library import comparison_panel

comparison_panel.panel()
