"""What an LSTM remembers while it reads a wave, and how far back its forecast looks.

Run it with `python examples/hidden_states.py`, and with a number behind it for other epochs.
"""

import sys

import plotly.graph_objects as go

import nnviz


def main(epochs: int = 40) -> list[go.Figure]:
    """Return the forecast, states and gates over time, and the gradient through time."""
    model = nnviz.train("wave", epochs)
    return [
        model.figure("forecast"),
        model.figure("gates", example=10),
        model.figure("gates", form="lines", unit=2, example=10),
        model.figure("through_time", example=10),
    ]


if __name__ == "__main__":
    for figure in main(*map(int, sys.argv[1:])):
        figure.show()
