"""What a browser may say: exact limits, and a sentence for everything else."""

import json

import pytest

from nnviz.core.run.run import ProbeRequest
from nnviz.live.messages import MAX_BYTES, MAX_WANTS, MessageError, Press, Wish, parse
from nnviz.live.relay import own_origin


def want(**changes):
    return {"key": "k1", "probe": "surface", "options": {}} | changes


def text(*wants, **fields):
    return json.dumps({"want": list(wants), "seen": 3} | fields)


def test_a_wish_is_read_as_it_was_written():
    options = {"side": 20, "discretize": True, "share": 0.5, "text": "happy"}
    wish = parse(text(want(options=options), want(key="k2")))
    assert wish == Wish(
        (ProbeRequest("k1", "surface", options), ProbeRequest("k2", "surface", {})), 3
    )


def test_wishing_for_nothing_is_a_wish_for_the_header():
    assert parse('{"want": []}') == Wish((), 0)


def test_a_press_is_told_by_the_word_true_alone():
    assert parse('{"pressed": true}') == Press()
    with pytest.raises(MessageError, match="a list 'want'"):
        parse('{"pressed": 1}')


def test_the_number_of_wants_is_bounded():
    wish = parse(text(*[want()] * MAX_WANTS))
    assert isinstance(wish, Wish)
    assert len(wish.wants) == 32
    with pytest.raises(MessageError, match="at most 32 entries"):
        parse(text(*[want()] * (MAX_WANTS + 1)))


def test_the_size_is_bounded_in_bytes():
    assert MAX_BYTES == 65_536
    largest = text() + " " * (MAX_BYTES - len(text()))
    assert parse(largest) == Wish((), 3)
    with pytest.raises(MessageError) as caught:
        parse(largest + " ")
    assert caught.value.code == 1009
    with pytest.raises(MessageError):
        parse('"' + "\u00e9" * (MAX_BYTES // 2) + '"')
    # A letter of two bytes: as many letters as may be are one byte too many.
    accented = text(want(options={"a": "e"})).replace('"e"', '"\u00e9"')
    assert isinstance(parse(accented + " " * (MAX_BYTES - 1 - len(accented))), Wish)
    with pytest.raises(MessageError):
        parse(accented + " " * (MAX_BYTES - len(accented)))


@pytest.mark.parametrize(
    "message",
    [
        None,
        "",
        "{",
        "[]",
        "null",
        "[" * 50_000,
        "{}",
        '{"want": {}}',
        '{"want": [1]}',
        text(seen=-1),
        text(seen=True),
        text(seen=1.5),
        text(seen=2**63),
        text(seen="1"),
        text(want(key=1)),
        text(want(key="a/b")),
        text(want(key="x" * 65)),
        text(want(probe="")),
        text(want(probe=None)),
        text(want(options=[])),
        text(want(options={"a": [1]})),
        text(want(options={"a": None})),
        text(want(options={"a": "x" * 401})),
        text(want(options={"a": 2**53})),
        text(want(options={"a b": 1})),
        text(want(options={f"o{n}": n for n in range(17)})),
        '{"want": [{"key": "k", "probe": "p", "options": {"a": NaN}}]}',
        '{"want": [{"key": "k", "probe": "p", "options": {"a": 1e999}}]}',
    ],
)
def test_anything_else_is_refused_with_a_sentence(message):
    with pytest.raises(MessageError, match=r"^Expected .*\.$") as caught:
        parse(message)
    assert caught.value.code in (4400, 1009)
    assert len(str(caught.value).encode()) <= 123  # what a close frame can carry


@pytest.mark.parametrize(
    "message",
    [
        text(seen=2**63 - 1),
        text(want(key="x" * 64, probe="y" * 64)),
        text(want(options={"a": "x" * 400})),
        text(want(options={"a": 2**53 - 1, "b": -(2**53) + 1})),
        text(want(options={f"o{n}": n for n in range(16)})),
        text(want(options={"x" * 64: 1.5})),
    ],
)
def test_exactly_at_its_limits_a_message_is_read(message):
    assert isinstance(parse(message), Wish)


@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        ("http://localhost:8501", "localhost:8501", True),
        ("https://nnviz.example", "nnviz.example", True),
        ("http://127.0.0.1:8501", "localhost:8501", False),
        ("http://localhost:8502", "localhost:8501", False),
        ("http://localhost:8501.evil.example", "localhost:8501", False),
        ("http://evil.example", "localhost:8501", False),
        ("http://evil-localhost:8501", "localhost:8501", False),
        ("https://not-nnviz.example", "nnviz.example", False),
        ("https://a.nnviz.example", "nnviz.example", False),
        ("http://user@localhost:8501", "localhost:8501", False),
        ("http://localhost:850", "localhost:8501", False),
        ("http://LOCALHOST:8501/", "localhost:8501", False),
        ("ws://localhost:8501", "localhost:8501", False),
        ("null", "localhost:8501", False),
        ("", "localhost:8501", False),
        ("", "", False),
        ("://", "", False),
        ("file://localhost:8501", "localhost:8501", False),
    ],
)
def test_only_the_apps_own_origin_may_watch(origin, host, own):
    assert own_origin(origin, host) is own
