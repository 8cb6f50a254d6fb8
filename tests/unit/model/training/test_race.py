import threading

import numpy as np

from nnviz.core.run.run import SetWeight
from nnviz.model.session import Session
from nnviz.model.training import race as race_module
from nnviz.model.training.race import Race, xla_allowed


class FakeLoop:
    capacity = 100

    def __init__(self, name: str, steps_per_second: float) -> None:
        self.name, self.rate, self.prepared = name, steps_per_second, threading.Event()

    def run(self, index):
        return np.zeros(len(index), np.float32)

    def prepare(self) -> None:
        self.prepared.set()


def run(race: Race, calls: int) -> list[str]:
    """Let the current loop make calls of ten steps; return who made them."""
    names = []
    for _ in range(calls):
        loop = race.current.loop
        assert isinstance(loop, FakeLoop)
        names.append(loop.name)
        race.note(10, 10 / loop.rate)
    return names


def raced(plain_rate: float, fused_rate: float) -> tuple[Race, list[str]]:
    fused = FakeLoop("XLA", fused_rate)
    race = Race(FakeLoop("graph", plain_rate), lambda: fused)
    run(race, 2)
    race.wait()
    assert fused.prepared.is_set()
    return race, run(race, 13)


def test_the_faster_loop_is_kept_after_both_made_their_trials():
    race, names = raced(20, 100)
    assert names == ["graph", *["graph", "XLA"] * 6]
    assert run(race, 3) == ["XLA"] * 3
    race, names = raced(20, 10)
    assert sorted(names) == ["XLA"] * 6 + ["graph"] * 7
    assert run(race, 3) == ["graph"] * 3


def test_nothing_is_compiled_before_a_second_of_training():
    made = []
    race = Race(FakeLoop("graph", 1000), lambda: made.append(1) or FakeLoop("XLA", 1))
    run(race, 99)
    race.wait()
    assert not made
    run(race, 5)
    race.wait()
    assert made == [1]


def test_without_a_rival_the_plain_loop_goes_on():
    assert run(Race(FakeLoop("graph", 1), None), 5) == ["graph"] * 5


def test_a_network_that_xla_refuses_is_trained_by_the_plain_loop():
    def refuse():
        raise ValueError("unsupported operation")

    race = Race(FakeLoop("graph", 1), refuse)
    run(race, 2)
    race.wait()
    assert run(race, 20) == ["graph"] * 20


def test_the_environment_switches_xla_off(monkeypatch):
    monkeypatch.setenv("NNVIZ_XLA", "off")
    assert not xla_allowed()
    monkeypatch.delenv("NNVIZ_XLA")
    assert xla_allowed()


def test_xla_takes_over_and_trains_on_as_the_graph_would(family, train, monkeypatch):
    monkeypatch.setattr(race_module, "_HEAD_START", 0.0)
    experiment, dataset = family("dense", optimizer="sgd", learning_rate=0.1)
    plain = Session(experiment, dataset)
    monkeypatch.delenv("NNVIZ_XLA")
    monkeypatch.setattr(race_module.Race, "_judge", keep_the_rival)
    racing = Session(experiment, dataset)
    for session in (plain, racing):
        session.apply(SetWeight("output", 1, (0,), 0.25))
    before = train(racing, 4)
    racing.close()
    after = np.concatenate([train(racing, 3), train(racing, 60)])
    assert racing.loop_name == "XLA"
    assert plain.loop_name == "graph"
    np.testing.assert_allclose(np.concatenate([before, after]), train(plain, 67), rtol=1e-4)


def keep_the_rival(race: Race) -> None:
    race.current, race._rivals = race._rivals[1], ()


def test_preparing_while_another_loop_trains_changes_nothing(family):
    experiment, dataset = family("dense", optimizer="adam")
    quiet, disturbed = Session(experiment, dataset), Session(experiment, dataset)
    fused = disturbed._trainer.backend.loop(disturbed._trainer.program, fused=True)
    fused.prepare()
    stop = threading.Event()

    def disturb():
        while not stop.is_set():
            fused.prepare()

    thread = threading.Thread(target=disturb)
    thread.start()
    try:
        found = [disturbed.train(0.1, 1).losses[0] for _ in range(300)]
    finally:
        stop.set()
        thread.join()
    assert found == [quiet.train(0.1, 1).losses[0] for _ in range(300)]


def test_convolutions_on_a_cpu_do_not_race(family, train, monkeypatch):
    monkeypatch.setattr(race_module, "_HEAD_START", 0.0)
    monkeypatch.delenv("NNVIZ_XLA")
    experiment, dataset = family("cnn")
    session = Session(experiment, dataset)
    train(session, 8)
    session.close()
    assert train(session, 2).shape == (2,)
    assert session.loop_name == "graph"
