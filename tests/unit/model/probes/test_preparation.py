"""What is compiled ahead of a page's views, and first pictures that later answers replace."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.run.run import ProbeRequest
from nnviz.model.probes.learning.loss_surface import SIDES


def read(session, probe, **options) -> dict[str, Any]:
    return session.probe(ProbeRequest("key", probe, options))


@pytest.mark.backends
@pytest.mark.parametrize(("name", "page"), [("dense", "learning"), ("cnn", "convolution")])
def test_getting_ready_compiles_and_changes_nothing(family, train, name, page):
    from nnviz.model.session import Session

    session = Session(*family(name))
    train(session, 3)
    before = session.weights()
    answers = [read(session, "preparation", page=page) for _ in range(4)]
    assert [answer["ready"].tolist() for answer in answers] == [[1]] * 4
    # One thing at a time: whoever chooses a view meanwhile waits for one of them only.
    steps = ["unfinished" in answer for answer in answers]
    assert steps == [True, True, False, False]
    for layer, arrays in session.weights().items():
        for one, other in zip(arrays, before[layer], strict=True):
            np.testing.assert_array_equal(one, other)
    learning, sensitivity = session._live.learning, session._live.readout.sensitivity
    assert len(learning._compiled) == (2 if page == "learning" else 0)
    assert len(sensitivity._compiled) == (2 if page == "convolution" else 0)
    assert len(sensitivity._exciting) == (page == "convolution")


def test_nothing_is_made_ready_for_pictures_where_there_are_none(family):
    from nnviz.model.session import Session

    session = Session(*family("lstm"))
    read(session, "preparation", page="convolution")
    assert session._live.readout.sensitivity._compiled == {}


@pytest.mark.parametrize("steps", [6, 0])
def test_a_loss_surface_made_ahead_is_shown_at_once_although_the_weights_have_moved(
    family, train, steps
):
    from nnviz.model.session import Session

    session = Session(*family("dense"))
    if steps:
        train(session, steps)
    while "unfinished" in read(session, "preparation", page="learning"):
        pass
    train(session, 3)
    along = "path" if steps else "random"
    *found, last = (read(session, "loss_surface", along=along) for _ in range(3))
    assert [len(one["loss"]) for one in found] == list(SIDES[:2])
    assert len(last["loss"]) == SIDES[2]
    assert [float(one["now_a"][0]) == pytest.approx(0, abs=1e-4) for one in found] == [False, True]


def test_a_loss_surface_is_coarse_at_first_and_says_that_more_is_to_come(family, train):
    from nnviz.model.session import Session

    session = Session(*family("dense"))
    train(session, 6)
    *found, again = (read(session, "loss_surface", seed=3) for _ in range(4))
    assert [one["loss"].shape for one in found] == [(side, side) for side in SIDES]
    assert ["unfinished" in one for one in found] == [True, True, False]
    first, second, third = (one["loss"] for one in found)
    assert again["loss"] is not third
    np.testing.assert_array_equal(again["loss"], third)
    # Places of the coarser grids are places of the finest one.
    np.testing.assert_allclose(first, third[::5, ::5], atol=1e-4)
    np.testing.assert_allclose(second, third[::2, ::2], atol=1e-4)
