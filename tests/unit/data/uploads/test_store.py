"""The store of visitors' files: named by content, bounded, tidied, never outside its folder."""

import hashlib
import stat

import pytest

from nnviz.core.errors import NnvizError, SpecError
from nnviz.data.uploads.store import MOST_BYTES, SPARE_S, UNUSED_S, FileStore, MissingFileError


class Clock:
    now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def files(tmp_path, clock):
    return FileStore(tmp_path / "files", most_total=100, clock=clock)


def test_a_file_is_found_by_what_is_in_it_and_kept_once(files):
    digest = files.put(b"a,b\n1,2\n")
    assert digest == hashlib.sha256(b"a,b\n1,2\n").hexdigest()
    assert files.put(b"a,b\n1,2\n") == digest
    assert files.read(digest) == b"a,b\n1,2\n"
    assert [path.name for path in files.folder.iterdir()] == [digest]


def test_nobody_else_on_the_machine_can_read_it(files):
    digest = files.put(b"secret")
    assert stat.S_IMODE(files.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((files.folder / digest).stat().st_mode) == 0o600


def test_an_empty_file_and_one_that_is_too_large_are_refused(files):
    with pytest.raises(NnvizError, match="a file with content, received an empty file"):
        files.put(b"")
    with pytest.raises(NnvizError, match=r"20,971,520 bytes\), received 20,971,521 bytes"):
        files.put(bytes(MOST_BYTES + 1))
    assert not files.folder.exists()


def test_a_file_that_is_not_here_is_missed_in_words(files):
    with pytest.raises(MissingFileError, match="Open the same file with the button Your data"):
        files.read("0" * 64)


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "0" * 63, "0" * 65, "G" * 64, "0" * 64 + "\n", "A" * 64]
)
def test_only_a_digest_names_a_file(files, name):
    with pytest.raises(SpecError, match="64 hexadecimal digits"):
        files.read(name)


def test_what_is_used_stays_and_what_is_not_goes(files, clock):
    used, unused = files.put(b"used"), files.put(b"unused")
    clock.now += UNUSED_S - 1
    files.tidy()
    files.touch(used)
    clock.now += 2
    files.tidy()
    assert files.read(used) == b"used"
    with pytest.raises(MissingFileError):
        files.read(unused)


def test_room_is_made_of_what_rests_the_longest_first(files, clock):
    first, second = files.put(b"1" * 40), files.put(b"2" * 40)
    clock.now += 1
    files.touch(first)
    clock.now += SPARE_S
    third = files.put(b"3" * 30)
    assert files.read(first) == b"1" * 40
    assert files.read(third) == b"3" * 30
    with pytest.raises(MissingFileError):
        files.read(second)


def test_what_others_use_is_not_taken_from_them(files):
    kept = files.put(b"1" * 80)
    with pytest.raises(NnvizError, match="none: other files fill it"):
        files.put(b"2" * 30)
    assert files.read(kept) == b"1" * 80


def test_files_of_an_earlier_server_are_taken_over_as_far_as_there_is_room(files, tmp_path, clock):
    earlier = FileStore(tmp_path / "earlier")
    digest = earlier.put(b"kept")
    (earlier.folder / "lock").touch()
    for path in earlier.folder.iterdir():
        files.adopt(path)
    assert files.read(digest) == b"kept"
    assert [path.name for path in files.folder.iterdir()] == [digest]
    large = earlier.folder / ("0" * 64)
    large.write_bytes(b"x" * 1000)
    FileStore(files.folder, most_total=1000 - 1, clock=clock).adopt(large)
    assert not (files.folder / large.name).exists()


def test_the_lock_of_the_folder_is_never_tidied_away(tmp_path):
    (tmp_path / "lock").touch()
    FileStore(tmp_path, clock=lambda: 1e12).tidy()
    assert (tmp_path / "lock").exists()


def test_touching_what_is_not_here_does_nothing(files):
    files.touch("0" * 64)
    files.tidy()
    assert not files.folder.exists()


def test_what_its_visitor_gave_up_goes_first(files):
    kept, given_up = files.put(b"a" * 40), files.put(b"b" * 40)
    files.release(given_up)
    files.put(b"c" * 40)
    assert files.read(kept)
    with pytest.raises(MissingFileError):
        files.read(given_up)


def test_what_was_given_up_stays_while_there_is_room(files):
    digest = files.put(b"a" * 40)
    files.release(digest)
    assert files.read(digest) == b"a" * 40
