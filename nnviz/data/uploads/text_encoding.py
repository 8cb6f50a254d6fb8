"""The text of a file: which encoding it is in, with and without a byte order mark."""

from nnviz.core.errors import NnvizError

_SHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32", "UTF-32"), (b"\0\0\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16"), (b"\xfe\xff", "utf-16", "UTF-16"),
)  # fmt: skip
"""Byte order marks, with the encoding they announce and its name."""
_LOOKED_AT = 4_000
"""Bytes at the beginning that show whether every second one is zero."""
_MOSTLY = 0.7


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    Raises:
        NnvizError: It is not text.
    """
    if data.startswith(_SHEETS):
        raise _no_text("a spreadsheet", "In the spreadsheet, save the sheet as CSV.")
    for mark, encoding, name in _MARKS:
        if data.startswith(mark):
            return _wide(data, encoding), name
    if b"\0" in data:
        if encoding := _wide_without_mark(data):
            return _wide(data, encoding), "UTF-16"
        raise _no_text("bytes that are not text")
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        # Windows-1252 leaves five bytes undefined, ISO 8859-1 none.
        try:
            return data.decode("cp1252"), "Windows-1252 (not UTF-8)"
        except UnicodeDecodeError:
            return data.decode("latin-1"), "ISO 8859-1 (not UTF-8)"


def _wide(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _no_text("damaged text", "Save it again as CSV in UTF-8.") from error
    if "\0" in text:
        raise _no_text("bytes that are not text")
    return text


def _wide_without_mark(data: bytes) -> str:
    """Return the byte order of UTF-16 without a mark: Latin letters have one byte of zero each."""
    if len(data) < 4 or len(data) % 2:
        return ""
    first, second = data[0:_LOOKED_AT:2], data[1:_LOOKED_AT:2]
    if second.count(0) >= _MOSTLY * len(second) and first.count(0) == 0:
        return "utf-16-le"
    if first.count(0) >= _MOSTLY * len(first) and second.count(0) == 0:
        return "utf-16-be"
    return ""


def _no_text(received: str, advice: str = "Choose a CSV file.") -> NnvizError:
    return NnvizError("a table as text (CSV)", received, advice)
