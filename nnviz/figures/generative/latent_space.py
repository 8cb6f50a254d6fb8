"""The test examples in the latent space, and what the network draws at any place of it."""

import plotly.graph_objects as go

from nnviz.core.families.latent import spread_over
from nnviz.core.spec.dataset import Dataset
from nnviz.figures.generative.latent_plane import BESIDE, Plane, add_mark, plane_figure
from nnviz.figures.kit.bindings import bind, class_marks, set_trace, trace_count
from nnviz.figures.kit.theme import Theme
from nnviz.figures.kit.wording import trimmed

_NAMED = 10
_LONGEST = 6
_SIZE = 6


def latent_space(dataset: Dataset, theme: Theme, *, plane: Plane, height: int = 250) -> go.Figure:
    """Draw a point for each test example where its code lies; a place is moved over the plane.

    Traces: 0 the picture at the place, 1 and on words, then the points.

    Args:
        dataset: Pictures that are to be drawn again.
        theme: Colours.
        plane: Which plane.
        height: Pixels.

    Raises:
        NnvizError: The network does not draw pictures on these data.
    """
    numbers = list(spread_over(len(dataset.x_test), plane.points))
    alt = (
        f"{len(numbers)} test images as points by {' and '.join(plane.names)}, and beside them "
        "the image generated at the ring, which you move by dragging or with the arrow keys."
    )
    figure = plane_figure(dataset, theme, plane, height=height, alt=alt)
    known = dataset.known("test")
    groups = known[numbers].astype(int).tolist() if known is not None and len(known) else []
    edge = {"width": 0.5, "color": theme.page}
    named = bool(groups and dataset.known_names)
    trace = trace_count(figure)
    figure.add_trace(
        go.Scatter(
            x=[None] * len(numbers), y=[None] * len(numbers), mode="markers", hoverinfo="skip",
            marker={"size": _SIZE, "color": theme.positive_ink, "line": edge},
            meta=class_marks(theme, groups) if named else None,
        )
    )  # fmt: skip
    for axis in ("x", "y"):
        bind(figure, set_trace(f"decode/{axis}", trace, axis, count=len(numbers)))
    if groups:
        _add_names(figure, dataset.known_names, theme)
    add_mark(figure, theme, plane, ring=True)
    return figure


def _add_names(figure: go.Figure, names: tuple[str, ...], theme: Theme) -> None:
    """Name the marks in two columns below the picture."""
    if not 0 < len(names) <= _NAMED:
        return
    half = -(-len(names) // 2)
    figure.add_trace(
        go.Scatter(
            x=[BESIDE + 0.04 + 0.2 * (place // half) for place in range(len(names))],
            y=[0.335 - 0.08 * (place % half) for place in range(len(names))],
            mode="markers+text", text=[f" {trimmed(name, _LONGEST)}" for name in names],
            textposition="middle right", textfont={"size": 12, "color": theme.text},
            hoverinfo="skip", cliponaxis=False,
            marker={"size": 8}, meta=class_marks(theme, range(len(names))),
        )
    )  # fmt: skip
