"""How the activations of every layer are spread over many examples."""

import plotly.graph_objects as go

from nnviz.core.spec.network import NetworkSpec
from nnviz.figures.kit.bindings import bind, trace_count, want
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out
from nnviz.figures.kit.wording import layer_title

BINS = 40
"""As the `distributions` probe counts."""
_NAMES, _WORDS = 118, 4
_ROW = 64


def distributions(network: NetworkSpec, theme: Theme, *, split: str = "test") -> go.Figure:
    """Draw one histogram a layer, with its bounds and how many units are dead or saturated.

    Trace `i` is the histogram of layer `i`; after them come lowest values, highest values, and
    counts of dead and saturated units, as texts.

    Args:
        network: The layers.
        theme: Colours.
        split: `train` or `test` examples.
    """
    count = len(network.layers)
    height = min(420, max(100, _ROW * count))
    alt = f"Histograms of the activations of {count} layers over many {split} examples."
    figure = blank(theme, height=height, alt=alt, margins=(_NAMES, _WORDS, 4, 8))
    bars: list[dict[str, object]] = []
    for row in range(count):
        base = float(count - 1 - row)
        figure.add_trace(
            go.Bar(
                x0=0.5, dx=1, y=[0.0] * BINS, base=base, width=1, hoverinfo="skip",
                marker={"color": theme.positive, "line": {"width": 0}},
            )
        )  # fmt: skip
        bars.append({"op": "set", "array": "spread/counts", "trace": row, "prop": "y", "row": row,
                     "scale": 0.62})  # fmt: skip
        figure.add_annotation(
            text=layer_title(network, network.layers[row].id), x=0, xref="paper", xshift=-8,
            y=base + 0.12, showarrow=False, xanchor="right",
            font={"size": 12, "color": theme.text},
        )  # fmt: skip
    bind(figure, *bars)
    _add_numbers(figure, theme, count)
    want(figure, "spread", "distributions", {"split": split})
    lay_out(
        figure,
        barmode="overlay",
        xaxis=bare_axis(-4, BINS + 15),
        yaxis=bare_axis(-0.1, count - 0.2),
    )
    return figure


def _add_numbers(figure: go.Figure, theme: Theme, count: int) -> None:
    """Write bounds, dead and saturated units beside every histogram."""
    lines = [count - 1 - row + 0.1 for row in range(count)]
    for array, x, side, suffix in (
        ("low", -0.6, "middle left", ""),
        ("high", BINS + 0.6, "middle right", ""),
        ("dead", BINS + 5, "middle right", " dead"),
        ("saturated", BINS + 9, "middle right", " saturated"),
    ):
        trace = trace_count(figure)
        figure.add_trace(
            go.Scatter(
                x=[x] * count, y=lines, mode="text", text=[""] * count, textposition=side,
                textfont={"size": 11, "color": theme.quiet}, hoverinfo="skip",
            )
        )  # fmt: skip
        bind(
            figure,
            {"op": "labels", "array": f"spread/{array}", "trace": trace, "prop": "text",
             "count": count, "suffix": suffix, "digits": 0 if suffix else 2},
        )  # fmt: skip
