"""A few examples with what the network says of each and what it is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from nnviz.core.errors import NnvizError
from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import bind, want
from nnviz.figures.kit.pictures import Sheet, picture_sheet, picture_trace, sentence
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out
from nnviz.figures.kit.wording import trimmed

_WIDTH = 330.0
_LINE = 14.0
_LONGEST = 12
_SENTENCE = 30
_ALIGNED = {
    "image": ("middle center", "middle center"),
    "series": ("middle right", "middle left"),
    "tokens": ("middle left", "middle left"),
}
"""On which side of their places predicted and true class are written, by view of the data."""


@dataclass(frozen=True, slots=True)
class _Card:
    """Places of one example's words, of the cross that marks a wrong answer, and of it all."""

    predicted: tuple[float, float]
    true: tuple[float, float]
    cross: tuple[float, float]
    box: tuple[float, float, float, float]


def samples(
    dataset: Dataset,
    theme: Theme,
    *,
    count: int = 12,
    start: int = 0,
    split: str = "test",
    height: int = 300,
) -> go.Figure:
    """Draw examples as pictures, strips over time or sentences, with predicted and true class.

    A wrong answer gets a cross; the tooltip says how sure the network is. Traces: 0 the examples,
    1 predicted, 2 true class, 3 crosses at wrong answers.

    Args:
        dataset: With classes.
        theme: Colours.
        count: Examples.
        start: Number of the first one.
        split: `train` or `test` examples.
        height: Pixels.

    Raises:
        NnvizError: The examples are neither pictures nor series nor text.
    """
    view = dataset.signature.view
    if view not in _ALIGNED:
        raise NnvizError("images, series or text", f"a {view}", "Look at the confusion matrix.")
    inputs, targets = (
        (dataset.x_test, dataset.y_test) if split == "test" else (dataset.x_train, dataset.y_train)
    )
    count = min(count, len(inputs))
    begin = max(0, min(start, len(inputs) - count))
    classes = np.asarray(targets, np.int64).reshape(-1)[begin : begin + count]
    shown = inputs[begin : begin + count]
    alt = f"{count} {split} examples, each with its predicted and its true class."
    figure = blank(theme, height=height, alt=alt, margins=(0, 0, 0, 0))
    put = _sentences if view == "tokens" else _pictures
    cards = put(figure, dataset, shown, theme, height)
    names = [trimmed(name, _LONGEST) for name in dataset.class_names]
    _add_answers(figure, cards, [names[number] for number in classes], theme, _ALIGNED[view])
    _bind_answers(figure, cards, names, classes)
    want(figure, "samples", "samples", {"count": count, "start": begin, "split": split})
    return figure


def _pictures(
    figure: go.Figure, dataset: Dataset, shown: np.ndarray, theme: Theme, height: int
) -> list[_Card]:
    """Put images or strips over time on a sheet, words under each."""
    image = dataset.signature.view == "image"
    sheet = picture_sheet(dataset, shown, _WIDTH, height, below=2 * _LINE if image else _LINE + 4)
    figure.add_trace(picture_trace(sheet, theme))
    _fit(figure, sheet, square=image)
    cards = []
    for x, y in sheet.corners:
        right, top = x + sheet.across, y + sheet.down
        first = y - 0.62 * _LINE / sheet.cell_high
        second = y - 1.6 * _LINE / sheet.cell_high if image else first
        cards.append(
            _Card(
                ((x + right) / 2 if image else x, first),
                ((x + right) / 2 if image else right, second),
                (right, top - 1),
                (x, y, right, top),
            )
        )
    return cards


def _fit(figure: go.Figure, sheet: Sheet, *, square: bool) -> None:
    tied = {"scaleanchor": "x", "constrain": "domain"} if square else {}
    lay_out(
        figure,
        xaxis=bare_axis(-0.5, sheet.columns + 0.5, constrain="domain"),
        yaxis=bare_axis(0, sheet.rows + 0.5, **tied),
    )


def _sentences(
    figure: go.Figure, dataset: Dataset, shown: np.ndarray, theme: Theme, height: int
) -> list[_Card]:
    """Write one sentence a row, with the answer at the right."""
    row = height / max(len(shown), 1)
    middles = [height - (number + 0.5) * row for number in range(len(shown))]
    figure.add_trace(
        go.Scatter(
            x=[4.0] * len(shown),
            y=middles,
            text=[sentence(dataset, tokens, _SENTENCE) for tokens in shown],
            mode="text",
            textposition="middle right",
            textfont={"size": 11.5, "color": theme.text},
            hoverinfo="skip",
        )
    )
    lay_out(figure, xaxis=bare_axis(0, _WIDTH), yaxis=bare_axis(0, height))
    half = row * 0.46
    return [
        _Card((_WIDTH - 84, y), (_WIDTH - 18, y), (_WIDTH - 9, y), (0, y - half, _WIDTH, y + half))
        for y in middles
    ]


def _add_answers(
    figure: go.Figure,
    cards: Sequence[_Card],
    truth: Sequence[str],
    theme: Theme,
    places: tuple[str, str],
) -> None:
    """Add predicted and true classes, and the crosses that only wrong answers get."""
    empty = [""] * len(cards)
    for spots, text, where, colour in (
        ([card.predicted for card in cards], empty, places[0], theme.text),
        ([card.true for card in cards], [f"is {name}" for name in truth], places[1], theme.quiet),
    ):
        figure.add_trace(
            go.Scatter(
                x=[x for x, _ in spots], y=[y for _, y in spots], text=list(text), mode="text",
                textposition=where, textfont={"size": 11.5, "color": colour}, hoverinfo="skip",
                cliponaxis=False,
            )
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[], y=[], mode="markers", hoverinfo="skip", cliponaxis=False,
            marker={"symbol": "x", "size": 9, "color": theme.negative_ink,
                    "line": {"width": 1.5, "color": theme.page}},
        )
    )  # fmt: skip


def _bind_answers(
    figure: go.Figure, cards: Sequence[_Card], names: Sequence[str], classes: np.ndarray
) -> None:
    size = {"count": len(cards)}
    bind(
        figure,
        {"op": "labels", "array": "samples/predicted", "trace": 1, "prop": "text",
         "texts": list(names), **size},
        {"op": "where", "array": "samples/correct", "trace": 3, "value": 0,
         "x": [card.cross[0] for card in cards], "y": [card.cross[1] for card in cards]},
        {"op": "touch", "boxes": [list(card.box) for card in cards],
         "texts": [f"This is {names[number]}." for number in classes],
         "array": "samples/probability", "prefix": "The network is ", "percent": True,
         "digits": 0, "suffix": "\u2009% sure of its prediction"},
    )  # fmt: skip
