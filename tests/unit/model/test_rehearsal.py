"""A rehearsal leaves nothing behind that a run could notice."""

import numpy as np

from nnviz.model.rehearsal import rehearsal
from nnviz.model.session import Session


def test_it_goes_through_all_that_a_run_begins_with():
    assert list(rehearsal()) == ["built", "trained", "measured"]


def test_it_may_be_broken_off_anywhere():
    for part in rehearsal():
        assert part == "built"
        break


def test_a_run_after_it_is_the_run_without_it(family, train):
    alone = Session(*family("dense", optimizer="adam"))
    expected = train(alone, 30)
    list(rehearsal())
    again = Session(*family("dense", optimizer="adam"))
    assert np.array_equal(train(again, 30), expected)
    assert again.evaluate() == alone.evaluate()


def test_preparing_ahead_trains_nothing(family):
    session = Session(*family("dense"))
    before = session.weights()
    session.prepare()
    session.prepare()
    assert session.step == 0
    for name, arrays in session.weights().items():
        for found, expected in zip(arrays, before[name], strict=True):
            assert np.array_equal(found, expected)
