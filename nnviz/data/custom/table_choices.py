"""What somebody says about the columns of a table, by their names, as on the command line."""

from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.core.errors import NnvizError
from nnviz.core.spec.experiment import DataSpec

_KINDS = {"number": "n", "category": "c", "date": "d", "unused": "x"}


@dataclass(frozen=True, slots=True)
class Choices:
    """What to predict from what.

    Attributes:
        target: Name of the column or array to predict, or number of the column from 1; None is as
            the experiment says, or to be guessed.
        types: Columns with what they are used as, such as `age=number`.
        ignored: Columns that are not used.
    """

    target: str | None = None
    types: Sequence[str] = ()
    ignored: Sequence[str] = ()

    def __bool__(self) -> bool:
        """Say whether anything is chosen."""
        return self.target is not None or bool(self.types) or bool(self.ignored)


def choosing(data: DataSpec, choices: Choices) -> DataSpec:
    """Return the spec with what is chosen.

    Raises:
        NnvizError: There is no such column or type, or the data have no columns.
    """
    if choices.target is not None:
        data = _predicting(data, choices.target)
    if not choices.types and not choices.ignored:
        return data
    if data.name != "own_table":
        raise NnvizError(
            "a table where columns are chosen", "images or arrays", "Leave out --type and --ignore."
        )
    from nnviz.data.uploads.table import columns_of

    names = columns_of(data)[0].names
    letters = list(str(data.options["columns"]).ljust(len(names), "a")[: len(names)])
    for text in choices.types:
        column, _, kind = text.rpartition("=")
        if kind not in _KINDS or not column:
            raise NnvizError(
                f"COLUMN=KIND with one of {', '.join(_KINDS)} as the kind", repr(text[:60]),
                "Write for example --type age=number.",
            )  # fmt: skip
        letters[_place(column, names, "give a type")] = _KINDS[kind]
    for column in choices.ignored:
        letters[_place(column, names, "ignore")] = "x"
    return data.changed(options={**data.options, "columns": "".join(letters).rstrip("a")})


def _predicting(data: DataSpec, target: str) -> DataSpec:
    """Return the spec with another column or array to predict.

    Raises:
        NnvizError: There is none of this name, or the data are images.
    """
    if data.name == "own_arrays":
        return data.changed(options={**data.options, "targets": target})
    if data.name == "own_images":
        raise NnvizError(
            "no target for images", repr(target[:60]), "Their folders are the classes."
        )
    from nnviz.data.uploads.table import columns_of

    place = _place(target, columns_of(data)[0].names, "predict")
    return data.changed(options={**data.options, "target": place})


def _place(column: str, names: Sequence[str], purpose: str) -> int:
    """Return the number of a column from 0.

    Raises:
        NnvizError: There is none of this name or number.
    """
    if column in names:
        return names.index(column)
    if column.isdecimal() and 1 <= int(column[:6]) <= len(names):
        return int(column) - 1
    raise NnvizError(
        f"one of these columns to {purpose}: {', '.join(names)[:200]}", repr(column[:60]),
        "Give its name, or its number counted from 1.",
    )  # fmt: skip


def reading(data: DataSpec, chosen: Choices) -> tuple[str, ...]:
    """Say in sentences how data of one's own are read: what is predicted, from what, what is not.

    Args:
        data: The data as they are used.
        chosen: What was chosen; everything else was guessed.

    Raises:
        NnvizError: They cannot be read.
    """
    if data.name != "own_table":
        from nnviz.data.catalogue import load

        return (load(data).note,)
    from nnviz.data.uploads.table import guessed_targets, look_at

    seen = look_at(data)
    names = seen.table.names
    target = f"Predicts {names[seen.target]}"
    if chosen.target is None and data.options["target"] == -1:
        others = [names[place] for place in guessed_targets(data) if place != seen.target]
        instead = f"; --target {others[0]!r} predicts that instead" * bool(others[:1])
        target = f"{target}, a guess{instead}"
    columns = [column for place, column in enumerate(seen.columns) if place != seen.target]
    used = [f"{column.name} ({column.role})" for column in columns if column.role != "unused"]
    left = [f"{column.name} ({column.reason})" for column in columns if column.role == "unused"]
    inputs = f"Inputs: {', '.join(used)}." if used else ""
    unused = f"Not used: {', '.join(left)}." if left else ""
    return tuple(filter(None, (f"{target}.", inputs, unused, *seen.table.notes)))
