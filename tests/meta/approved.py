"""What has been looked at and found right: every figure, theme and worked example as text.

A small slip in a colour, a position or a size breaks no rule that a test could know;
it differs from what was approved. After a wanted change, look at it, then
`python -m tests.meta.approved` writes the records anew, and the commit shows what changed.
"""

import base64
import dataclasses
import json
import math
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.params import complete
from nnviz.core.worked import WORKED, worked_example
from nnviz.data import load
from nnviz.data.presets import PRESETS
from nnviz.data.starters import STARTERS
from nnviz.figures.kit.theme import DARK, LIGHT, Theme
from tests.meta.test_figure_sweep import CASES, FUNCTIONS, PLACED, SETS, draw

FOLDER = Path(__file__).parents[1] / "vectors" / "approved"
SHOWN = 12
"""Numbers of a list that are written out; longer ones are summed up."""
DIGITS = 5
DATASETS = 3
"""With which a figure is drawn at most."""
FEW = 4
"""Objects of a kind that are written out, such as annotations; more become lists by property."""

Record = dict[str, Any]
"""Values by the paths to them."""


def flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield all values of a nested object, each with the path to it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping) and "bdata" in value:
        value = _decoded(value)
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from flat(inner, f"{path}.{key}" if path else str(key))
    elif (row := _row(value)) is not None:
        yield path, row
    elif isinstance(value, list | tuple | np.ndarray):
        if len(value) > FEW and all(isinstance(inner, Mapping) for inner in value):
            yield from flat(_columns(value), f"{path}[]")
            return
        for place, inner in enumerate(value):
            yield from flat(inner, f"{path}[{place}]")
    else:
        yield path, _plain(value)


def _decoded(packed: Mapping[str, Any]) -> np.ndarray:
    """Return an array that Plotly has packed into text."""
    values = np.frombuffer(base64.b64decode(packed["bdata"]), packed["dtype"])
    return values.reshape([int(side) for side in str(packed.get("shape", "-1")).split(",")])


def _columns(rows: Any) -> dict[str, list[Any]]:
    """Return many objects of a kind, such as the shapes of a figure, as lists by property."""
    flats = [dict(flat(row)) for row in rows]
    keys = dict.fromkeys(key for row in flats for key in row)
    return {key: [row.get(key) for row in flats] for key in keys}


def _plain(value: Any) -> Any:
    if isinstance(value, float | np.number):
        return _rounded(value)
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _row(value: Any) -> str | None:
    """Return a list of nothing but numbers, or of nothing but texts, as one text; else None."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        return _summed(value)
    if not isinstance(value, list | tuple | np.ndarray) or len(value) == 0:
        return None
    if (numbers := _numbers(value)) is not None:
        return _summed(np.array(numbers, float))
    if all(inner is None or isinstance(inner, bool | int | float | str) for inner in value):
        texts = [str(_plain(inner)) for inner in value]
        told = " | ".join(texts)
        return (
            told if len(texts) <= SHOWN else f"{len(texts)} texts {zlib.crc32(told.encode()):08x}"
        )
    return None


def _numbers(value: Any) -> list[float] | None:
    """Return the numbers of nested lists in order, gaps as NaN; None where anything else is."""
    found: list[float] = []
    for inner in value:
        if inner is None or type(inner) in (int, float):
            found.append(math.nan if inner is None else inner)
            continue
        below = _numbers(inner) if isinstance(inner, list | tuple) else None
        if below is None:
            return None
        found += [len(below), *below]
    return found


def _summed(numbers: np.ndarray) -> str:
    """Return an array as text: its numbers, or of a long one its shape and what tells it apart."""
    values = numbers.astype(float).ravel()
    if values.size <= SHOWN:
        return f"{list(numbers.shape)} {' '.join(_rounded(value) for value in values)}"
    known = np.nan_to_num(values, nan=0.5, posinf=1e9, neginf=-1e9)
    places = np.cos(np.arange(known.size))
    return f"{list(numbers.shape)} sum {_rounded(known.sum())} by place {_rounded(known @ places)}"


def _rounded(value: Any) -> str:
    """Return a number with so many digits as every machine agrees on."""
    small = abs(float(value)) < 1e-9
    return "0" if small else f"{float(value):.{DIGITS}g}"


def figures() -> dict[str, Record]:
    """Return every figure in the light theme, as it is before numbers arrive."""
    return {
        f"{name} {dataset}": _drawn(draw(name, dataset, theme))
        for name, dataset, theme in CASES
        if theme is LIGHT and dataset in SETS.get(name, (dataset,))[:DATASETS]
    }


def networks() -> dict[str, Record]:
    """Return the figures of whole networks: with convolutions, recurrent, with blocks, broken."""
    found: dict[str, Record] = {}
    for title, experiment in _EXPERIMENTS.items():
        dataset = load(experiment.data)
        shapes = infer(experiment.network, dataset.signature)
        for name in ("neurons", "layers", "diagram", "architecture"):
            placed = PLACED[name](experiment.network, dataset, shapes)
            found[f"{name} {title}"] = _drawn(FUNCTIONS[name](*placed, LIGHT))
    return found


_CIRCLE = STARTERS["circle"].experiment
_EXPERIMENTS = {
    "digits": STARTERS["digits"].experiment,
    "wave": STARTERS["wave"].experiment,
    "resnet": PRESETS["resnet"].experiment,
    "broken": _CIRCLE.changed(network=STARTERS["digits"].experiment.network),
}


def _drawn(figure: go.Figure) -> Record:
    """Return a figure as text, without what all figures share."""
    drawn = figure.to_plotly_json()
    drawn["layout"].pop("template", None)
    return {path: value for path, value in flat(drawn) if "font.family" not in path}


def themes() -> dict[str, Record]:
    """Return both themes: their colours, and what they make of a figure."""
    return {theme.name: dict(flat(_theme(theme))) for theme in (LIGHT, DARK)}


def _theme(theme: Theme) -> Record:
    curves = draw("curves", "circle", theme).to_plotly_json()
    return {"theme": theme, "template": curves["layout"].get("template")}


def worked() -> dict[str, Record]:
    """Return every worked example as it is with the parameters that a layer begins with."""
    return {
        name: dict(flat(worked_example(name, complete(CATALOGUE[name].params, {}, name))))
        for name in WORKED
    }


MADE: Mapping[str, Callable[[], dict[str, Record]]] = {
    "figures": figures,
    "networks": networks,
    "themes": themes,
    "worked": worked,
}


@cache
def made(kind: str) -> dict[str, Record]:
    """Return the records of a kind as the code makes them now."""
    return MADE[kind]()


@cache
def approved(kind: str) -> dict[str, Record]:
    """Return the records of a kind as they were approved."""
    return json.loads((FOLDER / f"{kind}.json").read_text())


def written(records: dict[str, Record]) -> str:
    """Return records as JSON with one line for each value, so that a change is one line."""
    return json.dumps(records, indent=0, ensure_ascii=False, sort_keys=True) + "\n"


def main() -> None:
    """Write all records anew."""
    for kind in MADE:
        (FOLDER / f"{kind}.json").write_text(written(made(kind)))


if __name__ == "__main__":
    main()
