"""One example as it goes into the network."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.colour import colour_trace, coloured
from nnviz.figures.kit.pictures import sentence, shades
from nnviz.figures.kit.points import point_traces
from nnviz.figures.kit.theme import Theme, axis, bare_axis, blank, lay_out
from nnviz.figures.kit.wording import trimmed

_LINE = 34
"""Letters of a text in a line."""
_LONGEST = 22


def example(
    dataset: Dataset, theme: Theme, *, split: str = "test", number: int = 0, height: int = 128
) -> go.Figure:
    """Draw one example: an image, values over time, a sentence, a point, or bars of a table.

    Args:
        dataset: Any.
        theme: Colours.
        split: `train` or `test`.
        number: Number of the example.
        height: Pixels.
    """
    inputs = dataset.inputs(split)
    at = min(number, len(inputs) - 1)
    name = "Training" if split == "train" else "Test"
    alt = f"{name} example {at + 1} as the network reads it."
    figure = blank(theme, height=height, alt=alt, margins=(8, 8, 6, 6))
    view = dataset.signature.view
    if view == "plane":
        points = dataset.plane_train if split == "train" else dataset.plane_test
        _point(figure, dataset, theme, points[at])
    elif view == "tokens":
        _text(figure, theme, sentence(dataset, inputs[at], 400))
    elif view == "table":
        _bars(figure, dataset, theme, np.asarray(inputs[at], np.float32))
    elif view == "image":
        shown = np.asarray(inputs[at], np.float32)
        if coloured(shown.shape):
            figure.add_trace(colour_trace(shown[::-1]))
            _fit(figure, shown.shape, first=0.0)
        else:
            _image(figure, shades(theme, lit=dataset.lit), shown)
    else:
        _series(figure, theme, np.asarray(inputs[at], np.float32))
    return figure


def _image(figure: go.Figure, colours: list[list[float | str]], values: np.ndarray) -> None:
    figure.add_trace(
        go.Heatmap(
            z=np.clip(values.mean(axis=-1), 0, 1)[::-1], zmin=0, zmax=1, showscale=False,
            colorscale=colours,
            hovertemplate="%{z:.2f}<extra></extra>",
        )
    )  # fmt: skip
    _fit(figure, values.shape, first=-0.5)


def _fit(figure: go.Figure, shape: Sequence[int], *, first: float) -> None:
    """Fit the axes to a picture whose cells begin at `first`."""
    lay_out(
        figure,
        xaxis=bare_axis(first, first + shape[1], constrain="domain"),
        yaxis=bare_axis(first, first + shape[0], scaleanchor="x", constrain="domain"),
    )


def _series(figure: go.Figure, theme: Theme, values: np.ndarray) -> None:
    """Draw every feature of a sequence as a line over time."""
    for feature in range(min(values.shape[1], len(theme.classes))):
        figure.add_trace(
            go.Scatter(
                y=values[:, feature], mode="lines", hovertemplate="%{y:.3f}<extra></extra>",
                line={"color": theme.class_colour(feature + 1), "width": 1.5},
            )
        )  # fmt: skip
    lay_out(
        figure,
        margin={"l": 34, "b": 34},
        xaxis=axis(theme, "step", nticks=5),
        yaxis=axis(theme, nticks=4),
    )


def _text(figure: go.Figure, theme: Theme, text: str) -> None:
    """Write a text in lines as wide as the column."""
    words, lines = text.split(), [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) > _LINE and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    figure.add_annotation(
        text="<br>".join(lines), x=0, y=1, xref="paper", yref="paper", showarrow=False,
        align="left", xanchor="left", yanchor="top", font={"size": 13, "color": theme.text},
    )  # fmt: skip
    lay_out(figure, xaxis=bare_axis(0, 1), yaxis=bare_axis(0, 1))


def _point(figure: go.Figure, dataset: Dataset, theme: Theme, point: np.ndarray) -> None:
    """Mark the point among the others."""
    for trace in point_traces(dataset, theme, size=4):
        figure.add_trace(trace.update(opacity=0.35))
    figure.add_trace(
        go.Scatter(
            x=[float(point[0])], y=[float(point[1])], mode="markers", hoverinfo="skip",
            marker={"symbol": "circle-open", "size": 15, "color": theme.text, "line": {"width": 2}},
        )
    )  # fmt: skip
    ends = [-dataset.plane_extent, dataset.plane_extent]
    lay_out(
        figure,
        xaxis=bare_axis(*ends, constrain="domain"),
        yaxis=bare_axis(*ends, scaleanchor="x", constrain="domain"),
    )


def _bars(figure: go.Figure, dataset: Dataset, theme: Theme, values: np.ndarray) -> None:
    """Draw the value of every column of a table, which is standardized unless some are noise."""
    values = values.reshape(-1)
    unit = "" if dataset.signature.noise else " standard deviations"
    names = dataset.feature_names or tuple(f"{place + 1}" for place in range(len(values)))
    figure.add_trace(
        go.Bar(
            orientation="h", x=values, y=list(range(len(values))),
            customdata=[trimmed(name, _LONGEST) for name in names],
            marker={"color": [theme.positive if v >= 0 else theme.negative for v in values]},
            hovertemplate=f"%{{customdata}}: %{{x:.2f}}{unit}<extra></extra>",
        )
    )  # fmt: skip
    labels = len(values) <= 12
    lay_out(
        figure,
        margin={"l": 120 if labels else 8, "b": 34},
        xaxis=axis(theme, unit.strip(), zeroline=True, nticks=5,
                   zerolinecolor=theme.line),
        yaxis=axis(theme, showline=False, ticks="", autorange="reversed", showticklabels=labels,
                   tickvals=list(range(len(values))),
                   ticktext=[trimmed(name, 18) for name in names]),
    )  # fmt: skip
