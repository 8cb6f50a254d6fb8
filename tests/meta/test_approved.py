"""Nothing looks or counts otherwise than it was approved; see `tests.meta.approved`."""

import pytest

from tests.meta.approved import MADE, approved, made


@pytest.mark.parametrize("kind", MADE)
def test_there_is_a_record_of_everything(kind):
    assert set(made(kind)) == set(approved(kind))


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind in MADE for name in approved(kind)]
)
def test_what_was_approved_is_still_so(kind, name):
    now, before = made(kind)[name], approved(kind)[name]
    changed = [
        f"{path}: {before.get(path)!r} became {now.get(path)!r}"
        for path in dict.fromkeys((*before, *now))
        if before.get(path) != now.get(path)
    ]
    assert not changed, "Look at it; if it is right, run `python -m tests.meta.approved`."
