"""Layers: every kind of layer and block, with its formula and its arithmetic to play with."""

from nnviz.ui.library import catalogue_panel

catalogue_panel.panel()
