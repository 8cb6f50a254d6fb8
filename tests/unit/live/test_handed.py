"""The file that the command line names: read once, known by its token alone."""

import pytest

from nnviz.core.errors import OpenError
from nnviz.core.files.file_forms import NETWORKS, TABLES
from nnviz.data.uploads.store import MOST_BYTES
from nnviz.live import handed
from nnviz.live.handed import HandedFile, hand_over, read


@pytest.fixture(autouse=True)
def no_files(monkeypatch):
    monkeypatch.setattr(handed, "_files", {})


@pytest.mark.parametrize("ending", NETWORKS + TABLES)
def test_every_kind_that_the_page_opens_is_read(tmp_path, ending):
    for name in (f"a{ending}", f"b.c{ending.upper()}"):
        (tmp_path / name).write_bytes(b"content")
        file = read(tmp_path / name)
        assert (file.name, file.data) == (name, b"content")
        assert file.holds_data == (ending in TABLES)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.pdf", b"x", "Expected a file that ends in .json, .keras, .h5, .hdf5, .py, .ipynb, "
                        ".csv, .tsv, .txt, .zip or .npz, received 'a.pdf'."),
        ("noending", b"x", "received 'noending'."),
        ("a.json", b"", "Expected a file with something in it, received an empty one ('a.json')."),
        ("a.csv", bytes(MOST_BYTES + 1),
         "Expected a file of at most 20 MB, received a larger one ('a.csv')."),
    ],
)  # fmt: skip
def test_what_the_page_cannot_open_is_refused_before_the_server_starts(
    tmp_path, name, data, sentence
):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(OpenError) as caught:
        read(tmp_path / name)
    assert sentence in str(caught.value)


def test_the_largest_file_is_read_whole(tmp_path):
    (tmp_path / "a.csv").write_bytes(bytes(MOST_BYTES))
    assert len(read(tmp_path / "a.csv").data) == MOST_BYTES


def test_a_token_is_long_and_new_each_time_and_opens_its_file_only():
    first, second = HandedFile("a.json", b"1"), HandedFile("b.json", b"2")
    tokens = [hand_over(file) for file in (first, second, first)]
    assert len(set(tokens)) == 3
    assert min(map(len, tokens)) == 43
    assert [handed.handed(token) for token in tokens] == [first, second, first]
    assert handed.handed("a.json") is None
    assert handed.handed(tokens[0][:-1]) is None


def test_the_address_holds_the_token_and_nothing_of_the_path(tmp_path):
    path = tmp_path / "private" / "model.json"
    path.parent.mkdir()
    path.write_bytes(b"{}")
    token = hand_over(read(path))
    assert handed.addresses() == {"model.json": f"open={token}"}
