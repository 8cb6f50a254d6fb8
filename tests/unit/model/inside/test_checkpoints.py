"""The time machine's memory: bounded, dense at the beginning, and exact."""

import numpy as np
import pytest

from nnviz.core.errors import RunError
from nnviz.core.run.run import Reset, SetWeight
from nnviz.model.inside.checkpoints import Checkpoints


def weights(number: float, size: int = 10) -> list[np.ndarray]:
    return [np.full(size, number, np.float32)]


def filled(checkpoints: Checkpoints, steps: int, size: int = 10) -> Checkpoints:
    for step in range(steps):
        if not checkpoints.due_in(step):
            checkpoints.add(step, weights(step, size))
    return checkpoints


def first_weight(checkpoints: Checkpoints, step: int) -> float:
    found = checkpoints.nearest(step)
    assert found is not None
    return float(found.values[0][0])


def test_nothing_kept_is_nothing_to_return_to():
    checkpoints = Checkpoints()
    assert checkpoints.steps == ()
    assert checkpoints.nearest(3) is None
    assert checkpoints.due_in(0) == 0


def test_checkpoint_are_dense_at_the_beginning_and_further_apart_later():
    steps = filled(Checkpoints(), 2000).steps
    assert list(steps)[:8] == list(range(8))
    gaps = np.diff(steps)
    assert (np.diff(gaps) >= 0).all()
    assert gaps[-1] > 100


def test_number_and_bytes_stay_within_bounds_and_the_first_checkpoint_stays():
    few = filled(Checkpoints(most=8), 5000)
    assert len(few.steps) <= 8
    assert min(few.steps) == 0
    light = filled(Checkpoints(most_bytes=4_000), 5000, size=100)
    assert light.size <= 4_000
    assert min(light.steps) == 0
    assert first_weight(light, 0) == 0


def test_weights_that_are_too_large_are_not_kept():
    checkpoints = Checkpoints(most_bytes=100)
    checkpoints.add(0, weights(0, size=100))
    assert checkpoints.steps == ()


def test_going_on_from_an_earlier_step_forgets_the_later_ones():
    checkpoints = filled(Checkpoints(), 50)
    checkpoints.add(5, weights(-1))
    assert checkpoints.steps == (0, 1, 2, 3, 4, 5)
    assert first_weight(checkpoints, 100) == -1


def test_checkpoint_are_the_same_after_they_were_stored():
    checkpoints = filled(Checkpoints(most=8), 500)
    meta, arrays = checkpoints.state()
    restored = Checkpoints(most=8)
    restored.restore(meta, {**arrays, "v0": np.zeros(3)})
    assert restored.steps == checkpoints.steps
    assert [first_weight(restored, step) for step in checkpoints.steps] == list(checkpoints.steps)
    assert restored.due_in(500) == checkpoints.due_in(500)


def test_stored_checkpoint_are_bounded_and_both_ends_are_among_them():
    checkpoints = filled(Checkpoints(), 500, size=100)
    meta, arrays = checkpoints.state(most_bytes=4_100)
    assert (len(meta["steps"]), arrays["m0"].shape) == (10, (10, 100))
    assert (meta["steps"][0], meta["steps"][-1]) == (checkpoints.steps[0], checkpoints.steps[-1])
    assert checkpoints.state(most_bytes=399) == ({"steps": [], "stride": meta["stride"]}, {})
    assert Checkpoints().state()[0]["steps"] == []


def test_a_restored_run_can_still_be_looked_back_at(family, train, tmp_path):
    from nnviz.model.session import Session

    session = Session(*family("dense"))
    train(session, 3)
    third = session.weights()
    train(session, 20)
    session.save(tmp_path / "run")
    restored = Session.restore(tmp_path / "run", session.dataset)
    assert restored.checkpoints.steps == session.checkpoints.steps
    restored.look_back(3)
    assert same(restored.weights(), third)
    restored.look_back(None)
    assert same(restored.weights(), session.weights())


def test_a_session_shows_an_earlier_checkpoint_exactly_and_comes_back(family, train):
    from nnviz.model.session import Session

    session = Session(*family("dense"))
    train(session, 3)
    third = session.weights()
    early = session.evaluate()
    train(session, 40)
    now, late, rows = session.weights(), session.evaluate(), len(session.history.rows)
    session.look_back(3)
    assert (session.step, session.looking_back) == (3, True)
    assert same(session.weights(), third)
    assert session.evaluate() == early
    assert len(session.history.rows) == rows
    session.look_back(None)
    assert (session.step, session.looking_back) == (43, False)
    assert same(session.weights(), now)
    assert session.evaluate() == late


def test_training_goes_on_from_the_present_as_if_nobody_had_looked_back(family, train):
    from nnviz.model.session import Session

    looked, other = Session(*family("dense")), Session(*family("dense"))
    for session in (looked, other):
        train(session, 10)
    looked.look_back(2)
    for session in (looked, other):
        train(session, 5)
    assert same(looked.weights(), other.weights())
    assert looked.step == 15


def test_what_is_saved_while_looking_back_is_the_present(family, train, tmp_path):
    from nnviz.model.session import Session

    session = Session(*family("dense"))
    train(session, 10)
    now = session.weights()
    session.look_back(1)
    session.save(tmp_path / "run")
    restored = Session.restore(tmp_path / "run", session.dataset)
    assert restored.step == 10
    assert same(restored.weights(), now)


def test_typing_a_weight_and_resetting_happen_in_the_present(family, train):
    from nnviz.model.session import Session

    session = Session(*family("dense"))
    train(session, 10)
    session.look_back(1)
    session.apply(SetWeight("dense", 0, (0, 0), 2.5))
    assert (session.step, session.weights()["dense"][0][0, 0]) == (10, 2.5)
    session.apply(Reset())
    assert (session.step, session.checkpoints.steps) == (0, ())
    with pytest.raises(RunError, match="Train for a moment"):
        session.look_back(0)


def same(first, second) -> bool:
    return all(
        (a == b).all() for name in first for a, b in zip(first[name], second[name], strict=True)
    )
