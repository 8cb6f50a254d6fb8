"""What a ZIP file may be: exactly at each limit it is read, one beyond it is refused."""

import io
import stat
import zipfile
from typing import Any

import pytest

from nnviz.core.files.zip_rules import (
    Bounds,
    ZipError,
    content,
    opened,
    require_bounds,
    require_plain,
)


def packed(*sizes, kind=zipfile.ZIP_STORED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", kind) as archive:
        for number, size in enumerate(sizes):
            archive.writestr(str(number), bytes(size))
    return data.getvalue()


def entries(*sizes):
    return opened(packed(*sizes), Bounds(99, 10**9, 10)).infolist()


@pytest.mark.parametrize(("count", "fits"), [(3, True), (4, False)])
def test_so_many_files_and_no_more(count, fits):
    found, bounds = entries(*[1] * count), Bounds(3, 100, 10)
    if fits:
        require_bounds(found, bounds)
    else:
        with pytest.raises(ZipError, match="at most 3 files, received 4"):
            require_bounds(found, bounds)


@pytest.mark.parametrize(("last", "fits"), [(5, True), (6, False)])
def test_so_many_bytes_together_and_no_more(last, fits):
    found, bounds = entries(10, last), Bounds(3, 15, 10)
    if fits:
        require_bounds(found, bounds)
    else:
        with pytest.raises(ZipError, match="when unpacked"):
            require_bounds(found, bounds)


def test_a_table_of_contents_that_is_far_too_long_is_not_read():
    assert len(opened(packed(*[1] * 4), Bounds(2, 100, 10)).infolist()) == 4
    with pytest.raises(ZipError, match="at most 2 files, received about 5"):
        opened(packed(*[1] * 5), Bounds(2, 100, 10))


@pytest.mark.parametrize(("size", "fits"), [(130, True), (131, False)])
def test_a_file_unpacks_to_so_many_times_its_size_and_no_more(size, fits):
    info: Any = zipfile.ZipInfo("a")
    info.compress_type, info.file_size, info.compress_size = zipfile.ZIP_DEFLATED, size, 3
    bounds = Bounds(1, 1000, 10, free=100)
    if fits:
        require_plain(info, bounds)
    else:
        with pytest.raises(ZipError, match="at most 10 times their size"):
            require_plain(info, bounds)


def test_only_plain_files_that_anybody_can_read_are_accepted():
    bounds = Bounds(1, 1000, 10)
    plain: Any = zipfile.ZipInfo("a")
    require_plain(plain, bounds)
    plain.external_attr = (stat.S_IFREG | 0o644) << 16
    require_plain(plain, bounds)
    for field, value, words in (
        ("flag_bits", 1, "password"),
        ("external_attr", stat.S_IFLNK << 16, "plain files"),
        ("compress_type", zipfile.ZIP_LZMA, "the usual way"),
    ):
        odd: Any = zipfile.ZipInfo("a")
        setattr(odd, field, value)
        with pytest.raises(ZipError, match=words):
            require_plain(odd, bounds)


def test_a_name_that_stands_twice_and_a_file_of_another_size_are_refused():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", b"2")
    file = opened(data.getvalue(), Bounds(9, 99, 10))
    with pytest.raises(ZipError, match="every file once"):
        require_bounds(file.infolist(), Bounds(9, 99, 10))
    file = opened(packed(5), Bounds(9, 99, 10))
    (info,) = file.infolist()
    assert content(file, info) == bytes(5)
    for declared in (4, 6):
        info.file_size = declared
        with pytest.raises(ZipError):
            content(file, info)
