"""The answers of a run as a file: asked for some at a time, refusals in words."""

from typing import Any

import numpy as np
import pytest

import nnviz.engine
from nnviz.core.errors import RunError
from nnviz.core.run.run import ProbeRequest
from nnviz.data import load
from nnviz.data.starters import STARTERS
from nnviz.ui.share.answers_download import answers

DIGITS = STARTERS["digits"].experiment


class Engine:
    """Answers every test example with its true class."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []
        self.known = DIGITS
        self.refusal = ""

    def start(self, _patience: float = 0.0) -> None:
        """Nothing has to be started."""

    def experiment(self, _token: str):
        return self.known

    def probe(self, _token: str, want: ProbeRequest, _timeout: float) -> dict[str, Any]:
        if self.refusal:
            raise RunError("a run", self.refusal)
        start, count = int(str(want.options["start"])), int(str(want.options["count"]))
        self.asked.append((start, count))
        truth = load(DIGITS.data).y_test[start : start + count]
        return {"predicted": truth, "probability": np.full(count, 0.5, np.float32)}


@pytest.fixture
def engine(monkeypatch):
    fake = Engine()
    monkeypatch.setattr(nnviz.engine, "_engine", fake)
    return fake


def lines(experiment=DIGITS):
    return answers(experiment, "token").decode("utf-8-sig").splitlines()


def test_all_answers_come_in_parts_and_in_order(engine):
    found = lines()
    assert engine.asked == [(0, 200), (200, 160)]
    assert found[0] == "test example,true,predicted,probability"
    truth = load(DIGITS.data).y_test
    assert found[1:] == [f"{n},{label},{label},0.5" for n, label in enumerate(truth)]


def test_a_run_that_cannot_answer_says_why(engine):
    engine.refusal = "one that is created"
    assert lines() == [
        "There are no predictions yet.",
        '"Expected a run, received one that is created."',
    ]


def test_answers_to_other_data_are_not_mixed_up(engine):
    engine.known = STARTERS["circle"].experiment
    assert lines() == ["The data have changed. Train first."]
