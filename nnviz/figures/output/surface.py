"""What the network says at every place of the plane, with the examples on it."""

from collections.abc import Sequence

import plotly.graph_objects as go

from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import bind, empty_cells, set_trace, want
from nnviz.figures.kit.points import point_traces
from nnviz.figures.kit.theme import Theme, axis, blank, lay_out, mix

_PALER = 0.3
_TINT = 0.35


def surface(
    dataset: Dataset,
    theme: Theme,
    *,
    show_test: bool = False,
    discretize: bool = False,
    side: int = 50,
    height: int = 300,
) -> go.Figure:
    """Draw the decision surface of a network on a plane, or its values for regression.

    Two classes and regression use the diverging scale; several classes one tint a class, paler
    where the network is less sure.

    Args:
        dataset: A plane, with points `(n, 2)`.
        theme: Colours.
        show_test: Draw the test points too.
        discretize: Show only which side of the decision boundary a place is on.
        side: Places along each axis.
        height: Pixels.
    """
    several = dataset.signature.task == "multiclass"
    figure = blank(theme, height=height, alt=_alt(dataset), margins=(34, 8, 8, 34))
    grid, end = plane_grid(dataset, side)
    figure.add_trace(
        go.Heatmap(
            **(empty_cells(side, side) if several else {"z": [[0.0] * side] * side}),
            zmin=-0.5 if several else -1,
            zmax=len(dataset.class_names) - 0.5 if several else 1,
            colorscale=class_scale(dataset, theme) if several else _pale(theme),
            hoverinfo="skip",
            **grid,
        )
    )
    bind(figure, set_trace("surface/z", 0, "z"))
    if several and not discretize:
        figure.add_trace(doubt(theme, grid))
        bind(figure, set_trace("surface/confidence", 1, "z"))
    if show_test:
        figure.add_traces(point_traces(dataset, theme, test=True))
    figure.add_traces(point_traces(dataset, theme))
    want(figure, "surface", "surface", {"side": side, "discretize": discretize})
    plane_axes(figure, theme, end)
    return figure


def plane_grid(dataset: Dataset, side: int) -> tuple[dict[str, object], float]:
    """Return where the cells of a heat map over the plane lie, and where the last one ends.

    Args:
        dataset: A plane.
        side: Places along each axis.
    """
    extent = float(dataset.plane_extent)
    step = 2 * extent / max(side - 1, 1)
    grid = {"x0": -extent, "dx": step, "y0": -extent, "dy": step, "showscale": False}
    return grid, extent + step / 2


def plane_axes(figure: go.Figure, theme: Theme, end: float, **across: object) -> None:
    """Let both axes run from minus to plus `end` at one scale.

    Args:
        figure: The plane.
        theme: Colours.
        end: Where axes end.
        **across: Further settings of the horizontal axis.
    """
    ends = [-end, end]
    lay_out(
        figure,
        xaxis=axis(theme, "X\u2081", range=ends, constrain="domain", nticks=5, **across),
        yaxis=axis(theme, "X\u2082", range=ends, scaleanchor="x", constrain="domain", nticks=5),
    )


def _pale(theme: Theme) -> list[list[object]]:
    """The diverging scale, lighter, so that points stand out from the ground they lie on."""
    ends = (theme.negative, theme.zero, theme.positive)
    pairs = zip((0.0, 0.5, 1.0), ends, strict=True)
    return [[place, mix(colour, theme.page, _PALER)] for place, colour in pairs]


def class_scale(dataset: Dataset, theme: Theme) -> list[list[object]]:
    """Return a colour scale of one flat tint a class, for class numbers as values."""
    count = max(len(dataset.class_names), 1)
    return flat_scale([theme.class_colour(number) for number in range(count)], theme)


def flat_scale(colours: Sequence[str], theme: Theme, paler: float = _TINT) -> list[list[object]]:
    """Return a scale of one flat tint a number, for values from -0.5 to their count - 0.5.

    Args:
        colours: One a number.
        theme: Has the page that they are mixed with.
        paler: Share of the page.
    """
    count = len(colours)
    stops: list[list[object]] = []
    for number, colour in enumerate(colours):
        tint = mix(colour, theme.page, paler)
        stops += [[number / count, tint], [(number + 1) / count, tint]]
    return stops


def doubt(theme: Theme, grid: dict[str, object]) -> go.Heatmap:
    """A veil in the page's colour over places where the network is not sure."""
    red, green, blue = (int(theme.page[i : i + 2], 16) for i in (1, 3, 5))
    clear, veiled = (f"rgba({red},{green},{blue},{alpha})" for alpha in (0, 0.9))
    return go.Heatmap(
        z=[[0.0]],
        zmin=0,
        zmax=1,
        colorscale=[[0.0, veiled], [1.0, clear]],
        hoverinfo="skip",
        **grid,
    )


def _alt(dataset: Dataset) -> str:
    examples = f"{len(dataset.plane_train)} training examples"
    if dataset.signature.task == "regression":
        return f"Map of the predicted value over the plane with {examples}."
    names = ", ".join(dataset.class_names) or "two classes"
    return f"Map of the predicted class ({names}) over the plane with {examples}."
