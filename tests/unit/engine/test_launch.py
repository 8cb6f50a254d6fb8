"""Processes by spawn as on Windows, and what run processes are told to import."""

import multiprocessing.spawn
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from nnviz.core.errors import RunError
from nnviz.core.run.run import Play
from nnviz.engine.launch import Launcher, best_method, end_template, suspended
from nnviz.engine.limits import Limits
from nnviz.engine.supervisor import Engine


def wait_for(happened):
    deadline = time.monotonic() + 10.0
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_this_system_has_a_forkserver():
    assert best_method() == "forkserver"


def test_run_processes_are_not_told_to_import_the_page(monkeypatch):
    monkeypatch.setattr(sys.modules["__main__"], "__file__", __file__, raising=False)
    ours = multiprocessing.spawn.get_preparation_data("nnviz-run-3")
    assert not [key for key in ours if key.startswith("init_main")]
    assert ours["sys_path"]
    others = multiprocessing.spawn.get_preparation_data("other")
    assert [key for key in others if key.startswith("init_main")]


def test_a_stopped_launcher_has_nothing_to_give():
    launcher = Launcher()
    launcher.stop()
    with pytest.raises(RunError, match="a process to train in"):
        launcher.take()
    assert not launcher.ready


def test_a_patient_launcher_starts_nothing_until_it_is_hurried(monkeypatch):
    launcher = Launcher()
    launched = threading.Event()

    def launch():
        launched.set()
        raise OSError("no process in this test")

    monkeypatch.setattr(launcher, "_launch", launch)
    launcher.start(patience=60.0)
    assert not launched.wait(0.2)
    launcher.hurry()
    assert launched.wait(5.0)
    launcher.stop()


def test_a_second_process_waits_while_one_is_ready(monkeypatch):
    launcher = Launcher(spares=2)
    launched = []

    class Ready:
        def is_alive(self):
            return True

        def discard(self):
            launched.remove(self)

        @property
        def process(self):
            return self

    def launch():
        launched.append(Ready())
        return launched[-1]

    monkeypatch.setattr(launcher, "_launch", launch)
    first = launcher.take()
    assert launched == [first]
    # None is left: the next is started at once, and the one after it later.
    wait_for(lambda: len(launched) == 2)
    time.sleep(0.3)
    assert len(launched) == 2
    launcher.take()
    wait_for(lambda: len(launched) == 3)
    launcher.stop()
    assert len(launched) == 2


def test_a_template_that_does_not_answer_is_noticed(monkeypatch):
    launcher = Launcher(spares=1)
    answer, asked = threading.Event(), threading.Event()

    def launch():
        asked.set()
        answer.wait(10.0)
        raise OSError("no process in this test")

    monkeypatch.setattr(launcher, "_launch", launch)
    monkeypatch.setattr("nnviz.engine.launch._STUCK", 0.05)
    launcher.start()
    launcher.hurry()
    assert asked.wait(5.0)
    time.sleep(0.1)
    assert not launcher.stuck  # It may be loading Keras.
    launcher._loaded = True
    assert launcher.stuck
    answer.set()
    wait_for(lambda: not launcher.stuck)
    launcher.stop()


def test_a_suspended_template_does_not_delay_the_end():
    template = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    found = psutil.Process(template.pid)
    found.suspend()
    wait_for(lambda: suspended(found))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nnviz.engine.launch.templates", lambda: [found])
        started = time.monotonic()
        end_template()
    assert time.monotonic() - started < 2.0
    assert template.wait(5.0) == -signal.SIGKILL
    assert not suspended(found)


def test_a_process_that_dies_while_starting_is_a_sentence():
    launcher = Launcher("spawn", entry=print)
    try:
        with pytest.raises(RunError, match="one that ended during start-up"):
            launcher.take()
    finally:
        launcher.stop()


def test_spawned_processes_do_the_same(experiment):
    engine = Engine(Limits(), Launcher("spawn"))
    try:
        token = engine.create(experiment)
        engine.send(token, Play())
        deadline = time.monotonic() + 60
        while engine.status(token).step < 30 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert engine.status(token).state == "running"
        assert engine.ready
    finally:
        engine.stop()
    assert engine.processes() == {}
