"""Custom data as kinds of dataset: their options, and how a file becomes a dataset.

Reading a file takes up to seconds, so datasets made of them are kept, as many as fit into some
memory. What reads them is imported when somebody opens a file: the first page has to be quick.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import PurePath
from types import MappingProxyType

import numpy as np

from nnviz.core.errors import NnvizError, SpecError
from nnviz.core.files.names import clean_name
from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.params import Param, ParamValue, complete
from nnviz.data.sets.kind import DatasetKind
from nnviz.data.uploads.elsewhere import elsewhere
from nnviz.data.uploads.made import keep, kept
from nnviz.data.uploads.store import store

MOST_KEPT = 192 << 20
"""Bytes of the datasets that are kept made, in each process."""
_TRAIN_SHARE = 0.8
_USUAL_SIDE = 32


def signature(spec: DataSpec) -> DataSignature:
    """Return what a network must fit; for that the file has to be read.

    Raises:
        SpecError: The file is not here, or nothing can be learned from it in this way.
    """
    return dataset(spec).signature


def dataset(spec: DataSpec) -> Dataset:
    """Return the data of a checked spec of one of these kinds.

    Raises:
        SpecError: The file is not here, or nothing can be learned from it in this way.
    """
    file = str(spec.options["file"])
    key = spec.model_dump_json()
    made = _KEPT.get(key)
    if made is not None:
        store().touch(file)
        return made
    made = kept(key)
    if made is None:
        try:
            made = _made(spec)
        except SpecError:
            raise
        except NnvizError as error:
            raise SpecError(error.expected, error.received, error.advice) from error
        keep(key, made)
    else:
        store().touch(file)
    _KEPT.put(key, made)
    return made


@elsewhere
def _made(spec: DataSpec) -> Dataset:
    return OWN[spec.name].make(spec, np.random.default_rng(spec.seed))


def opened(name: str, data: bytes) -> DataSpec:
    """Keep a visitor's file, and return how it is probably to be read.

    Args:
        name: What the file is called.
        data: What is in it.

    Raises:
        NnvizError: It is of no kind that can be read, or larger than it may be.
    """
    kind = _kind_of(name, data)
    if kind == "":
        from nnviz.data.uploads.zip_contents import only_table

        return opened(*only_table(data))
    title = clean_name(PurePath(name.replace("\\", "/")).name, "file")
    file = store().put(data)
    spec = DataSpec(
        name=kind,
        options=complete(OWN[kind].params, {"file": file, "title": title, **_NEW[kind]}, kind),
        train_share=_TRAIN_SHARE,
    )
    return _fitted(spec)


def _kind_of(name: str, data: bytes) -> str:
    """Tell the kind of a file by its content; empty for a ZIP file with a table in it.

    Raises:
        NnvizError: It is a single image, or a ZIP file of something else.
    """
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")) and b"\0" in data:
        raise NnvizError(
            "a ZIP file with one folder of images for each class", "a single image",
            "Sort your images into folders, zip the folders, and open the ZIP file.",
        )  # fmt: skip
    if data.startswith(b"\x93NUMPY"):
        raise NnvizError(
            "a file with two arrays: the inputs and the targets", "one array",
            "Save both with numpy.savez('data.npz', x=..., y=...).",
        )  # fmt: skip
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "own_table"
    from nnviz.data.uploads.zip_contents import kind_in

    return kind_in(name, data)


def _fitted(spec: DataSpec) -> DataSpec:
    """Read the file as far as its options depend on it, which also finds out whether it can be.

    Raises:
        NnvizError: It cannot.
    """
    if spec.name == "own_images":
        from nnviz.data.uploads.images import largest_side, look_at

        seen = look_at(str(spec.options["file"]))
        side = largest_side(seen, most=_USUAL_SIDE, colour=seen.coloured)
        return spec.changed(options={**spec.options, "side": side, "colour": seen.coloured})
    if spec.name == "own_arrays":
        from nnviz.data.uploads.npz import headers_of

        headers_of(str(spec.options["file"]))
    else:
        from nnviz.data.uploads.table import look_at as look_at_table

        look_at_table(spec)
    return spec


class _Kept:
    """Datasets that were made, as many as fit; the one that was used longest ago goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: OrderedDict[str, tuple[Dataset, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Dataset | None:
        with self._lock:
            if key not in self._made:
                return None
            self._made.move_to_end(key)
            return self._made[key][0]

    def put(self, key: str, made: Dataset) -> None:
        size = 0
        for field in fields(made):
            value = getattr(made, field.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)
                size += value.nbytes
        with self._lock:
            self._made[key] = (made, size)
            while len(self._made) > 1 and sum(n for _, n in self._made.values()) > self._most:
                self._made.popitem(last=False)


_KEPT = _Kept(MOST_KEPT)


def _table(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    from nnviz.data.uploads.table import table_dataset

    return table_dataset(spec, rng)


def _images(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    from nnviz.data.uploads.images import images_dataset

    return images_dataset(spec, rng)


def _arrays(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    from nnviz.data.uploads.arrays import arrays_dataset

    return arrays_dataset(spec, rng)


_NEW: Mapping[str, Mapping[str, ParamValue]] = MappingProxyType(
    {"own_table": {"rules": 2, "missing": "mark"}, "own_images": {}, "own_arrays": {}}
)
"""Options of a file that is opened now, where those of earlier experiments stay as they were."""
_FILE = (
    Param("file", "File", "", "SHA-256 of the file, by which this server identifies it."),
    Param("title", "Name", "your file", "Name of the file."),
)
_TASK = Param(
    "task", "Task", "automatic", "Whether to predict a class or a value.",
    choices=("automatic", "classes", "value"),
)  # fmt: skip
_STANDARDISE = Param(
    "standardize", "Standardize", True,
    "Scale every numeric column to mean 0 and standard deviation 1, so that none dominates.",
)  # fmt: skip


def _kind(
    name: str,
    label: str,
    sentence: str,
    make: Callable[[DataSpec, np.random.Generator], Dataset],
    *params: Param,
) -> DatasetKind:
    return DatasetKind(
        name=name,
        label=label,
        category="Your data",
        sentence=sentence,
        default_train_share=_TRAIN_SHARE,
        signature=signature,
        make=make,
        params=(*_FILE, *params),
    )


OWN: Mapping[str, DatasetKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            _kind(
                "own_table", "Your table", "Your own table, from a CSV file.", _table,
                Param("target", "Column to predict", -1,
                "Number of the column, counted from 0; -1 means automatic.",
                      low=-1, high=256, step=1),
                _TASK,
                Param("columns", "Columns", "",
                "One letter for each column: n, c, d, x, or a for automatic."),
                Param("missing", "Gaps", "fill",
                      "Fill gaps with the median or the most frequent value, mark them as well, or "
                      "drop rows with gaps.",
                      choices=("fill", "mark", "drop")),
                _STANDARDISE,
                Param("separator", "Separator", "automatic", "The character between two cells.",
                      choices=("automatic", "comma", "semicolon", "tab", "bar", "space")),
                Param("decimal", "Decimals", "automatic", "The decimal separator.",
                      choices=("automatic", "point", "comma")),
                Param("first_row", "First row", "automatic",
                "Whether the first row holds column names or data.",
                      choices=("automatic", "names", "data")),
                Param("rules", "Rules", 1,
                      "By which rules the automatic choices are made: 1 are those of nnviz 0.1.",
                      low=1, high=2, step=1),
            ),
            _kind(
                "own_images", "Your images",
                "Your own images, from a ZIP file with a folder for each class.", _images,
                Param("side", "Side", _USUAL_SIDE,
                "Images are cropped to squares and resized to this side.",
                      low=8, high=64, step=4, unit="pixels"),
                Param("colour", "Colour", False, "Whether to use colour or only greyscale."),
            ),
            _kind(
                "own_arrays", "Your arrays", "Your own arrays, from an NPZ file.", _arrays,
                Param("inputs", "Inputs", "", "Name of the array of inputs."),
                Param("targets", "Targets", "", "Name of the array of targets: classes or values."),
                _TASK,
                Param("reading", "Read as", "automatic", "What one example is.",
                      choices=("automatic", "table", "image", "series")),
                Param("examples", "Examples", 5_000, "Larger files are sampled at even intervals.",
                      low=100, high=50_000, step=100),
                _STANDARDISE,
            ),
        )
    }
)  # fmt: skip
"""The kinds of data that need a visitor's file; they have no data without one."""
