"""A small network with the numbers of one training step on it, as far as the step has come."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from nnviz.core.families.small_network import SmallNetwork, Stage
from nnviz.core.spec.network import NetworkSpec
from nnviz.figures.kit.bindings import annotate, bind, want
from nnviz.figures.kit.marks import outlines
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out
from nnviz.figures.learning.backprop_terms import add_terms

WIDTH = 900.0
_BOX = (58.0, 17.0)
"""Half the width and half the height of a unit's box."""
_PITCH = 42.0
_TOP = 26.0
_BACKWARD = ("by_value", "by_sum", "by_weight", "update")
_WIDTHS = (0.8, 1.4, 2.2, 3.2)
_EDGES = [0.15, 0.5, 1.2]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the units stand, in the figure's own units.

    Attributes:
        places: `(x, y)` of each unit.
        columns: Number of the column of each unit.
        bottom: Lower end of the network.
    """

    places: tuple[tuple[float, float], ...]
    columns: tuple[int, ...]
    bottom: float


def backprop(
    small: SmallNetwork,
    network: NetworkSpec,
    theme: Theme,
    *,
    stage: int = 0,
    unit: int = 0,
    names: tuple[tuple[str, ...], tuple[str, ...]] = ((), ()),
    options: dict[str, Any] | None = None,
) -> go.Figure:
    """Draw the network with all numbers known at a stage of the step, and one unit's arithmetic.

    Forward numbers are dark, derivatives coloured: z and a are weighted sum and activation, and
    d marks the derivative of the loss by each.

    Args:
        small: The network as columns.
        network: The network itself.
        theme: Colours.
        stage: Number of the stage among `small.stages`.
        unit: Number of the unit, within the stage's column, whose arithmetic is written out.
        names: Names of the inputs and of the outputs.
        options: Of the `backprop` probe: `example`, `split`.
    """
    now = small.stages[stage]
    layout = _layout(small)
    focus = _focus(small, now, unit)
    height = round(_TOP - layout.bottom + 78)
    alt = f"{now.title}: {now.sentence}"
    figure = blank(theme, height=max(height, 150), alt=alt, margins=(0, 0, 0, 0))
    annotate(figure, network=network.fingerprint)
    _add_links(figure, small, layout, now, theme)
    _add_boxes(figure, small, layout, now, focus, theme)
    _add_numbers(figure, small, layout, stage, theme)
    _add_headings(figure, small, layout, names, theme)
    add_terms(figure, small, now, focus, (layout.bottom, WIDTH), theme)
    bind(figure, _touch(small, layout))
    want(figure, "backprop", "backprop", options or {})
    lay_out(figure, xaxis=bare_axis(0, WIDTH), yaxis=bare_axis(_TOP - max(height, 150), _TOP))
    return figure


def _focus(small: SmallNetwork, now: Stage, unit: int) -> int:
    """Return the number, over all columns, of the unit whose arithmetic is shown."""
    column = small.columns[now.column]
    return column.start + min(unit, column.units - 1)


def _layout(small: SmallNetwork) -> Layout:
    tall = max(column.units for column in small.columns) * _PITCH
    step = (WIDTH - 2 * _BOX[0] - 8) / max(len(small.columns) - 1, 1)
    places: list[tuple[float, float]] = []
    columns: list[int] = []
    for index, column in enumerate(small.columns):
        first = -(tall - column.units * _PITCH) / 2 - _PITCH / 2
        places += [
            (_BOX[0] + 4 + index * step, first - unit * _PITCH) for unit in range(column.units)
        ]
        columns += [index] * column.units
    return Layout(tuple(places), tuple(columns), -tall)


def _add_links(
    figure: go.Figure, small: SmallNetwork, layout: Layout, now: Stage, theme: Theme
) -> None:
    """Traces 0 to 7: links by sign and size of the weight, or of its derivative or update."""
    paths = []
    for source, target in small.links:
        (x0, y0), (x1, y1) = layout.places[source], layout.places[target]
        paths.append([[x0 + _BOX[0], x1 - _BOX[0]], [y0, y1]])
    for colour, dash in ((theme.negative, "4px,3px"), (theme.positive, "solid")):
        for width in _WIDTHS:
            figure.add_trace(
                go.Scatter(
                    x=[], y=[], mode="lines", hoverinfo="skip",
                    line={"color": colour, "width": width, "dash": dash},
                )
            )  # fmt: skip
    array, scale = {
        "by_weight": ("by_weight", 5.0), "update": ("weight_update", 20.0),
    }.get(now.kind, ("weight", 1.0))  # fmt: skip
    bind(
        figure,
        {"op": "segments", "array": f"backprop/{array}", "paths": paths, "edges": _EDGES,
         "traces": list(range(8)), "scales": [scale] * len(paths)},
    )  # fmt: skip


def _add_boxes(
    figure: go.Figure, small: SmallNetwork, layout: Layout, now: Stage, focus: int, theme: Theme
) -> None:
    """Traces 8 and 9: the boxes of all units; those of the stage's column drawn strongly."""
    column = small.columns[now.column]
    active = range(column.start, column.start + column.units)
    w, h = _BOX
    for chosen, colour, width in ((False, theme.line, 1.0), (True, theme.text, 1.6)):
        places = (
            place for number, place in enumerate(layout.places) if (number in active) == chosen
        )
        boxes = ((x - w, y - h, x + w, y + h) for x, y in places)
        figure.add_trace(outlines(boxes, theme.faint, colour, width))
    x, y = layout.places[focus]
    figure.add_shape(
        type="rect", x0=x - _BOX[0] - 3, x1=x + _BOX[0] + 3, y0=y - _BOX[1] - 3,
        y1=y + _BOX[1] + 3, line={"color": theme.positive_ink, "width": 2},
    )  # fmt: skip


def _reached(stages: tuple[Stage, ...], stage: int, kind: str) -> set[int]:
    """Return the columns for which a kind of number is known by now."""
    return {one.column for one in stages[: stage + 1] if one.kind == kind}


def _add_numbers(
    figure: go.Figure, small: SmallNetwork, layout: Layout, stage: int, theme: Theme
) -> None:
    """Traces 10 to 14: activations, sums, both derivatives, what the biases become."""
    stages, inputs = small.stages, small.columns[0].units
    known = _reached(stages, stage, "value") | {0}
    updated = stages[stage].kind == "update"
    rows = (
        ("value", 0, known, -0.46, -7.5, "a ", theme.text),
        ("sum", inputs, _reached(stages, stage, "sum"), -0.46, 7.5, "z ", theme.text),
        ("by_value", inputs, _reached(stages, stage, "by_value"), 0.52, -7.5, "da ", ""),
        ("by_sum", inputs, _reached(stages, stage, "by_sum"), 0.52, 7.5, "dz ", ""),
    )
    for array, skipped, columns, dx, dy, prefix, colour in rows:
        if updated and array == "by_value":
            array, prefix, colour = "bias_update", "\u0394b ", theme.positive_ink
        places = list(zip(layout.places, layout.columns, strict=True))[skipped:]
        number = len(tuple(figure.select_traces()))
        figure.add_trace(
            go.Scatter(
                x=[x + dx * _BOX[0] if at in columns else None for (x, _), at in places],
                y=[y + dy if at in columns else None for (_, y), at in places],
                text=["\u00a0"] * len(places), mode="text", hoverinfo="skip", cliponaxis=False,
                textfont={"size": 11, "color": colour or theme.negative_ink},
            )
        )  # fmt: skip
        bind(
            figure,
            {"op": "labels", "array": f"backprop/{array}", "trace": number, "prop": "text",
             "digits": 3, "count": len(places), "prefix": prefix},
        )  # fmt: skip


def _add_headings(
    figure: go.Figure,
    small: SmallNetwork,
    layout: Layout,
    names: tuple[tuple[str, ...], tuple[str, ...]],
    theme: Theme,
) -> None:
    """Name every column, and its activation function; inputs and outputs by their own names."""
    for index, column in enumerate(small.columns):
        x = layout.places[column.start][0]
        last = index == len(small.columns) - 1
        title = "Input" if not index else "Output" if last else f"Layer {index}"
        more = f"  {column.activation.replace('_', ' ')}" if index else ""
        figure.add_annotation(
            x=x, y=_TOP - 8, text=f'<b>{title}</b><span style="color:{theme.quiet}">{more}</span>',
            showarrow=False, font={"size": 12, "color": theme.text}, yanchor="middle",
        )  # fmt: skip
    for unit, name in enumerate(names[0][: small.columns[0].units]):
        x, y = layout.places[unit]
        figure.add_annotation(
            x=x, y=y + 8, text=name, showarrow=False, font={"size": 11, "color": theme.quiet}
        )


def _touch(small: SmallNetwork, layout: Layout) -> dict[str, Any]:
    """A click on a unit writes its arithmetic out."""
    starts = [small.columns[column].start for column in layout.columns]
    w, h = _BOX
    return {
        "op": "touch",
        "boxes": [[x - w, y - h, x + w, y + h] for x, y in layout.places],
        "texts": [
            f"unit {number - start + 1}" for number, start in enumerate(starts)
        ],
        "click": [
            {"kind": "unit", "column": column, "unit": number - starts[number]}
            for number, column in enumerate(layout.columns)
        ],
    }  # fmt: skip
