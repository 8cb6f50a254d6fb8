"""Architectures: famous networks to look at, folded into their blocks."""

from nnviz.ui.library import architecture_panel

architecture_panel.panel()
