"""States and gates of all units of a recurrent layer over time, as maps or as lines."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from nnviz.core.families.gates import GATES, ROWS
from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.network import LayerSpec
from nnviz.figures.kit.bindings import bind, set_trace, want
from nnviz.figures.kit.theme import Theme, axis, blank, lay_out

_BOUNDED = ("tanh", "sigmoid", "softmax", "hard_tanh", "hard_sigmoid", "softsign")
_MOST_UNITS = 64


@dataclass(frozen=True, slots=True)
class _Panel:
    """One map of the grid: which array, what it is called, and where it stands."""

    array: str
    label: str
    index: int
    columns: int
    rows: int

    @property
    def suffix(self) -> str:
        """What Plotly appends to the names of its axes."""
        return str(self.index + 1) if self.index else ""

    @property
    def domain(self) -> tuple[list[float], list[float]]:
        """Ends of its axes, as shares of the figure."""
        column, row = self.index % self.columns, self.index // self.columns
        wide = (1 - 0.045 * (self.columns - 1)) / self.columns
        high = (1 - 0.22 * (self.rows - 1)) / self.rows
        left = column * (wide + 0.045)
        top = 1 - row * (high + 0.22)
        return [left, left + wide], [max(0.0, top - high), top]


@dataclass(frozen=True, slots=True)
class _Shown:
    """How many units at how many steps, the number of the first unit and that of the chosen one."""

    units: int
    length: int
    first: int
    unit: int

    @property
    def chosen(self) -> int | None:
        """Row of the chosen unit; None when it is not among those shown."""
        row = self.unit - self.first
        return row if 0 <= row < self.units else None


def gates(
    layer: LayerSpec,
    theme: Theme,
    *,
    length: int,
    unit: int = 0,
    form: str = "map",
    options: dict[str, Any] | None = None,
    height: int = 268,
) -> go.Figure:
    """Draw every state and gate of a recurrent layer over time, one panel each.

    As maps a row is a unit and a column a step; as lines each unit is a line, the chosen one
    drawn strongly. Traces: one a panel; as lines a second one each for the chosen unit.

    Args:
        layer: A SimpleRNN, LSTM or GRU.
        theme: Colours.
        length: Steps of the sequence.
        unit: The chosen unit; those around it are shown when there are more than 64.
        form: `map` or `lines`, or `hidden` for a map of the hidden state alone.
        options: Further options of the `recurrent` probe: `direction`, `example`, `split`.
        height: Pixels.
    """
    values = layer_values(layer)
    size = values["units"]
    first = unit // _MOST_UNITS * _MOST_UNITS
    units = min(_MOST_UNITS, (size if isinstance(size, int) else 1) - first)
    names = ROWS[layer.kind][:1] if form == "hidden" else ROWS[layer.kind]
    columns = min(3, len(names)) if len(names) != 4 else 2
    figure = blank(theme, height=height, alt=_alt(layer, names), margins=(34, 8, 20, 30))
    bounded = values["activation"] in _BOUNDED
    asked = {"layer": layer.id, "first": first, **(options or {})}
    for index, (array, label) in enumerate(names):
        panel = _Panel(array, label, index, columns, -(-len(names) // columns))
        add = _add_lines if form == "lines" else _add_map
        add(figure, panel, _Shown(units, length, first, unit), bounded, theme)
        _place(figure, panel, _Shown(units, length, first, unit), form, theme)
    want(figure, "recurrent", "recurrent", {**asked, "form": "map" if form == "hidden" else form})
    if form == "lines":
        want(figure, "rows", "recurrent", {**asked, "form": "map"})
    return figure


def _squashed(layer_array: str) -> bool:
    return any(
        gate.name == layer_array and gate.squashed for entry in GATES.values() for gate in entry
    )


def _add_map(figure: go.Figure, panel: _Panel, size: _Shown, bounded: bool, theme: Theme) -> None:
    """Gates from 0 (shut) to 1 (open) in blue; states on the diverging scale."""
    units, length = size.units, size.length
    if _squashed(panel.array):
        scale = {"zmin": 0, "zmax": 1, "colorscale": [[0, theme.zero], [1, theme.positive]]}
    elif bounded and panel.array != "cell":
        scale = {"zmin": -1, "zmax": 1, "colorscale": theme.diverging}
    else:
        scale = {"zmid": 0, "colorscale": theme.diverging}
    figure.add_trace(
        go.Heatmap(
            z=[[0.0] * length] * units, x0=1, dx=1, y0=size.first + 1, dy=1,
            showscale=False, name=panel.label,
            xaxis=f"x{panel.suffix}", yaxis=f"y{panel.suffix}",
            hovertemplate="unit %{y}, step %{x}<br>%{z:.3f}<extra>" + panel.label + "</extra>",
            **scale,
        )
    )  # fmt: skip
    bind(figure, set_trace(f"recurrent/{panel.array}", panel.index, "z", count=units))
    if size.chosen is not None:
        figure.add_shape(
            type="rect", x0=0.5, x1=length + 0.5, y0=size.unit + 0.5, y1=size.unit + 1.5,
            xref=f"x{panel.suffix}", yref=f"y{panel.suffix}",
            line={"color": theme.text, "width": 1}, fillcolor="rgba(0,0,0,0)",
        )  # fmt: skip


def _add_lines(figure: go.Figure, panel: _Panel, size: _Shown, bounded: bool, theme: Theme) -> None:
    del bounded
    units, length, chosen = size.units, size.length, size.chosen
    places = {"xaxis": f"x{panel.suffix}", "yaxis": f"y{panel.suffix}"}
    steps = [
        step + 1 if step < length else None for _ in range(units) for step in range(length + 1)
    ]
    number = 2 * panel.index
    figure.add_trace(
        go.Scatter(
            x=steps, y=[None] * len(steps), mode="lines", hoverinfo="skip",
            line={"color": theme.quiet, "width": 0.8}, opacity=0.55, **places,
        )
    )  # fmt: skip
    bind(figure, set_trace(f"recurrent/{panel.array}", number, "y", count=len(steps)))
    figure.add_trace(
        go.Scatter(
            x=list(range(1, length + 1)), y=[None] * length, mode="lines", name=panel.label,
            line={"color": theme.positive_ink, "width": 2.2},
            hovertemplate="step %{x}<br>%{y:.3f}<extra>" + panel.label + "</extra>", **places,
        )
    )  # fmt: skip
    if chosen is not None:
        bind(figure, set_trace(f"rows/{panel.array}", number + 1, "y", row=chosen, count=units))


def _place(figure: go.Figure, panel: _Panel, size: _Shown, form: str, theme: Theme) -> None:
    """Give a panel its axes and its name."""
    length = size.length
    across, up = panel.domain
    x = f"x{panel.suffix}"
    bottom = panel.index >= panel.columns * (panel.rows - 1)
    gate = _squashed(panel.array)
    if form != "lines":
        first, last = size.first + 1, size.first + size.units
        # Only the first and the last unit are numbered; between them there is no room.
        ticks = [first, last] if last > first else [first]
        ends = [last + 0.5, first - 0.5]
        rows = axis(theme, "", range=ends, domain=up, anchor=x, tickvals=ticks)
    else:
        span = {"range": [-0.03, 1.03]} if gate else {}
        rows = axis(theme, "", domain=up, anchor=x, nticks=4, **span)
    lay_out(
        figure,
        **{
            f"xaxis{panel.suffix}": axis(
                theme, "step" if bottom else "", range=[0.5, length + 0.5], domain=across,
                anchor=f"y{panel.suffix}", showticklabels=bottom,
            ),
            f"yaxis{panel.suffix}": rows,
        }
    )  # fmt: skip
    extra = "0 shut, 1 open" if gate else ""
    figure.add_annotation(
        text=f'<b>{panel.label}</b>  <span style="color:{theme.quiet}">{extra}</span>',
        x=across[0], y=up[1], xref="paper", yref="paper", xanchor="left", yanchor="bottom",
        showarrow=False, yshift=2, font={"size": 12, "color": theme.text},
    )  # fmt: skip


def _alt(layer: LayerSpec, names: tuple[tuple[str, str], ...]) -> str:
    shown = ", ".join(label.lower() for _, label in names)
    return f"States over time of every unit of layer {layer.id}: {shown}."
