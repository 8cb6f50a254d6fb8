"""The sentences of a page stand together, in modules of words, where they are read as a whole."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PANELS = sorted(
    path
    for folder in ("nnviz/ui", "pages")
    for path in (ROOT / folder).rglob("*.py")
    if not path.stem.endswith("words")
)
TOLD = ("label", "help", "placeholder", "caption", "title", "explain")
"""Arguments that a visitor reads, whatever is called."""
TELLING = ("notify", "kept", "field", "choice", "ladder", "page_title", "download", "Control")
"""Functions of our own that pass on what a visitor reads."""


def spoken(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of what is said to a visitor right where it is drawn."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            given = [*node.args] if _tells(node.func) else []
            given += [word.value for word in node.keywords if word.arg in TOLD]
            for argument in given:
                yield from _texts(argument)


def _tells(called: ast.expr) -> bool:
    """Say whether a call draws something: one of Streamlit's, of a part of a page, or our own."""
    if isinstance(called, ast.Name):
        return called.id in TELLING
    drawn = {"caption", "markdown", "info", "error", "button", "popover", "expander", "toggle"}
    return isinstance(called, ast.Attribute) and (
        (isinstance(called.value, ast.Name) and called.value.id == "st")
        or called.attr in {*drawn, *TELLING}
    )


def _texts(argument: ast.expr) -> Iterator[tuple[int, str]]:
    """Yield the texts that an argument may come to; not those that a nested call is given."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        if _is_sentence(argument.value):
            yield argument.lineno, argument.value
    elif isinstance(argument, ast.JoinedStr):
        fixed = [part.value for part in argument.values if isinstance(part, ast.Constant)]
        text = "".join(str(part) for part in fixed)
        if len(_words(text)) > 1:
            yield argument.lineno, text
    elif isinstance(argument, ast.IfExp | ast.BoolOp | ast.BinOp | ast.Dict | ast.Tuple | ast.List):
        for part in ast.iter_child_nodes(argument):
            if isinstance(part, ast.expr):
                yield from _texts(part)


def _is_sentence(text: str) -> bool:
    """Say whether a text is more than one word and begins as a sentence or a heading does."""
    return text.lstrip("*#: ")[:1].isupper() and len(_words(text)) > 1


def _words(text: str) -> list[str]:
    """Return the words of a text without tags, icons and colours."""
    return re.findall(r"[^\W\d_]{2,}", re.sub(r"<[^>]*>|:material/\w+:|:\w+\[", " ", text))


@pytest.mark.parametrize("path", PANELS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_panel_has_a_sentence_of_its_own(path):
    found = [f"line {line}: {text}" for line, text in spoken(path.read_text(encoding="utf-8"))]
    assert not found, "Move these to the words of the panel's folder:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        'st.caption("Press Play to train.")',
        'place.caption("Press Play to train.")',
        'st.button("Play" if playing else "Press Play", key="play")',
        'kept(st.slider, "Test example", 0)',
        'anything(key="a", help="Press Play to train.")',
        'notify(f"Press Play to train {network}.")',
        'session.notify("Press Play to train.")',
        'st.markdown(f"{count} layers kept their weights")',
        'st.markdown("**Stop by itself**")',
    ],
)
def test_a_sentence_is_found_wherever_it_is_said(source):
    assert list(spoken(source))


@pytest.mark.parametrize(
    "source",
    [
        "st.caption(words.PRESS_PLAY)",
        'st.button(words.PLAY, key="play", shortcut="Ctrl+Enter")',
        'st.markdown(f"**{kind.label}** \\u00b7 {layer}")',
        'drawn(lambda: figure, "feature maps", look)',
    ],
)
def test_keys_and_signs_are_no_sentences(source):
    assert not list(spoken(source))
