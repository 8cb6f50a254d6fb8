"""How the visitor's table is read: what to predict, and what each column is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from nnviz.core.files.names import clean_name
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.params import ParamValue
from nnviz.data.sets.kind import whole
from nnviz.data.uploads.columns import Column
from nnviz.data.uploads.csv_rows import SEPARATORS
from nnviz.data.uploads.csv_text import TextTable
from nnviz.data.uploads.table import ROLE_LETTERS, columns_of, guessed_targets
from nnviz.ui.control import Control
from nnviz.ui.custom_data import words
from nnviz.ui.state.choices import choose, kept
from nnviz.ui.widgets.plain_table import plain_table
from nnviz.ui.widgets.plain_text import plain

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

_SHOWN_ROWS = 4
_LIST_HEIGHT = 380
_FEW_COLUMNS = 7
"""Columns that are listed without scrolling."""
_LETTERS = {role: letter for letter, role in ROLE_LETTERS.items()}
_SIGNS = {sign: name for name, sign in SEPARATORS.items()}


@dataclass(frozen=True, slots=True)
class _Form:
    """The draft that the widgets change; `key` tells its widgets from those of other files."""

    spec: DataSpec
    key: str

    def choice(self, name: str, text: Control, options: dict[str, str]) -> str:
        """Draw a select box for an option and return what it stands at."""
        return kept(
            st.selectbox, text.label, self.spec.options[name], key=f"{self.key}_{name}",
            options=options, format_func=options.__getitem__, help=text.help,
        )  # fmt: skip

    def with_options(self, **values: ParamValue) -> "_Form":
        """Return the form with some options replaced."""
        options = {**self.spec.options, **values}
        return _Form(self.spec.changed(options=options), self.key)


def table_form(spec: DataSpec, key: str) -> DataSpec:
    """Draw all that can be chosen of a table, and return the spec as it is chosen.

    Args:
        spec: As it was guessed, or as it is in use.
        key: Tells the widgets of this file from those of others.

    Raises:
        NnvizError: The file is no table in the way that is chosen.
    """
    form = _Form(spec, key)
    left, right = st.columns([1, 1.05], gap="large")
    with left:
        head, preview, choices = st.empty(), st.container(), st.container()
        with st.popover(words.READ_WRONGLY, icon=":material/tune:"):
            form = _reading(form)
    table, guessed = columns_of(form.with_options(columns="").spec)
    head.markdown(_format_words(table))
    with choices:
        form = _target(form, guessed)
    with right:
        form = _columns(form, guessed)
    with preview:
        plain_table(
            table.names, _first_rows(table), caption=words.FIRST_ROWS,
            marked=whole(form.spec, "target"),
        )  # fmt: skip
    return form.spec


def _reading(form: _Form) -> _Form:
    """Let the visitor say how the file is written, where the guess was wrong."""
    return form.with_options(
        separator=form.choice("separator", words.SEPARATOR, words.SEPARATORS),
        decimal=form.choice("decimal", words.DECIMAL, words.DECIMALS),
        first_row=form.choice("first_row", words.FIRST_ROW, words.FIRST_ROW_IS),
    )


def _format_words(table: TextTable) -> str:
    """Say what was found: sizes, signs, encoding."""
    form = table.format
    separator = _SIGNS.get(form.separator, form.separator)
    said = words.table_format(
        table.rows, len(table.names), separator, comma=form.decimal == ",", encoding=form.encoding
    )
    return " ".join((said, *map(plain, table.notes)))


def _first_rows(table: TextTable) -> list[tuple[str, ...]]:
    cells = [[clean_name(cell) for cell in column[:_SHOWN_ROWS]] for column in table.columns]
    return list(zip(*cells, strict=True))


def _target(form: _Form, guessed: Sequence[Column]) -> _Form:
    """Let the visitor choose what to predict, and what becomes of gaps and scales."""
    names = {place: column.name for place, column in enumerate(guessed)}
    given, key = whole(form.spec, "target"), f"{form.key}_target"
    ranked = guessed_targets(form.with_options(columns="").spec)
    head, (first, second) = st.container(), st.columns(2)
    with first:
        target = kept(
            st.selectbox, words.PREDICT.label, given if given in names else ranked[0],
            key=key, options=names, format_func=names.__getitem__, help=words.PREDICT.help,
        )  # fmt: skip
    with head:
        _predicted(names, target, next((place for place in ranked if place != target), None), key)
    with first:
        missing = form.choice("missing", words.GAPS, words.GAP_WAYS)
    with second:
        task = form.choice("task", words.WHICH_IS, words.TABLE_TASKS)
        standardize = kept(
            st.toggle, words.STANDARDIZE_NUMBERS.label, form.spec.options["standardize"],
            key=f"{form.key}_standardize",
            help=words.STANDARDIZE_NUMBERS.help,
        )  # fmt: skip
    return form.with_options(target=target, task=task, missing=missing, standardize=standardize)


def _predicted(names: dict[int, str], target: int, other: int | None, key: str) -> None:
    """Say large what is predicted, and offer what was likeliest next."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(words.predicts(plain(names[target])), width="content")
        if other is not None:
            st.button(
                words.predict_instead(plain(names[other])), key=f"{key}_other",
                on_click=choose, args=(key, other), help=words.INSTEAD_HELP,
            )  # fmt: skip


def _columns(form: _Form, guessed: Sequence[Column]) -> _Form:
    """Let the visitor change what each column is used as."""
    target = whole(form.spec, "target")
    given = str(form.spec.options["columns"])
    letters: list[str] = []
    height = _LIST_HEIGHT if len(guessed) > _FEW_COLUMNS else "content"
    with st.container(height=height, border=True, key="own_columns"):
        for place, column in enumerate(guessed):
            letter = given[place] if place < len(given) else "a"
            if place == target:
                _described(column, column.reason)[1].markdown(words.TARGET)
                letters.append("a")
            else:
                letters.append(_column(form, place, column, ROLE_LETTERS.get(letter)))
    text = "".join(letters).rstrip("a")
    return form.with_options(columns=text)


def _described(column: Column, why: str) -> "list[DeltaGenerator]":
    """Draw name, first cells and reason of a column; return the places left and right."""
    places = st.columns([1.75, 1], vertical_alignment="center", gap="small")
    places[0].caption(f"**{plain(column.name)}** {_cells(column)}  \n{plain(why)}")
    return places


def _column(form: _Form, place: int, column: Column, chosen: str | None) -> str:
    """Draw one column, and return the letter of what it is used as; `a` where it is as guessed."""
    with _described(column, words.column(column.reason, column.gaps, column.stray))[1]:
        role = kept(
            st.selectbox, words.use_as(plain(column.name)), chosen or column.role,
            key=f"{form.key}_column_{place}", options=words.ROLES,
            format_func=words.ROLES.__getitem__, label_visibility="collapsed", help=words.ROLE_HELP,
        )  # fmt: skip
    return "a" if role == column.role else _LETTERS[role]


def _cells(column: Column) -> str:
    return plain(", ".join(column.samples))
