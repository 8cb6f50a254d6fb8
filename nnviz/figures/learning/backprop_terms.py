"""The arithmetic of one unit at one stage of a training step, written out with its numbers."""

from dataclasses import dataclass, field

import plotly.graph_objects as go

from nnviz.core.families.small_network import SmallNetwork, Stage
from nnviz.figures.kit.bindings import bind
from nnviz.figures.kit.theme import Theme

_STEP = 62.0
_ROW = 17.0


@dataclass(slots=True)
class _Line:
    """Numbers and signs from left to right; longer ones go on in the next row.

    Attributes:
        width: Where a row ends.
        words: `(x, row, text)` of what is fixed.
        numbers: By array, `(index, x, row, prefix, suffix)` of each of its numbers.
    """

    width: float
    x: float = 0.0
    row: int = 0
    words: list[tuple[float, int, str]] = field(default_factory=list)
    numbers: dict[str, list[tuple[int, float, int, str, str]]] = field(default_factory=dict)

    def text(self, text: str, room: float = _STEP) -> None:
        """Write fixed words."""
        self._wrap(room)
        self.words.append((self.x, self.row, text))
        self.x += room

    def number(
        self, array: str, index: int, prefix: str = "", suffix: str = "", room: float = _STEP
    ) -> None:
        """Write the number at a place of an array of the probe."""
        self._wrap(room)
        entry = (index, self.x, self.row, prefix, suffix)
        self.numbers.setdefault(array, []).append(entry)
        self.x += room

    def _wrap(self, room: float) -> None:
        if self.x + room > self.width:
            self.x, self.row = 20.0, self.row + 1


def add_terms(
    figure: go.Figure,
    small: SmallNetwork,
    now: Stage,
    focus: int,
    place: tuple[float, float],
    theme: Theme,
) -> None:
    """Write the arithmetic below the network.

    Args:
        figure: With the network on it.
        small: The network as columns.
        now: The stage.
        focus: Number of the unit over all columns.
        place: Lower end of the network, and the figure's width.
        theme: Colours.
    """
    bottom, width = place
    line = _Line(width)
    _WRITERS[now.kind](line, small, now, focus)
    top = bottom - 18.0
    figure.add_trace(
        go.Scatter(
            x=[x for x, _, _ in line.words], y=[top - row * _ROW for _, row, _ in line.words],
            text=[text for _, _, text in line.words], mode="text", textposition="middle right",
            hoverinfo="skip", cliponaxis=False, textfont={"size": 12, "color": theme.quiet},
        )
    )  # fmt: skip
    for array, entries in line.numbers.items():
        _add_array(figure, array, entries, _size(array, small), top, theme)


def _size(array: str, small: SmallNetwork) -> int:
    """Return how many numbers an array of the probe holds."""
    if array in ("weight", "by_weight", "weight_update", "weight_after"):
        return len(small.links)
    sizes = {"value": small.units, "target": small.columns[-1].units, "loss": 1, "rate": 1}
    return sizes.get(array, small.units - small.columns[0].units)


def _add_array(
    figure: go.Figure,
    array: str,
    entries: list[tuple[int, float, int, str, str]],
    size: int,
    top: float,
    theme: Theme,
) -> None:
    """One text trace with a point for every number of an array; most of them stand nowhere."""
    xs: list[float | None] = [None] * size
    ys: list[float | None] = [None] * size
    prefixes, suffixes = [""] * size, [""] * size
    for index, x, row, prefix, suffix in entries:
        xs[index], ys[index] = x, top - row * _ROW
        prefixes[index], suffixes[index] = prefix, suffix
    number = len(tuple(figure.select_traces()))
    figure.add_trace(
        go.Scatter(
            x=xs, y=ys, text=["\u00a0"] * size, mode="text", textposition="middle right",
            hoverinfo="skip", cliponaxis=False, textfont={"size": 12, "color": theme.text},
        )
    )  # fmt: skip
    bind(
        figure,
        {"op": "labels", "array": f"backprop/{array}", "trace": number, "prop": "text",
         "digits": 3, "count": size, "prefix": prefixes, "suffix": suffixes},
    )  # fmt: skip


def _incoming(small: SmallNetwork, focus: int) -> list[tuple[int, int]]:
    """Return `(link, source unit)` of every weight into a unit."""
    return [(i, source) for i, (source, target) in enumerate(small.links) if target == focus]


def _write_input(line: _Line, small: SmallNetwork, now: Stage, focus: int) -> None:
    del now
    line.text("This input is", 90)
    line.number("value", focus)
    del small


def _write_sum(line: _Line, small: SmallNetwork, now: Stage, focus: int) -> None:
    del now
    at = focus - small.columns[0].units
    line.text("z =", 30)
    for count, (link, source) in enumerate(_incoming(small, focus)):
        line.number("value", source, prefix="" if count == 0 else "+ ", room=58)
        line.number("weight", link, prefix="\u00d7 ", room=58)
    line.number("bias", at, prefix="+ bias ", room=92)
    line.number("sum", at, prefix="= <b>", suffix="</b>", room=70)


def _write_value(line: _Line, small: SmallNetwork, now: Stage, focus: int) -> None:
    name = small.columns[now.column].activation.replace("_", " ")
    line.text("a =", 30)
    line.number("sum", focus - small.columns[0].units, prefix=f"{name}(", suffix=")", room=150)
    line.number("value", focus, prefix="= <b>", suffix="</b>")


def _write_loss(line: _Line, small: SmallNetwork, now: Stage, focus: int) -> None:
    del focus
    column = small.columns[now.column]
    line.text("Loss of", 58)
    for unit in range(column.units):
        line.number("value", column.start + unit, prefix="output ", room=92)
    line.text("with target", 100)
    for unit in range(column.units):
        line.number("target", unit, suffix="" if unit == column.units - 1 else ",", room=50)
    line.number("loss", 0, prefix="= <b>", suffix="</b>")


def _write_by_value(line: _Line, small: SmallNetwork, now: Stage, focus: int) -> None:
    inputs = small.columns[0].units
    line.text("da =", 38)
    outgoing = [(i, target) for i, (source, target) in enumerate(small.links) if source == focus]
    if now.column == len(small.columns) - 1:
        line.text("slope of the loss at this output", 215)
    for count, (link, target) in enumerate(outgoing):
        sign = "" if count == 0 else "+ "
        line.number("by_sum", target - inputs, prefix=sign, room=58)
        line.number("weight", link, prefix="\u00d7 ", room=58)
    line.number("by_value", focus - inputs, prefix="= <b>", suffix="</b>", room=70)


def _write_by_sum(line: _Line, small: SmallNetwork, now: Stage, focus: int) -> None:
    at = focus - small.columns[0].units
    line.text("dz =", 38)
    if small.columns[now.column].activation == "softmax":
        line.text("all da of the layer, through the softmax", 270)
    else:
        line.number("by_value", at, prefix="da ", room=80)
        line.number("slope", at, prefix="\u00d7 slope ", room=110)
    line.number("by_sum", at, prefix="= <b>", suffix="</b>", room=70)


def _write_by_weight(line: _Line, small: SmallNetwork, now: Stage, focus: int) -> None:
    del now
    at = focus - small.columns[0].units
    line.text("dw = value \u00d7 dz:", 110)
    for link, source in _incoming(small, focus):
        line.number("value", source, room=46)
        line.text("\u00d7 dz", 36)
        line.number("by_weight", link, prefix="= <b>", suffix="</b>", room=82)
    line.number("by_sum", at, prefix="and db = dz = <b>", suffix="</b>", room=150)


def _write_update(line: _Line, small: SmallNetwork, now: Stage, focus: int) -> None:
    del now
    line.number("rate", 0, prefix="learning rate ", suffix=":", room=140)
    for link, _ in _incoming(small, focus):
        line.number("weight", link, room=46)
        line.number("weight_update", link, prefix="+ ", room=58)
        line.number("weight_after", link, prefix="\u2192 <b>", suffix="</b>", room=84)


_WRITERS = {
    "input": _write_input,
    "sum": _write_sum,
    "value": _write_value,
    "loss": _write_loss,
    "by_value": _write_by_value,
    "by_sum": _write_by_sum,
    "by_weight": _write_by_weight,
    "update": _write_update,
}
