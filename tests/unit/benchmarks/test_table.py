"""Tables and records of benchmarks; nothing here is timed."""

import inspect

import pytest

from benchmarks.__main__ import NAMES, machine, measuring
from benchmarks.table import Row, number, ratio, rendered


@pytest.mark.parametrize("name", NAMES)
def test_every_benchmark_measures_in_a_quick_way_too(name):
    assert list(inspect.signature(measuring(name)).parameters) == ["quick"]


@pytest.mark.parametrize(
    ("value", "more", "met"),
    [(10, True, "aim"), (9.9, True, "must"), (4.9, True, "no"), (5, True, "must"),
     (5, False, "aim"), (7, False, "must"), (10.1, False, "no"), (float("nan"), True, "no")],
)  # fmt: skip
def test_a_figure_is_compared_with_what_is_asked(value, more, met):
    asked = (5, 10) if more else (10, 5)
    assert Row("rate", value, "Hz", *asked, more=more).met == met


def test_a_figure_of_which_nothing_is_asked_is_not_judged():
    assert Row("rate", 3, "Hz").met == ""
    assert Row("rate", 3, "Hz").record() == {
        "what": "rate", "value": 3, "unit": "Hz", "more": True, "met": "",
    }  # fmt: skip


def test_a_comparison_records_its_ratio():
    record = ratio("LSTM", 30, 4, "steps/s", 3, 8, note="XLA").record()
    assert record["ratio"] == record["value"] == 7.5
    assert record["met"] == "must"
    nothing = Row("rate", 0.0, "times", ours=1.0, theirs=0.0)
    assert "ratio" not in nothing.record()


def test_the_table_is_aligned_markdown():
    rows = [ratio("LSTM", 3000, 4, "steps/s", 3, 8, note="XLA"), Row("start", 0.25, "s")]
    title, empty, *lines = rendered("speed", rows).splitlines()
    assert (title, empty) == ("## speed", "")
    assert len({len(line) for line in lines}) == 1
    assert [cell.strip() for cell in lines[2].split("|")[1:-1]] == [
        "LSTM", "750 times", "3", "8", "aim", "3,000 to 4 steps/s; XLA",
    ]  # fmt: skip
    assert [cell.strip() for cell in lines[3].split("|")[1:-1]] == [
        "start", "0.25 s", "", "", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text"),
    [(1234.5, "1,234"), (0.123, "0.12"), (12.34, "12.3"), (3, "3"), (-250.7, "-251"), (None, "")],
)
def test_numbers_have_the_digits_that_matter(value, text):
    assert number(value) == text


def test_the_machine_is_described_without_its_name():
    assert set(machine()) == {"processor", "cores", "system", "python"}
