"""Which tests a deliberate error has to pass, and where none is made."""

import ast
from types import SimpleNamespace

import pytest

from benchmarks.mutant_places import Mutant, Opposites, left_out
from benchmarks.mutants import ROOT, own_tests


def test_a_module_has_the_tests_that_mirror_or_import_it_and_its_sweeps():
    found = own_tests("nnviz.figures.output.confusion", ROOT)
    assert found[0] == "tests/unit/figures/output/test_confusion.py"
    assert found[-2:] == ["tests/meta/test_figure_sweep.py", "tests/meta/test_approved.py"]
    assert "tests/unit/figures/output/test_samples.py" not in found
    shared = own_tests("nnviz.figures.kit.theme", ROOT)
    assert "tests/unit/figures/output/test_samples.py" in shared


def test_a_module_without_tests_of_its_own_has_those_beside_it():
    assert "tests/unit/live/test_route.py" in own_tests("nnviz.live.nothing", ROOT)


SOURCE = """
def draw(height: int | None = 300, size=3, *, most=4) -> str | None:
    figure(size=7, range=[-1, 2], look={"width": 1.5, "x": 8})
    return zip(a, b, strict=True)
"""


@pytest.mark.parametrize(
    ("text", "inside"),
    [("300", True), ("=3,", True), ("4)", False), ("7,", True), ("1, 2]", False), ("1.5", True),
     ("8}", False)],
)  # fmt: skip
def test_numbers_that_only_set_a_look_stay(text, inside):
    lines = SOURCE.splitlines()
    line = next(number for number, one in enumerate(lines, 1) if text in one)
    column = lines[line - 1].index(text) + text.startswith("=")
    assert ((line, column) in left_out(ast.parse(SOURCE)).numbers) is inside


@pytest.mark.parametrize(("text", "inside"), [("| None =", True), ("| None:", True),
                                              ("True", True), ("range", False)])  # fmt: skip
def test_annotations_and_guards_stay(text, inside):
    lines = SOURCE.splitlines()
    line = next(number for number, one in enumerate(lines, 1) if text in one)
    assert left_out(ast.parse(SOURCE)).holds(line, lines[line - 1].index(text)) is inside


@pytest.mark.parametrize(
    ("kind", "value", "before", "after"),
    [("name", "positive", ".", "negative"), ("name", "positive", "=", None),
     ("string", '"test"', "(", '"train"'), ("string", '"a test"', "(", None)],
)  # fmt: skip
def test_words_with_an_opposite_are_turned_round(kind, value, before, after):
    node = SimpleNamespace(
        type=kind, value=value, start_pos=(1, 0), end_pos=(1, 9),
        get_previous_leaf=lambda: SimpleNamespace(value=before),
    )  # fmt: skip
    places = list(Opposites().mutation_positions(node))
    assert len(places) == (after is not None)
    if after:
        assert Opposites().mutate(node, 0).value == after


def test_a_mutant_says_where_it_is_and_what_it_changes():
    mutant = Mutant("nnviz/core/__init__.py", "AddNot", 0, 3, 4, "  if a:", "  if not a:")
    assert mutant.module == "nnviz.core"
    assert mutant.described == "nnviz/core/__init__.py:3 AddNot: if a: -> if not a:"
