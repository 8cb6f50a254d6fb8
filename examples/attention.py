"""Which words a transformer looks at when it tells praise from blame.

Run it with `python examples/attention.py`, and with a number behind it for other epochs.
"""

import sys

import plotly.graph_objects as go

import nnviz


def main(epochs: int = 30) -> list[go.Figure]:
    """Return who looks at whom in every head, the same as arcs, and one word's arithmetic."""
    model = nnviz.train("text_transformer", epochs)
    return [
        model.figure("attention", example=4),
        model.figure("attention_arcs", example=4),
        model.figure("attention_row", example=4, token=2),
        model.figure("confusion"),
    ]


if __name__ == "__main__":
    for figure in main(*map(int, sys.argv[1:])):
        figure.show()
