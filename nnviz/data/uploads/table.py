"""A custom table as a dataset: categories one-hot encoded, gaps filled, numbers standardized."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import NnvizError
from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.data.sets.kind import task_of, whole
from nnviz.data.sets.split import Indices, Parts, cut, random_split, stratified_split
from nnviz.data.sets.tables.tables import standard
from nnviz.data.uploads import first_rules
from nnviz.data.uploads import store as own_store
from nnviz.data.uploads.columns import Cells, Column, Role, read_cells
from nnviz.data.uploads.csv_rows import SEPARATORS
from nnviz.data.uploads.csv_text import DECIMALS, TextTable, read_csv
from nnviz.data.uploads.elsewhere import elsewhere
from nnviz.data.uploads.table_inputs import inputs_of
from nnviz.data.uploads.target import ranked_targets, wants_classes

MOST_CLASSES = 40
"""Most classes of a target, as for images."""
FEWEST_ROWS = 4
ROLE_LETTERS: dict[str, Role] = {"n": "number", "c": "category", "d": "date", "x": "unused"}
"""How the option `columns` writes what each column is used as; anything else is to be guessed."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TableLook:
    """What is known of a table before it becomes a dataset.

    Attributes:
        table: The cells.
        columns: Every column, read as it is to be used.
        target: Number of the column to predict.
        classes: Whether classes are predicted, not a value.
    """

    table: TextTable
    columns: tuple[Column, ...]
    target: int
    classes: bool


@elsewhere
def columns_of(spec: DataSpec) -> tuple[TextTable, tuple[Column, ...]]:
    """Read a visitor's table as the options say, whatever is to be predicted.

    Args:
        spec: Of the kind `own_table`, checked.

    Raises:
        NnvizError: It is no table, or a column is not what it should be used as.
    """
    options = spec.options
    return _columns(
        str(options["file"]), str(options["separator"]), str(options["decimal"]),
        str(options["first_row"]), str(options["columns"]), whole(spec, "rules"),
    )  # fmt: skip


@lru_cache(maxsize=3)
def _texts(file: str, separator: str, decimal: str, first_row: str, rules: int) -> TextTable:
    return read_csv(
        own_store.store().read(file),
        separator=SEPARATORS.get(separator, ""),
        decimal=DECIMALS.get(decimal),
        header={"names": True, "data": False}.get(first_row),
        rules=rules,
    )


@lru_cache(maxsize=4)
def _columns(
    file: str, separator: str, decimal: str, first_row: str, letters: str, rules: int
) -> tuple[TextTable, tuple[Column, ...]]:
    table = _texts(file, separator, decimal, first_row, rules)
    wanted: list[Role | None] = [ROLE_LETTERS.get(letter) for letter in letters]
    wanted += [None] * (len(table.names) - len(wanted))
    found = [
        _read(table, place, rules, role) for place, role in enumerate(wanted[: len(table.names)])
    ]
    return table, tuple(found)


def _read(table: TextTable, place: int, rules: int, wanted: Role | None) -> Column:
    """Read one column of a table."""
    form = table.format
    cells = Cells.of(
        table.names[place], table.columns[place], form.decimal, sure=form.sure,
        nameless=place in table.nameless, rules=rules,
    )  # fmt: skip
    return read_cells(cells, wanted)


@elsewhere
def look_at(spec: DataSpec) -> TableLook:
    """Read a visitor's table with the column to predict as classes or as a value.

    Args:
        spec: Of the kind `own_table`, checked.

    Raises:
        NnvizError: It cannot be read in that way.
    """
    table, found = columns_of(spec)
    columns, target = list(found), whole(spec, "target")
    if target >= len(columns):
        raise NnvizError(
            f"one of the {len(columns)} columns to predict", str(target + 1),
            "Choose another one.",
        )  # fmt: skip
    place = target if target >= 0 else guessed_targets(spec)[0]
    chosen, task = columns[place], spec.options["task"]
    classes = wants_classes(chosen) if task == "automatic" else task == "classes"
    wanted: Role | None = None
    if classes and chosen.role != "category":
        wanted = "category"
    elif not classes and chosen.role not in ("number", "date"):
        wanted = "number"
    if wanted is not None:
        columns[place] = _read(table, place, whole(spec, "rules"), wanted)
    return TableLook(table, tuple(columns), place, classes)


@elsewhere
def guessed_targets(spec: DataSpec) -> tuple[int, ...]:
    """Return the numbers of the columns that may be predicted, the likeliest first.

    Args:
        spec: Of the kind `own_table`, checked.

    Raises:
        NnvizError: It is no table.
    """
    columns = columns_of(spec)[1]
    if whole(spec, "rules") == 1:
        return (first_rules.guess_target(columns),)
    return ranked_targets(columns)


def table_dataset(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    """Make the dataset of a visitor's table.

    Gaps are filled with what training rows have (median, or the most frequent category), and
    numbers standardized with their mean and deviation, so that nothing of the test set leaks.

    Args:
        spec: Of the kind `own_table`, checked.
        rng: Draws which rows are for testing.

    Raises:
        NnvizError: Nothing can be learned from it in this way.
    """
    seen = look_at(spec)
    target = seen.columns[seen.target]
    used = [
        c for place, c in enumerate(seen.columns) if place != seen.target and c.role != "unused"
    ]
    if not used:
        raise _no_inputs(seen)
    keep = _rows_to_keep(target, used, drop=spec.options["missing"] == "drop")
    classes, truth = _classes(seen, target.values[keep])
    parts = (
        stratified_split(truth, spec.train_share, rng)
        if seen.classes
        else random_split(len(truth), spec.train_share, rng)
    )
    names, x, measured = inputs_of(
        [replace(c, values=c.values[keep]) for c in used], parts[0],
        marked=spec.options["missing"] == "mark", parts=whole(spec, "rules") > 1,
    )  # fmt: skip
    mean, scale = np.zeros(len(names)), np.ones(len(names))
    if spec.options["standardize"]:
        found = standard(x, parts[0])
        mean, scale = np.where(measured, found[0], mean), np.where(measured, found[1], scale)
    task, outputs = task_of(len(classes))
    signature = DataSignature((len(names),), task, outputs, "table")
    y, centre, spread = _targets(truth, parts[0], classes=seen.classes)
    return replace(
        cut(spec.name, signature, ((x - mean) / scale).astype(np.float32), y, parts),
        class_names=classes,
        feature_names=names,
        target_name="" if seen.classes else target.name,
        target_unit="" if seen.classes else target.unit,
        target_mean=centre,
        target_scale=spread,
        feature_mean=mean.astype(np.float32),
        feature_scale=scale.astype(np.float32),
        note=f"{_note(seen, used, keep)} {_baseline(seen, truth, parts)}",
    )


def _no_inputs(seen: TableLook) -> NnvizError:
    """Return the error of a table without inputs, with why each column is none."""
    others = [column for place, column in enumerate(seen.columns) if place != seen.target]
    why = "; ".join(f"{column.name} is not used: {column.reason}" for column in others)
    return NnvizError(
        "at least one input column besides the target",
        why[:300] or "none",
        "Add columns of numbers, dates or categories, or give one of these another type.",
    )


def _rows_to_keep(target: Column, used: Sequence[Column], *, drop: bool) -> NDArray[np.bool_]:
    """Return which rows have a target and, if others are dropped, no gap at all.

    Raises:
        NnvizError: Too few rows remain.
    """
    keep = ~np.isnan(target.values)
    if drop:
        for column in used:
            keep &= ~np.isnan(column.values)
    if keep.sum() < FEWEST_ROWS:
        where = "without gaps" if drop else f"with a value in {target.name}"
        advice = "Fill the gaps instead of leaving out rows." if drop else "Choose another column."
        raise NnvizError(f"at least {FEWEST_ROWS} rows {where}", str(int(keep.sum())), advice)
    return keep


def _classes(seen: TableLook, truth: Floats) -> tuple[tuple[str, ...], Floats]:
    """Return the names of the classes that occur, none for a value, and the target in their terms.

    Raises:
        NnvizError: There are too few or too many, or all values are the same.
    """
    target = seen.columns[seen.target]
    different, numbers = np.unique(truth, return_inverse=True)
    if len(different) < 2:
        raise NnvizError(
            f"at least 2 different values in the target {target.name}",
            "the same value in every row", "Choose another column to predict.",
        )  # fmt: skip
    if not seen.classes:
        return (), truth
    if len(different) > MOST_CLASSES:
        raise NnvizError(
            f"at most {MOST_CLASSES} classes to predict",
            f"{len(different)} different values in {target.name}",
            "If it is a number, predict its value; otherwise choose another column.",
        )  # fmt: skip
    return tuple(target.levels[int(level)] for level in different), numbers.astype(np.float64)


def _targets(
    truth: Floats, train: Indices, *, classes: bool
) -> tuple[NDArray[np.generic], float, float]:
    """Return what to predict, with its mean and scale where it is a value."""
    if classes:
        return truth.astype(np.int32), 0.0, 1.0
    mean, scale = standard(truth[:, None], train)
    y = ((truth[:, None] - mean) / scale).astype(np.float32)
    return y, float(mean[0]), float(scale[0])


def _note(seen: TableLook, used: Sequence[Column], keep: NDArray[np.bool_]) -> str:
    """Say what is predicted, and how the gaps were handled."""
    target = seen.columns[seen.target]
    dropped = int((~keep).sum())
    gaps = sum(int(np.isnan(column.values[keep]).sum()) for column in used)
    words = [f"Predicts {target.name} from {len(used)} column{'s' * (len(used) != 1)}"]
    words += [f"{dropped:,} row{'s' * (dropped != 1)} with gaps left out"] * bool(dropped)
    words += [f"{gaps:,} gap{'s' * (gaps != 1)} filled"] * bool(gaps)
    unused = sum(column.role == "unused" for column in seen.columns)
    words += [f"{unused} column{'s' * (unused != 1)} not used"] * bool(unused)
    return "; ".join(words) + "."


def _baseline(seen: TableLook, truth: Floats, parts: Parts) -> str:
    """Say what the same answer for every row gives: what any network has to beat."""
    if seen.classes:
        sizes = np.bincount(truth.astype(np.int64))
        share = sizes.max() / sizes.sum()
        return f"Always predicting the most frequent class gives {share:.1%} accuracy."
    error = float(np.abs(truth[parts[1]] - truth[parts[0]].mean()).mean())
    unit = seen.columns[seen.target].unit
    shown = f"{error:,.0f}" if error >= 1000 else f"{error:.3g}"
    shown = f"{shown} {unit}".rstrip()
    return f"Always predicting the mean gives an absolute error of {shown}."
