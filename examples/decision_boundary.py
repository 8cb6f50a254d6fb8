"""How a small network bends its decision boundary around a ring of points.

Run it with `python examples/decision_boundary.py`, and with a number behind it for other epochs.
"""

import sys

import plotly.graph_objects as go

import nnviz


def main(epochs: int = 100) -> list[go.Figure]:
    """Return the surface of an untrained network, then that of the trained one, and its units."""
    model = nnviz.Model(nnviz.starter("circle"))
    before = model.figure("surface")
    model.train(epochs)
    return [before, model.figure("surface", show_test=True), model.figure("neurons")]


if __name__ == "__main__":
    for figure in main(*map(int, sys.argv[1:])):
        figure.show()
