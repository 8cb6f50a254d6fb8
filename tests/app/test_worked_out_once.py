"""One tick of a slider infers the shapes of a network and checks data once, not for every asker."""

from collections import Counter

import pytest

from nnviz.core.shapes import shapes
from nnviz.data import catalogue
from nnviz.data.starters import STARTERS

TICKS = [
    ("circle", "learning_rate", 0.3),
    ("circle", "depth", 4),
    ("circle", "units_feedforward_0", 7),
    ("circle", "data_circle_noise", 20),
    ("circle", "train_share", 70),
    ("circle", "family", "convolutional"),
    ("digits", "units_convolutional_0", 5),
    ("recall", "units_recurrent_0", 5),
    ("next_word", "embedding", 20),
]


class Work:
    """What is worked out, by what it is worked out of."""

    def __init__(self, monkeypatch):
        self.inferred, self.checked = Counter(), Counter()
        walk, complete = shapes._walk, catalogue.complete

        def counted_walk(network, signature):
            self.inferred[network.fingerprint, signature] += 1
            return walk(network, signature)

        def counted_complete(params, values, owner):
            self.checked[owner, repr(sorted(values.items()))] += 1
            return complete(params, values, owner)

        monkeypatch.setattr(shapes, "_walk", counted_walk)
        monkeypatch.setattr(catalogue, "complete", counted_complete)

    def forget(self):
        self.inferred.clear()
        self.checked.clear()


@pytest.fixture
def work(monkeypatch):
    for starter in STARTERS.values():
        assert starter.experiment  # Made, and checked, once in a process.
    return Work(monkeypatch)


@pytest.mark.parametrize(("starter", "key", "value"), TICKS)
def test_a_tick_infers_and_checks_once(visit, work, starter, key, value):
    visit.open(STARTERS[starter].experiment)
    visit.run()
    before = visit.experiment
    work.forget()
    visit.set(key, value)
    now = visit.experiment
    assert now != before
    assert set(work.inferred.values()) <= {1}
    assert set(work.checked.values()) <= {1}
    # Repairs are tried out, and another family is the only tick that needs some.
    assert key == "family" or len(work.inferred) == (now.network is not before.network)
    assert len(work.checked) == (now.data is not before.data)


def test_a_rerun_without_any_change_works_nothing_out(visit, work):
    visit.open()
    visit.run()
    work.forget()
    visit.run()
    assert not work.inferred
    assert not work.checked
