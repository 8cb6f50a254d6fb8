"""A small still picture of a dataset, for every view of data."""

import numpy as np
import plotly.graph_objects as go

from nnviz.core.spec.dataset import Dataset
from nnviz.figures.generative.adversaries import real_points
from nnviz.figures.kit.pictures import picture_sheet, picture_trace, sentence
from nnviz.figures.kit.points import point_traces
from nnviz.figures.kit.theme import Theme, axis, bare_axis, blank, lay_out
from nnviz.figures.kit.wording import trimmed

_WIDTH = 230.0
_IMAGES = 12
_STRIPS = 8
_SENTENCES = 6
_POINTS = 300


def data_preview(dataset: Dataset, theme: Theme, *, height: int = 150) -> go.Figure:
    """Draw what the training examples look like.

    Points of a plane; images; strips over time; the series itself; for a table its two columns
    that tell most about the target; sentences of a text.

    Args:
        dataset: Any.
        theme: Colours.
        height: Pixels.
    """
    figure = blank(theme, height=height, alt=_alt(dataset), margins=(4, 4, 4, 4))
    view = dataset.signature.view
    if view == "plane":
        _plane(figure, dataset, theme, point_traces(dataset, theme, size=4.5))
    elif dataset.signature.noise:
        _plane(figure, dataset, theme, [real_points(dataset, theme)])
    elif view == "image" or (view == "series" and not len(dataset.series)):
        _examples(figure, dataset, theme, height)
    elif view == "series":
        _series(figure, dataset, theme)
    elif view == "tokens":
        _text(figure, dataset, theme)
    else:
        _table(figure, dataset, theme)
    return figure


def _plane(figure: go.Figure, dataset: Dataset, theme: Theme, points: list[go.Scatter]) -> None:
    figure.add_traces(points)
    ends = [-dataset.plane_extent, dataset.plane_extent]
    frame = {"visible": True, "showticklabels": False, "ticks": "", "title": None, "mirror": True}
    lay_out(
        figure,
        xaxis=axis(theme, range=ends, constrain="domain", **frame),
        yaxis=axis(theme, range=ends, scaleanchor="x", constrain="domain", **frame),
    )


def _examples(figure: go.Figure, dataset: Dataset, theme: Theme, height: int) -> None:
    image = dataset.signature.view == "image"
    shown = dataset.x_train[: _IMAGES if image else _STRIPS]
    sheet = picture_sheet(dataset, shown, _WIDTH, height, below=0)
    figure.add_trace(picture_trace(sheet, theme))
    tied = {"scaleanchor": "x", "constrain": "domain"} if image else {}
    lay_out(
        figure,
        xaxis=bare_axis(-0.5, sheet.columns + 0.5, constrain="domain"),
        yaxis=bare_axis(-0.5, sheet.rows + 0.5, **tied),
    )


def _series(figure: go.Figure, dataset: Dataset, theme: Theme) -> None:
    values = dataset.series
    figure.add_trace(
        go.Scatter(y=values, mode="lines", line={"color": theme.positive_ink, "width": 1})
    )
    room = 0.1 * float(np.ptp(values) or 1.0)
    lay_out(
        figure,
        margin={"l": 34, "b": 34},
        xaxis=axis(theme, "step", range=[0, len(values)], nticks=4),
        yaxis=axis(theme, range=[float(values.min()) - room, float(values.max()) + room]),
    )


def _text(figure: go.Figure, dataset: Dataset, theme: Theme) -> None:
    shown = dataset.x_train[:_SENTENCES]
    if dataset.signature.writing == "answer":
        shown = shown[:, : -dataset.signature.places[0]]
    lines = []
    for row, tokens in enumerate(shown):
        label = trimmed(_told(dataset, row), 12)
        if not label:
            # The first token only says that a text begins.
            lines.append(sentence(dataset, tokens[1:], 34))
            continue
        narrow = dataset.signature.writing or dataset.signature.leaves
        room = (33 if narrow else 40) - len(label)
        lines.append(
            f"{sentence(dataset, tokens, room)}"
            f' <span style="color:{theme.quiet}">\u2192 {label}</span>'
        )
    figure.add_trace(
        go.Scatter(
            x=[0.0] * len(lines), y=list(range(len(lines))), text=lines, mode="text",
            textposition="middle right", textfont={"size": 11.5, "color": theme.text},
        )
    )  # fmt: skip
    lay_out(figure, xaxis=bare_axis(0, 1), yaxis=bare_axis(len(lines) - 0.5, -0.5))


def _told(dataset: Dataset, row: int) -> str:
    """Return what is to be said of a text; empty where that is the text itself."""
    if dataset.signature.writing == "onward":
        return ""
    targets = np.asarray(dataset.y_train[row]).reshape(-1)
    words = [dataset.class_names[int(one)] for one in targets if one >= 0]
    if dataset.signature.leaves:
        # The last node that counts is the root.
        return words[-1]
    return "".join(words[:-1]) if dataset.signature.writing == "answer" else " ".join(words)


def _table(figure: go.Figure, dataset: Dataset, theme: Theme) -> None:
    """Draw the two columns that tell most about the target, in their own units."""
    first, second = _telling(dataset)
    regression = dataset.signature.task == "regression"
    rows = dataset.x_train[:_POINTS].astype(np.float32)
    targets = np.asarray(dataset.y_train[:_POINTS], np.float32).reshape(len(rows), -1)[:, 0]
    groups = [None] if regression else list(range(len(dataset.class_names)))
    for group in groups:
        chosen = rows if group is None else rows[targets == group]
        figure.add_trace(
            go.Scatter(
                x=_real(dataset, chosen, first),
                y=_real(dataset, chosen, second),
                mode="markers",
                marker={
                    "size": 5,
                    "symbol": theme.symbol(group or 0),
                    "color": targets if group is None else theme.class_colour(group),
                    "colorscale": theme.diverging if group is None else None,
                    "cmin": -2 if group is None else None,
                    "cmax": 2 if group is None else None,
                    "line": {"width": 0.5, "color": theme.line if regression else theme.page},
                },
            )
        )
    names = [trimmed(dataset.feature_names[column], 30) for column in (first, second)]
    lay_out(
        figure,
        margin={"l": 44, "b": 36},
        xaxis=axis(theme, names[0], nticks=4),
        yaxis=axis(theme, names[1], nticks=4),
    )


def _telling(dataset: Dataset) -> tuple[int, int]:
    """Return the two columns whose values differ most with the target.

    For classes the share of a column's variance that lies between classes, for regression the
    squared correlation with the target.
    """
    rows = dataset.x_train.astype(np.float64)
    targets = np.asarray(dataset.y_train, np.float64).reshape(len(rows), -1)[:, 0]
    centred = rows - rows.mean(axis=0)
    total = (centred**2).sum(axis=0) + 1e-12
    if dataset.signature.task == "regression":
        away = targets - targets.mean()
        share = (centred * away[:, None]).sum(axis=0) ** 2 / (total * ((away**2).sum() + 1e-12))
    else:
        means = [(centred[targets == c].mean(axis=0) ** 2) * (targets == c).sum()
                 for c in np.unique(targets)]  # fmt: skip
        share = np.sum(means, axis=0) / total
    best = np.argsort(-share, kind="stable")
    return int(best[0]), int(best[min(1, len(best) - 1)])


def _real(dataset: Dataset, rows: np.ndarray, column: int) -> np.ndarray:
    """Return a column in its own unit."""
    if column >= len(dataset.feature_mean):
        return rows[:, column]
    return rows[:, column] * dataset.feature_scale[column] + dataset.feature_mean[column]


def _alt(dataset: Dataset) -> str:
    names = ", ".join(dataset.class_names[:6])
    classes = f" of the classes {names}" if names else ""
    return f"Training examples{classes}: {dataset.note or dataset.name}"
