"""A widget that starts where something stands has a key that belongs to that thing.

Streamlit remembers the value of a widget under its key. Under a key that does not change, the field
of a second weight, column or layer would show, and write, the value of the first.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for folder in ("nnviz/ui", "pages") for path in (ROOT / folder).rglob("*.py"))
DEFAULTS = {
    "number_input": (3, "value"),
    "text_input": (1, "value"),
    "text_area": (1, "value"),
    "slider": (3, "value"),
    "toggle": (1, "value"),
    "checkbox": (1, "value"),
    "color_picker": (1, "value"),
    "selectbox": (2, "index"),
    "radio": (2, "index"),
    "multiselect": (2, "default"),
    "pills": (9, "default"),
    "segmented_control": (9, "default"),
    "select_slider": (2, "value"),
}
"""Where each widget takes what it stands at first: number and name of the argument."""


def shared_keys(source: str) -> Iterator[int]:
    """Yield the lines of widgets that start where something stands, under a key that is fixed."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        called = node.func
        if not (isinstance(called.value, ast.Name) and called.value.id == "st"):
            continue
        if called.attr in DEFAULTS and _starts_somewhere(node, *DEFAULTS[called.attr]):
            key = next((word.value for word in node.keywords if word.arg == "key"), None)
            if key is None or isinstance(key, ast.Constant):
                yield node.lineno


def _starts_somewhere(call: ast.Call, number: int, name: str) -> bool:
    """Say whether a widget is given a first value that is not written out where it is drawn."""
    given = [word.value for word in call.keywords if word.arg == name]
    given += call.args[number : number + 1]
    return any(not _written_out(value) for value in given)


def _written_out(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_keys_belong_to_what_is_edited(path):
    lines = [f"{path.name}:{line}" for line in shared_keys(path.read_text())]
    assert not lines, "give the widget a key of what it edits, or draw it with fields or choices"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('st.number_input("Weight", value=weight, key="typed")', [1]),
        ('st.number_input("Weight", value=weight)', [1]),
        ('st.slider("Units", 1, 9, units, key="units")', [1]),
        ('st.number_input("Weight", value=weight, key=f"typed_{layer}")', []),
        ('st.text_input("Find", "", key="find")', []),
        ('st.toggle("Log", key="log")', []),
    ],
)
def test_the_sweep_finds_what_it_is_for(source, found):
    assert list(shared_keys(source)) == found
