"""What a convolutional network looks for in digits: kernels, feature maps, and how they came.

Run it with `python examples/filters.py`, and with a number behind it for other epochs.
"""

import sys

import plotly.graph_objects as go

import nnviz


def main(epochs: int = 15) -> list[go.Figure]:
    """Return the kernels, the feature maps of a digit, a filter over time, and what one likes."""
    model = nnviz.train("digits", epochs)
    return [
        model.figure("kernels", layer="conv_1"),
        model.figure("units", layer="conv_1", example=3),
        model.figure("filter_history", layer="conv_1", unit=0, example=3),
        model.figure("dream", layer="conv_2", unit=5),
    ]


if __name__ == "__main__":
    for figure in main(*map(int, sys.argv[1:])):
        figure.show()
