"""A network's predictions on the test set, as a table: inputs, truth, prediction."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.experiment import DataSpec
from nnviz.data.csv_cells import Cell, csv_bytes
from nnviz.data.uploads.csv_text import CsvFormat


def answers_csv(data: DataSpec, dataset: Dataset, found: Mapping[str, NDArray[Any]]) -> bytes:
    """Return a CSV file with one row for each prediction.

    A visitor's own table keeps its separator and decimal sign.

    Args:
        data: The spec of the data.
        dataset: The data.
        found: `predicted`, `(n,)` values in the target's unit or numbers of classes of the first
            test examples, and for classes their `probability`, `(n,)`.
    """
    form = _format(data)
    rows = [_names(dataset), *_rows(dataset, found)]
    if form is None:
        return csv_bytes(rows)
    return csv_bytes(rows, separator=form.separator, decimal=form.decimal)


def _format(data: DataSpec) -> CsvFormat | None:
    if data.name != "own_table":
        return None
    from nnviz.data.uploads.table import columns_of

    return columns_of(data)[0].format


def _has_columns(dataset: Dataset) -> bool:
    """Say whether an example is a row of named values."""
    return dataset.signature.view in ("table", "plane")


def _names(dataset: Dataset) -> list[Cell]:
    """Return the head of the table."""
    inputs = dataset.feature_names if _has_columns(dataset) else ()
    unit = f" ({dataset.target_unit})" if dataset.target_unit else ""
    target = f"{dataset.target_name}{unit}: " if dataset.target_name else ""
    last = ["probability"] if dataset.class_names else []
    return ["test example", *inputs, f"{target}true", f"{target}predicted", *last]


def _rows(dataset: Dataset, found: Mapping[str, NDArray[Any]]) -> Iterator[Sequence[Cell]]:
    """Yield a row for each prediction, everything in its own unit."""
    x = np.asarray(dataset.x_test, np.float64)
    if len(dataset.feature_mean):
        x = x * dataset.feature_scale + dataset.feature_mean
    for place, predicted in enumerate(found["predicted"].tolist()):
        inputs: list[Cell] = x[place].tolist() if _has_columns(dataset) else []
        truth = dataset.y_test[place]
        if dataset.class_names:
            names = (dataset.class_names[int(truth)], dataset.class_names[int(predicted)])
            yield [place, *inputs, *names, float(found["probability"][place])]
        else:
            real = float(truth[0]) * dataset.target_scale + dataset.target_mean
            yield [place, *inputs, real, float(predicted)]
