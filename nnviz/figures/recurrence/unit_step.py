"""The arithmetic of one unit of a recurrent layer at one step, with its real numbers."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import plotly.graph_objects as go

from nnviz.core.families.gates import GATES
from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.network import LayerSpec
from nnviz.figures.kit.bindings import bind, set_trace, want
from nnviz.figures.kit.marks import Word, frame_words, words
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out

WIDTH = 400.0
_LINE = 19.0
_SIZE = 11.5
_COLUMNS = ((140.0, "inputs"), (194.0, "+ state"), (248.0, "+ bias"), (302.0, "= sum"))
_VALUE = 396.0
_TERM = 13.5
_MOST_TERMS = 16
"""Products that the `recurrent_unit` probe lists."""
_BAR = (268.0, 74.0)
"""Where the bars of the products begin, and the length of the largest."""


def unit_step(
    layer: LayerSpec,
    theme: Theme,
    *,
    unit: int = 0,
    step: int = 0,
    gate: int = 0,
    inputs: Sequence[str] = ("input",),
    options: dict[str, Any] | None = None,
) -> go.Figure:
    """Draw what one unit adds up for each gate, and how that changes what it remembers.

    Traces: 0 the fixed words, 1 the numbers of the gates, 2 those of the memory, 3 bars of the
    products of the chosen gate, 4 their numbers.

    Args:
        layer: A SimpleRNN, LSTM or GRU.
        theme: Colours.
        unit: Number of the unit.
        step: Place in the sequence.
        gate: Whose products are listed.
        inputs: Names of the values that the layer reads at each step.
        options: Further options of the `recurrent_unit` probe: `direction`, `example`, `split`.
    """
    values = layer_values(layer)
    size = values["units"]
    units = size if isinstance(size, int) else 1
    terms = min(_MOST_TERMS, len(inputs) + units)
    top = _LINE * (len(GATES[layer.kind]) + 2.2 + 2 * len(_EQUATIONS[layer.kind]))
    height = round(top + _TERM * (terms + 0.5))
    alt = f"Arithmetic of unit {unit + 1} of layer {layer.id} at step {step + 1}."
    figure = blank(theme, height=max(height, 100), alt=alt, margins=(0, 0, 0, 0))
    figure.add_trace(_words(layer, theme, gate, top))
    _add_gates(figure, layer, theme)
    _add_memory(figure, layer, theme)
    names = [*inputs, *(f"state {u + 1}" for u in range(units))]
    _add_products(figure, theme, top, terms, names)
    want(
        figure, "unit", "recurrent_unit",
        {"layer": layer.id, "unit": unit, "step": step, "gate": gate, **(options or {})},
    )  # fmt: skip
    lay_out(
        figure, xaxis=bare_axis(0, WIDTH), yaxis=bare_axis(-height, 0), barmode="overlay", bargap=0
    )
    return figure


def _function(layer: LayerSpec, index: int) -> str:
    """Return the sign of a gate's activation function."""
    if GATES[layer.kind][index].squashed:
        return "\u03c3"
    return str(layer_values(layer)["activation"])


_EQUATIONS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = MappingProxyType(
    {
        "simple_rnn": (),
        "lstm": (
            (
                "cell = forget \u00d7 old cell + input \u00d7 candidate",
                ("=", "\u00d7", "+", "\u00d7", ""),
            ),
            ("state = output \u00d7 {f}(cell)", ("=", "\u00d7", "")),
        ),
        "gru": (
            (
                "state = update \u00d7 old state + (1 \u2212 update) \u00d7 candidate",
                ("=", "\u00d7", "+", "\u00d7", ""),
            ),
        ),
    }
)
"""How the memory changes: in words, and what stands after each number of the second line."""


def _words(layer: LayerSpec, theme: Theme, gate: int, top: float) -> go.Scatter:
    rows: list[Word] = []
    for x, title in (*_COLUMNS, (_VALUE, "value")):
        rows.append((x, -_LINE * 0.5, title, "middle left", theme.quiet))
    for index, entry in enumerate(GATES[layer.kind]):
        y = -_LINE * (index + 1.5)
        name = f"<b>{entry.label}</b>" if index == gate else entry.label
        rows.append((0, y, name, "middle right", theme.text))
        text = f"{_function(layer, index)} \u2192"
        rows.append((306, y, text, "middle right", theme.quiet))
    name = str(layer_values(layer)["activation"])
    for index, (line, _) in enumerate(_EQUATIONS[layer.kind]):
        y = -_LINE * (len(GATES[layer.kind]) + 1.7 + 2 * index)
        rows.append((0, y, line.format(f=name), "middle right", theme.quiet))
    title = f"<b>{GATES[layer.kind][gate].label}</b> sums value \u00d7 weight"
    rows.append((0, -top + _LINE * 0.4, title, "middle right", theme.text))
    return words(rows, _SIZE)


def _add_gates(figure: go.Figure, layer: LayerSpec, theme: Theme) -> None:
    """The table: a row a gate, what its sum is made of, and its value."""
    places = [*(x for x, _ in _COLUMNS), _VALUE]
    rows = range(len(GATES[layer.kind]))
    xs = [x for _ in rows for x in places]
    ys = [-_LINE * (row + 1.5) for row in rows for _ in places]
    figure.add_trace(frame_words(xs, ys, "left", _SIZE, theme.text))
    bind(
        figure,
        {"op": "labels", "array": "unit/gates", "trace": 1, "prop": "text", "digits": 3,
         "count": len(xs)},
    )  # fmt: skip


def _add_memory(figure: go.Figure, layer: LayerSpec, theme: Theme) -> None:
    """Under each equation, the same with numbers."""
    xs: list[float] = []
    ys: list[float] = []
    signs: list[str] = []
    for index, (_, after) in enumerate(_EQUATIONS[layer.kind]):
        xs += [4.0 + 76.0 * place for place in range(len(after))]
        ys += [-_LINE * (len(GATES[layer.kind]) + 2.6 + 2 * index)] * len(after)
        signs += [f"  {sign}" for sign in after]
    figure.add_trace(frame_words(xs, ys, "right", _SIZE, theme.text))
    bind(
        figure,
        {"op": "labels", "array": "unit/memory", "trace": 2, "prop": "text", "digits": 3,
         "count": len(xs), "suffix": signs},
    )  # fmt: skip


def _add_products(
    figure: go.Figure, theme: Theme, top: float, terms: int, names: list[str]
) -> None:
    """A line a product: name, value x weight, and the product as a bar."""
    ys = [-top - _TERM * (row + 0.5) for row in range(terms)]
    start, length = _BAR
    figure.add_trace(
        go.Bar(
            orientation="h", base=[start] * terms, x=[0.0] * terms, y=ys, width=_TERM * 0.6,
            hoverinfo="skip",
            marker={"color": [0.0] * terms, "cmin": -0.6, "cmax": 0.6, "line": {"width": 0},
                    "colorscale": theme.diverging},
        )
    )  # fmt: skip
    size = {"count": terms}
    bind(
        figure,
        set_trace("unit/share", 3, "x", scale=length, **size),
        set_trace("unit/share", 3, "marker.color", **size),
    )
    columns = (
        (0.0, "right", {"array": "unit/term", "texts": names}),
        (128.0, "left", {"array": "unit/given", "suffix": " \u00d7"}),
        (134.0, "right", {"array": "unit/weight", "suffix": " ="}),
        (WIDTH, "left", {"array": "unit/product"}),
    )
    for number, (x, side, binding) in enumerate(columns, start=4):
        figure.add_trace(frame_words([x] * terms, ys, side, 11, theme.text))
        bind(
            figure,
            {"op": "labels", "trace": number, "prop": "text", "digits": 3, **binding, **size},
        )
