"""CSV files as spreadsheets and programs write them; cells stay text.

What the texts mean (numbers, dates, categories) is found out in `columns`.
"""

from dataclasses import dataclass

from nnviz.core.errors import NnvizError
from nnviz.core.files.names import clean_name
from nnviz.data.uploads import first_rules
from nnviz.data.uploads.csv_header import has_header
from nnviz.data.uploads.csv_rows import declared_separator, guess_separator, read_rows
from nnviz.data.uploads.names import unique_names
from nnviz.data.uploads.numbers import Decimal, is_gap, number, style_of, table_decimal
from nnviz.data.uploads.text_encoding import decoded

DECIMALS: dict[str, Decimal] = {"point": ".", "comma": ","}


@dataclass(frozen=True, slots=True)
class CsvFormat:
    """How a file is written.

    Attributes:
        encoding: Name of its encoding for people.
        separator: Character between two cells.
        decimal: Decimal separator.
        header: Whether its first row holds names.
        sure: Whether the cells, or the visitor, say which decimal separator it is.
    """

    encoding: str
    separator: str
    decimal: Decimal
    header: bool
    sure: bool = True


@dataclass(frozen=True, slots=True)
class TextTable:
    """The cells of a file, without spaces around them.

    Attributes:
        names: Name of each column, every one once.
        columns: Cells of each column, all of equal number.
        format: How the file is written.
        notes: What was done to read it, in sentences.
        nameless: Numbers of the columns that have no name where others do.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    format: CsvFormat
    notes: tuple[str, ...]
    nameless: frozenset[int] = frozenset()

    @property
    def rows(self) -> int:
        """How many rows of data there are."""
        return len(self.columns[0])


def read_csv(
    data: bytes,
    *,
    separator: str = "",
    decimal: Decimal | None = None,
    header: bool | None = None,
    rules: int = 2,
) -> TextTable:
    """Read a table.

    Args:
        data: The file.
        separator: Character between two cells; empty to infer it.
        decimal: Decimal separator; None to infer it.
        header: Whether the first row holds names; None to infer it.
        rules: 1 to infer as experiments of nnviz 0.1 did, 2 as now.

    Raises:
        NnvizError: It is not a table, is irregular, or is too large.
    """
    text, encoding = decoded(data)
    text, declared = declared_separator(text)
    sign = separator or declared or guess_separator(text)
    found = read_rows(text, sign)
    rows = found.cells
    if header is None:
        guess = has_header if rules > 1 else first_rules.has_header
        header = found.numbered or guess(rows)
    names = rows[0] if header else [""] * len(rows[0])
    body = rows[1:] if header else rows
    if not body:
        raise NnvizError("rows of data below the names", "one row", "Put one example in each row.")
    columns = tuple(tuple(cells) for cells in zip(*body, strict=True))
    kept = [
        place for place, cells in enumerate(columns) if any(cells) or names[place]
    ]  # Spreadsheets write empty columns where there once was data.
    columns = tuple(columns[place] for place in kept)
    shown = unique_names(
        clean_name(names[place].lstrip("#% ") or names[place], f"column {place + 1}")
        for place in kept
    )
    sure = True
    if decimal is None and rules == 1:
        decimal = first_rules.guess_decimal(body, sign)
    elif decimal is None:
        decimal, sure = table_decimal((_given(cells) for cells in columns), sign)
    form = CsvFormat(encoding, sign, decimal, header, sure)
    nameless = frozenset(new for new, place in enumerate(kept) if header and not names[place])
    notes = (*found.notes, *_doubts(columns, form))
    return TextTable(shown, columns, form, notes, nameless)


def _given(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Return the different cells that hold something, in their order."""
    return tuple(cell for cell in dict.fromkeys(cells) if not is_gap(cell))


def _doubts(columns: tuple[tuple[str, ...], ...], form: CsvFormat) -> tuple[str, ...]:
    """Say which numbers could be read in another way, where nothing in the table tells."""
    if form.sure:
        return ()
    for cells in columns:
        style = style_of(_given(cells), form.decimal, sure=False)
        if style.doubt and (value := number(style.doubt, style.decimal)) is not None:
            other: Decimal = "," if style.decimal == "." else "."
            return (
                f"{style.doubt} is read as {value:g}; if it means "
                f"{number(style.doubt, other):g}, choose another decimal sign.",
            )
    return ()
