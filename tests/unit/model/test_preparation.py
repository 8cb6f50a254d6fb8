"""What is compiled ahead of a page's views, and first pictures that later answers replace."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.run import ProbeRequest
from nnviz.model.probes.loss_surface import COARSE, SIDE


def read(session, probe, **options) -> dict[str, Any]:
    return session.probe(ProbeRequest("key", probe, options))


@pytest.mark.backends
@pytest.mark.parametrize(("name", "page"), [("dense", "learning"), ("cnn", "convolution")])
def test_getting_ready_compiles_and_changes_nothing(family, train, name, page):
    from nnviz.model.session import Session

    session = Session(*family(name))
    train(session, 3)
    before = session.weights()
    assert read(session, "preparation", page=page)["ready"].tolist() == [1]
    assert read(session, "preparation", page=page)["ready"].tolist() == [1]
    for layer, arrays in session.weights().items():
        for one, other in zip(arrays, before[layer], strict=True):
            np.testing.assert_array_equal(one, other)
    learning, sensitivity = session._live.learning, session._live.readout.sensitivity
    assert len(learning._compiled) == (2 if page == "learning" else 0)
    assert len(sensitivity._compiled) == (2 if page == "convolution" else 0)


def test_nothing_is_made_ready_for_pictures_where_there_are_none(family):
    from nnviz.model.session import Session

    session = Session(*family("lstm"))
    read(session, "preparation", page="convolution")
    assert session._live.readout.sensitivity._compiled == {}


def test_a_loss_surface_is_coarse_at_first_and_says_that_more_is_to_come(family, train):
    from nnviz.model.session import Session

    session = Session(*family("dense"))
    train(session, 6)
    first, second, third = (read(session, "loss_surface", seed=3) for _ in range(3))
    assert first["loss"].shape == (COARSE, COARSE)
    assert "unfinished" in first
    assert second["loss"].shape == (SIDE, SIDE)
    assert "unfinished" not in second
    assert third["loss"] is not second["loss"]
    np.testing.assert_array_equal(third["loss"], second["loss"])
    # Every second place of the fine grid is one of the coarse grid.
    np.testing.assert_allclose(first["loss"], second["loss"][::2, ::2], atol=1e-4)
