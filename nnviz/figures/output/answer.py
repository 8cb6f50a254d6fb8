"""What the network says of one example: probabilities as bars, or a value."""

import numpy as np
import plotly.graph_objects as go

from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import bind, want
from nnviz.figures.kit.probability_bars import add_rows
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out
from nnviz.figures.kit.wording import trimmed

FEW_CLASSES, BEST = 12, 8
"""As the `answer` probe: up to so many classes are all shown, of more the best ones."""
_LONGEST = 13
_ROW = 17


def answer(
    dataset: Dataset, theme: Theme, *, split: str = "test", example: int = 0, height: int = 0
) -> go.Figure:
    """Draw the probability of every class as a bar; the true class, where known, is ticked.

    A regression is one line of text: predicted and true value. Traces: 0 the bars,
    1 the names, 2 the numbers.

    Args:
        dataset: With its class names.
        theme: Colours.
        split: `train`, `test` or `own`.
        example: Number of the example.
        height: Pixels; 0 is as high as it needs to be.
    """
    truth = _truth(dataset, split, example)
    if dataset.signature.task == "regression":
        return _value(dataset, theme, truth, {"split": split, "example": example}, height)
    count = len(dataset.class_names) if len(dataset.class_names) <= FEW_CLASSES else BEST
    alt = f"Predicted probabilities of {count} classes, as bars."
    tall = height or max(100, 12 + _ROW * count)
    figure = blank(theme, height=tall, alt=alt, margins=(96, 52, 4, 4))
    names = [trimmed(name, _LONGEST) for name in dataset.class_names]
    if truth is not None:
        names[int(truth)] = f"\u2713 {names[int(truth)]}"
    add_rows(figure, theme, count, probe="answer", names=("number", names), size=11.5)
    want(figure, "answer", "answer", {"split": split, "example": example})
    return figure


def _truth(dataset: Dataset, split: str, example: int) -> float | None:
    """Return the true class, or the true value in the target's unit; None where unknown."""
    if split == "own":
        return None
    targets = np.asarray(dataset.y_train if split == "train" else dataset.y_test, np.float64)
    first = float(targets[min(example, len(targets) - 1)].reshape(-1)[0])
    if dataset.signature.task == "regression":
        return first * dataset.target_scale + dataset.target_mean
    return first


def _value(
    dataset: Dataset, theme: Theme, truth: float | None, options: dict[str, object], height: int
) -> go.Figure:
    """Write predicted and true value."""
    name = dataset.target_name or "value"
    alt = f"The predicted value of {name}."
    figure = blank(theme, height=height or 100, alt=alt, margins=(8, 8, 4, 4))
    unit = f" {dataset.target_unit}" if dataset.target_unit else ""
    lines = [("", theme.text), ("", theme.quiet)]
    if truth is not None:
        lines[1] = (f"true {truth:.3f}{unit}".replace("-", "\u2212"), theme.quiet)
    for row, (text, colour) in enumerate(lines):
        figure.add_trace(
            go.Scatter(
                x=[0], y=[row], text=[text], mode="text", textposition="middle right",
                textfont={"size": 14, "color": colour}, hoverinfo="skip", cliponaxis=False,
            )
        )  # fmt: skip
    bind(
        figure,
        {"op": "labels", "array": "answer/value", "trace": 0, "prop": "text", "digits": 3,
         "prefix": "predicted ", "suffix": unit},
    )  # fmt: skip
    want(figure, "answer", "answer", options)
    lay_out(figure, xaxis=bare_axis(0, 1), yaxis=bare_axis(1.8, -0.8))
    return figure
