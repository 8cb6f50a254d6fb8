"""Learning curves of a deep and a shallow network of equally many units on the spiral.

Run it with `python examples/deep_and_shallow.py`, and with a number behind it for other epochs.
"""

import sys

import plotly.graph_objects as go

import nnviz

NETWORKS = {"shallow: 32": [32], "deep: 8, 8, 8, 8": [8, 8, 8, 8]}


def main(epochs: int = 200) -> list[go.Figure]:
    """Return the test loss of both over the epochs, then what each makes of the plane."""
    curves, surfaces = go.Figure(layout={"xaxis_title": "epoch", "yaxis_title": "test loss"}), []
    for name, layers in NETWORKS.items():
        model = nnviz.train(nnviz.build("spiral", layers, learning_rate=0.01), epochs)
        curves.add_scatter(x=model.history["epoch"], y=model.history["test_loss"], name=name)
        surfaces.append(model.figure("surface"))
    return [curves, *surfaces]


if __name__ == "__main__":
    for figure in main(*map(int, sys.argv[1:])):
        figure.show()
