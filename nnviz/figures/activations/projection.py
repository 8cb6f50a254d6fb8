"""A whole set as a layer sees it: a point an example, coloured by class."""

import numpy as np
import plotly.graph_objects as go

from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import bind, class_marks, set_trace, trace_count, want
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out
from nnviz.figures.kit.wording import trimmed

_LEGEND = 10
_LONGEST = 14
_HEIGHT = 400
_EDGE = 1.08
"""Points lie within 1 on both axes."""


def projection(
    dataset: Dataset,
    theme: Theme,
    *,
    layer: str,
    split: str = "test",
    method: str = "pca",
    numbers: tuple[int, ...] = (),
    marked: int = -1,
) -> go.Figure:
    """Draw where a layer puts many examples; a click on a point chooses its example.

    Traces: 0 the points, 1 a ring around the chosen example.

    Args:
        dataset: With classes or groups, or with a number to predict (then coloured from low to
            high); other data have points of one colour.
        theme: Colours.
        layer: Id of the layer.
        split: `train` or `test`.
        method: `pca` or `tsne`.
        numbers: Places of the examples in that split, as the probe reads them.
        marked: The chosen one.
    """
    name = "t-SNE" if method == "tsne" else "principal components"
    alt = f"{len(numbers)} {split} examples in two dimensions from layer {layer}, by {name}."
    figure = blank(theme, height=_HEIGHT, alt=alt, margins=(4, 104, 4, 18))
    count = len(dataset.inputs(split))
    known = dataset.known(split)
    chosen = [min(number, count - 1) for number in numbers]
    figure.add_trace(
        go.Scatter(
            x=[None] * len(chosen), y=[None] * len(chosen), mode="markers",
            **_marks(dataset, theme, None if known is None else known[chosen]),
            customdata=[{"kind": "example", "number": int(number)} for number in chosen],
            text=[_words(dataset, known, number) for number in chosen],
            hovertemplate="%{text}<extra></extra>",
        )
    )  # fmt: skip
    _follow(figure, len(chosen))
    _add_ring(figure, theme, chosen, marked)
    if method == "pca":
        _add_share(figure, theme)
    _add_names(figure, dataset, theme)
    want(figure, "projection", "projection", {"layer": layer, "split": split, "method": method})
    lay_out(
        figure,
        xaxis=bare_axis(-_EDGE, _EDGE, constrain="domain"), yaxis=bare_axis(-_EDGE, _EDGE),
    )  # fmt: skip
    return figure


def _follow(figure: go.Figure, count: int) -> None:
    """Let the points follow the probe."""
    size = {"count": count}
    bind(
        figure,
        set_trace("projection/x", 0, "x", **size),
        set_trace("projection/y", 0, "y", **size),
    )


def _marks(dataset: Dataset, theme: Theme, known: np.ndarray | None) -> dict[str, object]:
    """Give points the colour and symbol of their class, or a shade of their value."""
    plain = {"size": 7, "line": {"width": 0.5, "color": theme.page}}
    if known is None:
        return {"marker": plain | {"color": theme.positive}}
    if not dataset.known_names:
        return {"marker": plain | {"color": known, "colorscale": theme.diverging, "cmid": 0}}
    return {"marker": plain, "meta": class_marks(theme, known)}


def _words(dataset: Dataset, known: np.ndarray | None, number: int) -> str:
    if known is None:
        return f"example {number + 1}"
    if not dataset.known_names:
        real = float(known[number]) * dataset.target_scale + dataset.target_mean
        return f"example {number + 1}: {real:.3g} {dataset.target_unit}".rstrip()
    return f"example {number + 1}: {trimmed(dataset.known_names[int(known[number])], 30)}"


def _add_ring(figure: go.Figure, theme: Theme, chosen: list[int], marked: int) -> None:
    """Ring the chosen example, where it is among the points."""
    trace = trace_count(figure)
    figure.add_trace(
        go.Scatter(
            x=[None], y=[None], mode="markers", hoverinfo="skip",
            marker={"symbol": "circle-open", "size": 17, "color": theme.text, "line": {"width": 2}},
        )
    )  # fmt: skip
    if marked in chosen:
        at = chosen.index(marked)
        bind(
            figure,
            {"op": "pick", "array": "projection/x", "trace": trace, "prop": "x", "index": at},
            {"op": "pick", "array": "projection/y", "trace": trace, "prop": "y", "index": at},
        )


def _add_share(figure: go.Figure, theme: Theme) -> None:
    """Write how much of the spread each axis shows."""
    trace = trace_count(figure)
    figure.add_trace(
        go.Scatter(
            x=[-0.5, 0.5], y=[-1.06, -1.06], mode="text", text=["", ""], hoverinfo="skip",
            textposition="bottom center", cliponaxis=False,
            textfont={"size": 11, "color": theme.quiet},
        )
    )  # fmt: skip
    bind(
        figure,
        {"op": "labels", "array": "projection/share", "trace": trace, "prop": "text", "count": 2,
         "percent": True, "digits": 0, "prefix": ["across: ", "up: "],
         "suffix": "\u2009% of the variance"},
    )  # fmt: skip


def _add_names(figure: go.Figure, dataset: Dataset, theme: Theme) -> None:
    """Name the classes at the right, each with its mark."""
    names = dataset.known_names[:_LEGEND]
    if not names or len(dataset.known_names) > _LEGEND:
        return
    rows = [1.0 - 0.16 * place for place in range(len(names))]
    figure.add_trace(
        go.Scatter(
            x=[0.0] * len(names), y=rows, xaxis="x2", yaxis="y2", mode="markers+text",
            text=[f" {trimmed(name, _LONGEST)}" for name in names], textposition="middle right",
            textfont={"size": 12, "color": theme.text}, hoverinfo="skip", cliponaxis=False,
            marker={"size": 8}, meta=class_marks(theme, range(len(names))),
        )
    )  # fmt: skip
    lay_out(
        figure,
        xaxis={"domain": [0, 0.98]},
        xaxis2=bare_axis(0, 1, domain=[0.99, 1.0], anchor="y2"),
        yaxis2=bare_axis(-1, _EDGE, overlaying="y", anchor="x2"),
    )
