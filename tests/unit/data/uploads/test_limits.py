"""Limits of visitors' files: exactly at each limit a file is read, one beyond it is refused."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from nnviz.core.errors import NnvizError
from nnviz.core.files.names import clean_name
from nnviz.data import load
from nnviz.data.uploads import archive as archives
from nnviz.data.uploads import arrays, csv_rows, images, kinds, npz, store, table, table_inputs
from nnviz.data.uploads.archive import Archive
from nnviz.data.uploads.columns import MOST_CHOSEN_LEVELS, MOST_LEVELS, read_column
from nnviz.data.uploads.csv_text import read_csv
from nnviz.data.uploads.kinds import opened
from nnviz.data.uploads.numbers import LARGEST, number


def test_the_limits_are_the_documented_ones():
    assert (store.MOST_BYTES, store.MOST_TOTAL) == (20 * 2**20, 400 * 2**20)
    assert (store.UNUSED_S, store.SPARE_S) == (21_600, 600)
    assert (archives.MOST_UNPACKED, archives.MOST_RATIO) == (200 * 2**20, 200)
    assert (csv_rows.MOST_ROWS, csv_rows.MOST_COLUMNS) == (100_000, 257)
    assert (csv_rows.MOST_CELLS, csv_rows.LONGEST_CELL) == (1_000_000, 2_000)
    assert (images.MOST_PICTURES, images.MOST_CLASSES) == (5_000, 40)
    assert (images.MOST_PIXELS, images.MOST_VALUES) == (24_000_000, 12_000_000)
    assert (arrays.MOST_VALUES, arrays.MOST_INPUTS, arrays.MOST_SIDE) == (12_000_000, 256, 64)
    assert (arrays.MOST_STEPS, arrays.MOST_CLASSES, arrays.FEWEST) == (512, 40, 4)
    assert (table.MOST_CLASSES, table_inputs.MOST_INPUTS, table.FEWEST_ROWS) == (40, 256, 4)
    assert (npz.MOST_ARRAYS, kinds.MOST_KEPT) == (32, 192 * 2**20)


def test_a_file_of_exactly_the_largest_size_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "MOST_BYTES", 10)
    files = store.FileStore(tmp_path / "files", most_total=15)
    digest = files.put(bytes(10))
    with pytest.raises(NnvizError, match="at most"):
        files.put(bytes(11))
    # The files together: 5 more fill the room exactly, and then there is none left.
    files.put(b"12345")
    with pytest.raises(NnvizError, match="free space"):
        files.put(b"6")
    assert files.read(digest) == bytes(10)


@pytest.mark.parametrize(("age", "stays"), [(-1, True), (0, False)])
def test_a_file_goes_when_nobody_used_it_for_six_hours(tmp_path, age, stays):
    now = [1_000_000.0]
    files = store.FileStore(tmp_path / "files", clock=lambda: now[0])
    files.put(b"old")
    now[0] += store.UNUSED_S + age
    files.tidy()
    assert bool(list(files.folder.iterdir())) is stays


def zipped(names):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name in names:
            made.writestr(name, b"x")
    return data.getvalue()


def test_archives_hold_so_many_files_with_names_so_long():
    assert len(Archive(zipped("abc"), 3).members) == 3
    with pytest.raises(NnvizError, match="at most 2 files"):
        Archive(zipped("abc"), 2)
    assert Archive(zipped(["a" * 240]), 1).members[0].name == "a" * 240
    with pytest.raises(NnvizError, match="plain names"):
        Archive(zipped(["a" * 241]), 1)
    # What the system put beside the files does not count.
    assert len(Archive(zipped(["a", "b", "__MACOSX/b", ".DS_Store"]), 2).members) == 2


def test_tables_have_so_many_rows_columns_and_cells(monkeypatch):
    monkeypatch.setattr(csv_rows, "MOST_ROWS", 4)
    monkeypatch.setattr(csv_rows, "MOST_CELLS", 9)
    monkeypatch.setattr(csv_rows, "MOST_COLUMNS", 3)
    assert read_csv(b"a,b\n" + b"1,2\n" * 4).rows == 4
    assert read_csv(b"a,b\n" + b"1,2\n" * 5).rows == 3
    assert read_csv(b"a,b,c\n" + b"1,2,3\n" * 3).rows == 3
    assert read_csv(b"a,b,c\n" + b"1,2,3\n" * 4).rows == 2
    # An empty cell at the end, as spreadsheets write it, is no column.
    assert read_csv(b"a,b,c,\n1,2,3,\n1,2,3,\n").rows == 2
    with pytest.raises(NnvizError, match=r"at most 3 columns.*, received 4"):
        read_csv(b"a,b,c,d\n1,2,3,4\n")


def test_a_cell_has_so_many_characters(monkeypatch):
    monkeypatch.setattr(csv_rows, "LONGEST_CELL", 5)
    assert read_csv(b"abcde,b\n1,2\n1,2\n", separator=",").notes == ()
    assert read_csv(b"abcdef,b\n1,2\n1,2\n", separator=",").names[0] == "abcde"


def test_categories_have_so_many_levels():
    def levels(count, **how):
        return read_column("c", [f"v{n}" for n in range(count)] * 5, ".", **how)

    assert levels(MOST_LEVELS).role == "category"
    assert levels(MOST_LEVELS + 1).role != "category"
    assert len(levels(MOST_CHOSEN_LEVELS, wanted="category").levels) == 100
    with pytest.raises(NnvizError, match="at most 100 different values"):
        levels(MOST_CHOSEN_LEVELS + 1, wanted="category")


def test_names_and_numbers_are_bounded():
    assert clean_name("x" * 40) == "x" * 40
    assert clean_name("x" * 41) == "x" * 39 + "\u2026"
    assert number("1e30", ".") == LARGEST == 1e30
    assert number("1.01e30", ".") is None


def table_of(rows):
    spec = opened("table.csv", "\n".join(rows).encode())
    return load(spec.changed(options={**spec.options, "task": "classes"}))


def test_a_table_predicts_so_many_classes_from_so_many_rows():
    def rows(classes):
        return ["a,kind", *(f"{n},k{n % classes:02}" for n in range(classes * 4))]

    assert len(table_of(rows(40)).class_names) == 40
    with pytest.raises(NnvizError, match="at most 40 classes"):
        table_of(rows(41))
    assert len(table_of(["a,kind", "1,x", "2,y", "3,x", "4,y"]).class_names) == 2
    with pytest.raises(NnvizError, match="at least 4 rows"):
        table_of(["a,kind", "1,x", "2,y", "3,x"])


def arrays_spec(x, y, **options):
    data = io.BytesIO()
    np.savez(data, x=np.asarray(x, np.float32), y=y)
    spec = opened("data.npz", data.getvalue())
    return spec.changed(options={**spec.options, **options})


def arrays_of(x, y=None):
    return load(arrays_spec(x, np.arange(len(x)) % 2 if y is None else y))


@pytest.mark.parametrize(
    ("fits", "beyond"),
    [
        ((8, 256), (8, 257)),
        ((8, 64, 64), (8, 65, 65)),
        ((8, 4, 4, 1), (8, 3, 4, 1)),
        ((8, 512, 2), (8, 513, 2)),
        ((4, 3), (3, 3)),
    ],
)
def test_arrays_have_so_many_values_sides_steps_and_rows(fits, beyond):
    assert arrays_of(np.random.default_rng(0).random(fits)).signature.input_shape[0] == fits[1]
    with pytest.raises(NnvizError):
        arrays_of(np.random.default_rng(0).random(beyond))


def test_arrays_predict_so_many_classes():
    x = np.random.default_rng(0).random((120, 2))
    assert len(arrays_of(x, np.arange(120) % 40).class_names) == 40
    x = np.random.default_rng(0).random((82, 2))
    with pytest.raises(NnvizError, match="at most 40 classes"):
        load(arrays_spec(x, np.arange(82) % 41, task="classes"))


def pictures(folders, size=(8, 8)):
    data, png = io.BytesIO(), io.BytesIO()
    Image.new("L", size, 90).save(png, "PNG")
    with zipfile.ZipFile(data, "w") as made:
        for folder in range(folders):
            for number in range(2):
                made.writestr(f"{folder:02}/{number}.png", png.getvalue())
    return data.getvalue()


def test_pictures_have_so_many_classes_and_pixels(monkeypatch):
    assert len(load(opened("p.zip", pictures(40))).class_names) == 40
    with pytest.raises(NnvizError, match="2 to 40 folders"):
        opened("p.zip", pictures(41))
    with pytest.raises(NnvizError, match="2 to 40 folders"):
        opened("p.zip", pictures(1))
    monkeypatch.setattr(images, "MOST_PIXELS", 48)
    opened("p.zip", pictures(2, size=(8, 6)))
    with pytest.raises(NnvizError, match="pixels"):
        opened("p.zip", pictures(2, size=(7, 7)))
    monkeypatch.setattr(images, "MOST_PIXELS_TOGETHER", 4 * 30)
    opened("p.zip", pictures(2, size=(6, 5)))
    with pytest.raises(NnvizError, match="in all images together"):
        opened("p.zip", pictures(2, size=(31, 1)))
