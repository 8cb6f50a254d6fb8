"""Code as people have it, copied from a page, a prompt or a notebook -> text that Python parses.

Lines keep their numbers wherever that is possible, so that messages name the right one.
"""

import ast
import re
import textwrap
import unicodedata
from typing import Any, cast

from nnviz.core.errors import OpenError
from nnviz.core.opening.names import fields_of

_LOOKS = str.maketrans({
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u2032": "'", "\u00b4": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2033": '"', "\u00ab": '"', "\u00bb": '"',
    "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ",
    "\u3000": " ", "\u2212": "-", "\u2013": "-", "\u2014": "-", "\u200b": None, "\u200c": None,
    "\u200d": None, "\u2060": None, "\ufeff": None, "\u00ad": None, "\u2028": "\n", "\u2029": "\n",
    "\u00d7": "*", "\uff08": "(", "\uff09": ")", "\uff0c": ",",
})  # fmt: skip
"""Characters that pages and programs put in place of those that Python knows."""
_PROMPT = re.compile(r"^\s*(?:>>>|In ?\[\d*\]:) ?", re.MULTILINE)
_PROMPTED = re.compile(r"^\s*(?:>>>|\.\.\.(?=\s|$)|In ?\[\d*\]:| *\.{3,}:) ?(.*)$")
_MAGIC = re.compile(r"^(\s*)(?:[%!?]|\w+\?\s*$)")
_WHOLE_CELL = re.compile(r"^\s*%%(?!(?:time|timeit|capture|prun)\b)")
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_PRINT = re.compile(r"^(\s*)print(?:\s+(?!\()(.*)|\s*)$")
_MOST_CELLS = 2_000


def decoded(data: bytes) -> str:
    """Return the text of these bytes, whichever Unicode format Windows chose.

    Raises:
        OpenError: They are not text.
    """
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise OpenError("code as text", "bytes that are not text") from error


def parsed_code(text: str) -> ast.Module:
    """Return the syntax of code; notebook lines, prompts and typographic quotes are understood.

    Raises:
        OpenError: It is not Python; says from which line on.
    """
    cleaned = cleaned_code(text)
    try:
        return ast.parse(cleaned)
    except SyntaxError as error:
        try:
            # Python 2 printed without brackets.
            return ast.parse(_without_prints(cleaned))
        except SyntaxError:
            raise OpenError("Python code", _told(cleaned, error)) from error


def _without_prints(text: str) -> str:
    return "\n".join(
        _PRINT.sub(lambda found: f"{found[1]}pass", line) for line in text.splitlines()
    )


def _told(text: str, error: SyntaxError) -> str:
    """Say where code stops being Python, and name a character that does not belong there."""
    line = error.lineno or 1
    lines = text.splitlines()
    content = lines[line - 1] if line <= len(lines) else ""
    odd = next((one for one in content if ord(one) > 127 and not one.isalnum()), "")
    named = f", with the character {unicodedata.name(odd, hex(ord(odd)))}" if odd else ""
    return f"text that is not Python from line {line} on{named}"


def cleaned_code(text: str) -> str:
    """Return code without what a page, a prompt or a notebook added to it."""
    lines = textwrap.dedent(text.translate(_LOOKS).expandtabs(4)).splitlines()
    if any(_FENCE.match(line) for line in lines):
        lines = _between_fences(lines)
    if any(_PROMPT.match(line) for line in lines):
        # Lines without a prompt are answers.
        found = [_PROMPTED.match(line) for line in lines]
        lines = ["" if one is None else one.group(1) for one in found]
    return "\n".join(_without_magics(lines)) + "\n"


def _between_fences(lines: list[str]) -> list[str]:
    """Return only the lines inside fences, at their places; all others where there is one fence."""
    marks = [index for index, line in enumerate(lines) if _FENCE.match(line)]
    if len(marks) == 1:
        return ["" if index in marks else line for index, line in enumerate(lines)]
    inside = {index for start, end in zip(marks[::2], marks[1::2], strict=False)
              for index in range(start + 1, end)}  # fmt: skip
    return [line if index in inside else "" for index, line in enumerate(lines)]


def _without_magics(lines: list[str]) -> list[str]:
    """Replace lines that are a notebook's own, and what continues them."""
    found: list[str] = []
    continued = False
    for line in lines:
        magic = _MAGIC.match(line)
        if continued or magic:
            found.append(f"{magic.group(1)}pass" if magic and not continued else "")
            continued = line.rstrip().endswith("\\")
        else:
            found.append(line)
    return found


def notebook_code(notebook: dict[str, Any]) -> str:
    """Return the code of a notebook; cells that are not Python are passed over.

    Args:
        notebook: What its file holds.

    Raises:
        OpenError: It has no cells of code.
    """
    sheets = cast("list[Any]", notebook.get("worksheets") or [notebook])
    listed = [cast("list[Any]", fields_of(sheet).get("cells") or []) for sheet in sheets]
    cells = [fields_of(cell) for some in listed for cell in some]
    texts = [_source(cell) for cell in cells[:_MOST_CELLS] if cell.get("cell_type") == "code"]
    found: list[str] = []
    for text in texts:
        if _WHOLE_CELL.match(text):
            continue
        try:
            ast.parse(cleaned := cleaned_code(text))
        except (SyntaxError, ValueError, RecursionError):
            continue
        found.append(cleaned)
    if not found:
        raise OpenError("a notebook with cells of Python code", "one without any")
    return "\n".join(found)


def _source(cell: dict[str, Any]) -> str:
    said = cell.get("source", cell.get("input", ""))
    lines = cast("list[Any]", said) if isinstance(said, list) else [said]
    return "".join(str(line) for line in lines)
