"""CSV for spreadsheets: numbers stay numbers, nothing becomes a formula."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from nnviz.data import default_spec, load
from nnviz.data.answers_csv import answers_csv
from nnviz.data.csv_cells import csv_bytes, harmless
from nnviz.data.uploads.kinds import opened


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "=", "-", "+a",
        '=HYPERLINK("http://x";"y")', "=cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0",
        "\uff1d1", "\u00a0=1", "--1", "-1e5x", "+49 170 123",
    ],
)  # fmt: skip
def test_what_begins_a_formula_is_made_a_text(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "plain", "1", "-1", "-1.5", "+2", "a=b", "1-2", "a@b", "'=1"])
def test_what_is_none_stays_as_it_is(text):
    assert harmless(text) == text


def test_rows_are_written_exactly():
    rows = [["name", "value"], ["a,b", -1.5], ['say "hi"', 12], ["=1", float("nan")], ["ß", 0.1]]
    expected = 'name,value\r\n"a,b",-1.5\r\n"say ""hi""",12\r\n\'=1,\r\nß,0.1\r\n'
    assert csv_bytes(rows) == b"\xef\xbb\xbf" + expected.encode()
    german = csv_bytes([[-1.5, "-1,5", "-1.5"]], separator=";", decimal=",")
    assert german.decode("utf-8-sig") == "-1,5;-1,5;'-1.5\r\n"


def test_a_formula_within_quotes_is_a_text_too():
    (row,) = csv.reader(
        io.StringIO(
            csv_bytes(
                [
                    ['=1,"2'],
                ]
            ).decode("utf-8-sig")
        )
    )
    assert row == ["'=1,\"2"]


def test_classes_come_with_inputs_truth_answer_and_probability():
    text = "Größe;Art\n" + "".join(f"{n},5;{'=a' if n % 2 else 'b'}\n" for n in range(10))
    spec = opened("t.csv", text.encode())
    dataset = load(spec)
    found = {"predicted": np.array([1, 0]), "probability": np.array([0.75, 0.5], np.float32)}
    lines = answers_csv(spec, dataset, found).decode("utf-8-sig").split("\r\n")
    assert lines[0] == "test example;Größe;true;predicted;probability"
    size = dataset.x_test[:, 0] * dataset.feature_scale[0] + dataset.feature_mean[0]
    truth = ["'=a" if label == 0 else "b" for label in dataset.y_test]
    first = f"{size[0]:.6g}".replace(".", ",")
    assert lines[1] == f"0;{first};{truth[0]};b;0,75"
    assert lines[2].endswith(";'=a;0,5")
    assert lines[3:] == [""]


def test_values_come_in_their_own_unit():
    spec = default_spec("diabetes")
    dataset = replace(load(spec), target_name="sugar", target_unit="mg")
    found = {"predicted": np.array([100.25])}
    lines = answers_csv(spec, dataset, found).decode("utf-8-sig").split("\r\n")
    assert lines[0].endswith("sugar (mg): true,sugar (mg): predicted")
    real = float(dataset.y_test[0, 0]) * dataset.target_scale + dataset.target_mean
    assert lines[1].endswith(f",{real:.6g},100.25")
