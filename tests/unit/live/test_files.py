"""Files that the app serves are compressed once for each time that they are written."""

import gzip
import os

import pytest
from starlette.requests import Request

from nnviz.live import files


@pytest.fixture
def asset(tmp_path):
    """A file that is served, not yet read."""
    path = tmp_path / "thing.js"
    path.write_bytes(b"1;" * 500)
    files._contents.cache_clear()
    return path


def answered(path, **headers):
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return files._respond(Request({"type": "http", "method": "GET", "headers": raw}), path)


def test_a_file_is_read_and_compressed_once_until_it_is_written_anew(asset, monkeypatch):
    compressed = []
    real = gzip.compress

    def compress(data, *given, **named):
        compressed.append(data)
        return real(data, *given, **named)

    monkeypatch.setattr(files.gzip, "compress", compress)
    first = answered(asset)
    assert answered(asset).body == first.body == b"1;" * 500
    assert len(compressed) == 1
    asset.write_bytes(b"2;")
    os.utime(asset, (1, 1))
    assert answered(asset).body == b"2;"
    assert len(compressed) == 2


def test_what_the_browser_has_is_not_sent_again(asset):
    tag = answered(asset).headers["etag"]
    again = answered(asset, **{"if-none-match": tag})
    assert (again.status_code, again.body) == (304, b"")
