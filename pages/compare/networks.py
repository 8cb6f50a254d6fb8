"""Compare: two architectures side by side, with the differences marked."""

from nnviz.ui import comparison_panel

comparison_panel.panel()
