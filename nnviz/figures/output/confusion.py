"""Confusion matrix: how often each class is taken for each other one."""

import plotly.graph_objects as go

from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import bind, set_trace, want
from nnviz.figures.kit.theme import Theme, axis, blank, lay_out, mix
from nnviz.figures.kit.wording import trimmed

_LONGEST = 11


def confusion(
    dataset: Dataset, theme: Theme, *, split: str = "test", height: int = 300
) -> go.Figure:
    """Draw the counts of true (rows) against predicted classes (columns).

    Args:
        dataset: With classes.
        theme: Colours.
        split: `train` or `test` examples.
        height: Pixels.
    """
    names = [trimmed(name, _LONGEST) for name in dataset.class_names]
    count = len(names)
    alt = f"Confusion matrix of {count} classes on the {split} data; rows are true classes."
    left = 34 + round(6 * max(map(len, names), default=1))
    figure = blank(theme, height=height, alt=alt, margins=(left, 8, 8, 48))
    figure.add_trace(
        go.Heatmap(
            z=[[0] * count] * count,
            zmin=0,
            colorscale=[[0.0, theme.faint], [1.0, mix(theme.positive, theme.page, 0.4)]],
            showscale=False,
            xgap=2,
            ygap=2,
            texttemplate="%{z:d}",
            textfont={"size": 11, "color": theme.text},
            hovertemplate="%{z} of true class %{y}<br>predicted as %{x}<extra></extra>",
        )
    )
    bind(figure, set_trace("confusion/counts", 0, "z", count=count))
    want(figure, "confusion", "confusion", {"split": split})
    ticks = {"tickvals": list(range(count)), "ticktext": names, "showline": False, "ticks": ""}
    lay_out(
        figure,
        xaxis=axis(theme, "predicted", **ticks, tickangle=0 if count <= 6 else None),
        yaxis=axis(theme, "true", **ticks, autorange="reversed"),
    )
    return figure
