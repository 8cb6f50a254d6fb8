"""The real data that come with scikit-learn, read from its files without importing it.

Importing scikit-learn takes one to two seconds and brings pandas along, at which Plotly would look
while it is half loaded by another thread.
"""

import csv
import gzip
import io
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Arrays = tuple[NDArray[np.float64], NDArray[np.generic]]


def bundled(name: str) -> Arrays:
    """Return one of scikit-learn's bundled datasets in its own units.

    Args:
        name: digits, iris, wine, breast_cancer or diabetes.

    Returns:
        Columns `(n, columns)` and target `(n,)`: class numbers, or values for diabetes.

    Raises:
        FileNotFoundError: scikit-learn is not installed, or keeps its files elsewhere.
    """
    return _READERS[name]()


def _text(file: str) -> str:
    """Return a file of scikit-learn's data."""
    found = find_spec("sklearn")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("scikit-learn, which brings the data, is not installed")
    data = (Path(found.submodule_search_locations[0]) / "datasets" / "data" / file).read_bytes()
    return (gzip.decompress(data) if file.endswith(".gz") else data).decode()


def _numbers(file: str, separator: str | None) -> NDArray[np.float64]:
    return np.loadtxt(io.StringIO(_text(file)), delimiter=separator, dtype=np.float64)


def _digits() -> Arrays:
    numbers = _numbers("digits.csv.gz", ",")
    return numbers[:, :-1], numbers[:, -1].astype(np.int64)


def _classes(file: str) -> Arrays:
    """Read a table whose first row counts and names, and whose last column is the class."""
    _, *rows = csv.reader(io.StringIO(_text(file)))
    columns = np.array([row[:-1] for row in rows], np.float64)
    return columns, np.array([row[-1] for row in rows], np.int64)


def _diabetes() -> Arrays:
    """Read the columns as they were measured: scaled ones know all rows, the test set included."""
    return _numbers("diabetes_data_raw.csv.gz", None), _numbers("diabetes_target.csv.gz", None)


_READERS: Mapping[str, Callable[[], Arrays]] = MappingProxyType(
    {
        "digits": _digits,
        "iris": lambda: _classes("iris.csv"),
        "wine": lambda: _classes("wine_data.csv"),
        "breast_cancer": lambda: _classes("breast_cancer.csv"),
        "diabetes": _diabetes,
    }
)
