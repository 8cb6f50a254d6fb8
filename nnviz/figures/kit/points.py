"""Examples as points on a plane: classes by colour and symbol, regression targets by colour."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.theme import Theme, mix


def point_traces(
    dataset: Dataset, theme: Theme, *, test: bool = False, size: float = 6.5
) -> list[go.Scatter]:
    """Return one trace a class, or a single one for regression.

    Args:
        dataset: A plane.
        theme: Colours.
        test: The test points instead of the training points; they are drawn hollow.
        size: Diameter in pixels.
    """
    points = dataset.plane_test if test else dataset.plane_train
    targets = dataset.y_test if test else dataset.y_train
    if dataset.signature.task == "regression":
        return [_valued(points, targets, dataset, theme, test=test, size=size)]
    return [
        _class_trace(points[targets.reshape(-1) == number], number, dataset, theme, test, size)
        for number in range(max(len(dataset.class_names), 2))
    ]


def _class_trace(
    points: NDArray[np.float32],
    number: int,
    dataset: Dataset,
    theme: Theme,
    test: bool,
    size: float,
) -> go.Scatter:
    colour = theme.class_colour(number)
    names = dataset.class_names
    name = names[number] if number < len(names) else f"Class {number}"
    edge = theme.page if not test else theme.text
    return go.Scatter(
        x=points[:, 0],
        y=points[:, 1],
        mode="markers",
        name=f"{name}, test" if test else name,
        marker={
            "symbol": theme.symbol(number),
            "size": size,
            "color": mix(colour, theme.page, 0.45) if test else colour,
            "line": {"width": 1.0 if test else 0.8, "color": edge},
        },
        hovertemplate="%{x:.2f}, %{y:.2f}<extra>%{fullData.name}</extra>",
    )


def _valued(
    points: NDArray[np.float32],
    targets: NDArray[np.generic],
    dataset: Dataset,
    theme: Theme,
    *,
    test: bool,
    size: float,
) -> go.Scatter:
    """Colour by the standardized target, which is what the surface shows too."""
    return go.Scatter(
        x=points[:, 0],
        y=points[:, 1],
        mode="markers",
        name="Test" if test else "Training",
        customdata=np.asarray(targets, np.float32).reshape(len(points), -1)[:, 0]
        * dataset.target_scale
        + dataset.target_mean,
        marker={
            "symbol": "diamond" if test else "circle",
            "size": size,
            "color": np.asarray(targets, np.float32).reshape(len(points), -1)[:, 0],
            "colorscale": theme.diverging,
            "cmin": -1,
            "cmax": 1,
            "line": {"width": 0.8, "color": theme.text if test else theme.quiet},
        },
        hovertemplate="%{x:.2f}, %{y:.2f}: %{customdata:.3g}<extra>%{fullData.name}</extra>",
    )
