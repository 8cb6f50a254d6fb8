"""Inner names of other packages: all are listed, each with a test that notices its loss."""

import importlib
import re
from functools import cache
from pathlib import Path

import pytest

from nnviz.live.delivery.kept import PARTS
from nnviz.live.files import ASSETS
from tests.meta.inner_names import in_browser_code, in_python, listed, used

REPOSITORY = Path(__file__).resolve().parents[2]
ROWS = listed((REPOSITORY / "docs" / "INNER_NAMES.md").read_text(encoding="utf-8"))


def noticed_by(test: str) -> list[str]:
    """The names of which the list says that this test notices their loss."""
    here = f"tests/meta/test_inner_names.py::{test}"
    return [row.name for row in ROWS if here in row.tests]


@pytest.mark.parametrize(
    ("text", "suffix", "names"),
    [
        ('[data-testid="stNew"] p { color: red; }', ".css", {'data-testid="stNew"'}),
        (".stMain .st-key-a, .nnviz-b { gap: 0.5rem; }", ".css", {".stMain", ".st-key-"}),
        ('[role="dialog"] kbd { x: var(--st-a); }', ".css", {'[role="dialog"]', "kbd", "--st-"}),
        ('at.querySelector(".lines > .nnviz-a")', ".js", {".lines"}),
        ("plot._fullLayout.xaxis.d2p(x); // plot._old", ".js", {"_fullLayout", "d2p"}),
        ('app.getAttribute("data-test-script-state")', ".js", {"data-test-script-state"}),
        ("drawn.h + drawn.node3 + calcdata[0].p0", ".js", {"drawn.h", "node3", "calcdata", "p0"}),
    ],
)
def test_names_are_found_in_what_the_browser_reads(text, suffix, names):
    assert set(in_browser_code(text, suffix)) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import streamlit as st\nfrom streamlit import runtime", {"streamlit.runtime"}),
        ("from streamlit.a.b import C", {"streamlit.a.b.C"}),
        ("import streamlit.a", {"streamlit.a"}),
        ("LATER = ('streamlit.a.b', 'words on streamlit. And so on')", {"streamlit.a.b"}),
        ("from streamlit.components.v2 import component", set()),
        ("layer._built = self._mine", {"_built"}),
        ("getattr(model, '_inner', None), hasattr(a, 'b')", {"_inner"}),
        ("KEPT = {'Adam': ('_means', 'b')}", {"_means"}),
        ("def _own(): ...\nme._own()", set()),
        ("self._here = 1\nother._here", set()),
    ],
)
def test_names_are_found_in_python(text, names):
    assert set(in_python(text, keras=True)) == names


def test_the_list_and_the_sources_name_the_same(repository, repository_files):
    files = {row.name: row.files for row in ROWS}
    assert len(files) == len(ROWS), "a name stands once"
    assert files == used(repository, repository_files)


def test_every_listed_test_is_there_and_every_loss_described():
    for row in ROWS:
        assert row.tests, row.name
        assert row.then.endswith("."), row.name
        for test in row.tests:
            path, _, name = test.partition("::")
            assert f"\ndef {name}(" in (REPOSITORY / path).read_text(encoding="utf-8"), test


@cache
def streamlits_scripts() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(PARTS.rglob("*.js")))


@cache
def plotlys_script() -> str:
    return (ASSETS / "vendor" / "plotly-cartesian.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", noticed_by("test_streamlits_page_still_has_the_name"))
def test_streamlits_page_still_has_the_name(name):
    plain = re.search(r'(?<==")\w+|[\w-]*\w-?', name)
    assert plain, name
    # As a whole word in a string: class names stand in one, separated by blanks.
    assert re.search(rf"[`\"' -]{re.escape(plain[0])}(?:[`\"' ]|(?<=-))", streamlits_scripts()), (
        name
    )


@pytest.mark.parametrize("name", noticed_by("test_plotly_still_has_the_name"))
def test_plotly_still_has_the_name(name):
    assert re.search(rf"\b{re.escape(name.removeprefix('.'))}\b", plotlys_script()), name


@pytest.mark.parametrize("name", noticed_by("test_streamlit_still_has_the_module"))
def test_streamlit_still_has_the_module(name):
    module, _, inner = name.rpartition(".")
    assert hasattr(importlib.import_module(module), inner)


def test_streamlits_document_names_its_files_as_we_do():
    document = (PARTS.parent / "index.html").read_text(encoding="utf-8")
    assert re.search(r'="\./static/js/[\w.-]+\.js"', document)
