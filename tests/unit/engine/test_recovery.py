"""Runs go on when their process is killed, hangs or outgrows its memory."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import psutil
import pytest

from nnviz.core.errors import RunError
from nnviz.core.files.codec import to_json
from nnviz.core.run.run import Pause, Play, ProbeRequest, SetWeight, Step
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.engine.launch import Launcher, end_template, templates
from nnviz.engine.limits import Limits
from nnviz.engine.protocol import Beat, Farewell
from nnviz.engine.recovery import Recovery
from nnviz.engine.runs.run import Run
from nnviz.engine.supervisor import Engine

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and /proc of Linux")


def test_a_killed_run_goes_on_from_its_snapshot(engine, make, experiment, watch):
    token = make(experiment, play=True)
    # 40 epochs of 25 steps a second, a snapshot every second: the first is there by now.
    watch.step(token, 1500)
    before = engine.status(token)
    os.kill(engine.processes()[token], signal.SIGKILL)
    recovered = watch.until(token, lambda now: now.recovered == 1)
    assert recovered.state == "compiling"
    assert recovered.reason.startswith("The process ended unexpectedly")
    after = watch.until(token, lambda now: now.state == "running" and now.step != before.step)
    assert after.step > before.step - 1300
    assert after.checkpoints[:8] == tuple(range(8))
    assert after.recovered == 1
    assert watch.step(token, before.step + 100).state == "running"


def test_a_killed_run_that_rested_rests_where_it_was(engine, make, experiment, watch):
    token = make(experiment)
    engine.send(token, SetWeight("h1", 0, (0, 0), 3.5))
    before = engine.weights(token)
    time.sleep(0.05)
    os.kill(engine.processes()[token], signal.SIGKILL)
    watch.until(token, lambda now: now.recovered == 1 and now.state == "paused")
    after = engine.weights(token)
    np.testing.assert_array_equal(after["h1"][0], before["h1"][0])


def test_a_viewer_gets_a_frame_across_a_crash(engine, make, experiment, watch):
    token = make(experiment)
    watch.state(token, "paused")
    future = engine.ask_frame(token, (), engine._roster.find(token).version)
    os.kill(engine.processes()[token], signal.SIGKILL)
    assert b'"recovered": 1' in future.result(10)


def test_a_hanging_run_is_replaced(engine, make, experiment, watch):
    token = make(experiment)
    watch.state(token, "paused")
    pid = engine.processes()[token]
    os.kill(pid, signal.SIGSTOP)
    recovered = watch.until(token, lambda now: now.recovered == 1, 15)
    assert recovered.reason.startswith("The process stopped responding")
    watch.state(token, "paused")
    assert not psutil.pid_exists(pid)


def test_a_run_that_keeps_dying_is_given_up_with_a_sentence(engine, make, experiment, watch):
    token = make(experiment)
    for times in range(4):
        watch.until(token, lambda now: now.state == "paused")
        os.kill(engine.processes()[token], signal.SIGKILL)
        watch.until(token, lambda now, n=times: now.state != "paused" or now.recovered > n)
    failed = watch.state(token, "failed")
    assert failed.reason == (
        "The process ended unexpectedly, 4 times within 60 s. Press reset or change the network."
    )
    engine.send(token, Play())
    assert watch.state(token, "running").step >= 0


def test_a_network_too_large_for_its_memory_fails_with_a_sentence(
    engine, make, experiment, watch, monkeypatch
):
    monkeypatch.setattr(engine._starter, "_limits", replace(engine.limits, memory=100 << 20))
    layers = (
        LayerSpec(id="a", kind="dense", params={"units": 4000}),
        LayerSpec(id="b", kind="dense", params={"units": 4000}),
        *experiment.network.layers[-1:],
    )
    token = make(experiment.changed(network=NetworkSpec(layers=layers)), play=True)
    failed = watch.state(token, "failed")
    assert failed.reason == (
        "This run needs more than the allowed 100 MB of memory. "
        "Use fewer units or layers, or a smaller batch."
    )


def test_a_run_that_outgrew_its_memory_after_a_snapshot_goes_on(experiment, tmp_path):
    launched = []
    recovery = Recovery(Limits(), launched.append)
    run = Run(experiment, tmp_path, play=True)
    client: Any = SimpleNamespace(farewell=Farewell(memory=True), built=True)
    assert run.attach(0, lambda: client)
    run.snapshot.touch()
    recovery.ended(run, client, [])
    assert launched == [run]
    assert (run.status.state, run.status.recovered) == ("compiling", 1)
    assert run.status.reason.startswith("The run exceeded its memory limit")
    assert run.begin(Limits()).frugal
    assert run.status.playing


def test_an_idle_run_gives_its_process_back_and_returns_on_touch(engine, make, experiment):
    token = make(experiment)
    engine.send(token, SetWeight("h1", 0, (0, 0), 3.5))
    assert engine.weights(token)["h1"][0][0, 0] == 3.5
    pid = engine.processes()[token]
    engine._roster.find(token).retire()
    deadline = time.monotonic() + 10
    while token in engine.processes():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert not psutil.pid_exists(pid)
    assert engine.status(token).state == "paused"
    assert engine.weights(token)["h1"][0][0, 0] == 3.5
    assert engine.status(token).recovered == 0
    assert engine.processes()[token] != pid


def test_a_command_to_a_run_that_is_leaving_is_not_lost(engine, make, experiment, watch):
    token = make(experiment)
    watch.state(token, "paused")
    engine._roster.find(token).retire()
    engine.send(token, Step("batch"))
    assert watch.step(token, 1).step == 1


def test_an_unwatched_run_is_paused_and_gives_its_process_back(
    engine, make, experiment, watch, monkeypatch
):
    token = make(experiment, play=True)
    watch.state(token, "running")
    monkeypatch.setattr(engine._recovery, "_limits", replace(engine.limits, vanished=0.3))
    run = engine._roster.find(token)
    deadline = time.monotonic() + 10
    while run.client is not None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert run.status.state == "paused"
    assert run.snapshot.exists()


def test_there_is_a_bound_on_processes_and_a_run_waits_until_a_page_is_closed(
    engine, make, experiment, watch, monkeypatch
):
    first = make(experiment)
    watch.state(first, "paused")
    monkeypatch.setattr(engine._starter.line, "places", engine._starter.line.taken)
    second = make(experiment)
    engine.send(second, Play())
    assert watch.until(second, lambda now: now.waiting == 1).state == "created"
    assert second not in engine.processes()
    with engine.open_page(first):
        time.sleep(0.5)
    assert watch.until(second, lambda now: now.state == "running").waiting == 0
    assert first not in engine.processes()
    assert engine._roster.find(first).status.state == "paused"
    assert engine._roster.find(first).snapshot.exists()


class NoProcesses(Launcher):
    """A launcher that has none to give."""

    def start(self, patience=0.0):
        """Start nothing."""

    def take(self):
        raise RunError("a process to train in", "none")


def test_there_is_a_bound_on_runs_and_the_forgotten_make_room(experiment):
    engine = Engine(Limits(runs=1), NoProcesses())
    try:
        first = engine.create(experiment)
        with pytest.raises(RunError, match="at most 1 runs at once"):
            engine.create(experiment)
        engine._roster.find(first).touch(time.monotonic() - engine.limits.idle)
        second = engine.create(experiment)
        assert engine.exists(second)
        assert not engine.exists(first)
    finally:
        engine.stop()


def test_without_any_process_a_run_fails_with_a_sentence(experiment):
    engine = Engine(Limits(), NoProcesses())
    try:
        token = engine.create(experiment)
        deadline = time.monotonic() + 5
        while engine.status(token).state != "failed" and time.monotonic() < deadline:
            time.sleep(0.01)
        assert engine.status(token).reason == "Expected a process to train in, received none."
    finally:
        engine.stop()


def test_stopping_leaves_no_process_and_no_file_and_frees_viewers(experiment):
    engine = Engine(Limits(), Launcher(beat=0.4))
    token = engine.create(experiment, play=True)
    client = None
    deadline = time.monotonic() + 60
    while client is None or not client.built:
        assert time.monotonic() < deadline
        client = engine._roster.find(token).client
        time.sleep(0.02)
    folder, run = engine._folder(), engine._roster.find(token)
    future = engine.ask_frame(token, (ProbeRequest("s", "surface"),), run.version + 10**12)
    started = time.monotonic()
    engine.stop()
    assert time.monotonic() - started < 10
    assert future.result(1)
    assert not folder.exists()
    assert not psutil.pid_exists(client.pid)
    with pytest.raises(RunError):
        engine.create(experiment)
    engine.stop()


def test_a_template_that_has_gone_is_started_again(make, experiment, watch):
    before = templates()
    end_template()
    # Another may be there already: the engine keeps a process ready.
    still = [one for one in before if one.is_running()]
    assert [one for one in still if one.status() != psutil.STATUS_ZOMBIE] == []
    # The first of the two may get the process that was ready; the second needs a new template.
    for token in [make(experiment), make(experiment)]:
        assert watch.state(token, "paused").step == 0


def test_a_killed_server_takes_its_processes_with_it(experiment, tmp_path):
    program = tmp_path / "server.py"
    program.write_text(
        "import sys, time\n"
        "from nnviz.core.files.codec import from_json\n"
        "from nnviz.engine import get_engine\n"
        "engine = get_engine()\n"
        f"token = engine.create(from_json({to_json(experiment)!r}), play=True)\n"
        "while engine.status(token).step < 20: time.sleep(0.02)\n"
        "print(*engine.processes().values(), 'keras' in sys.modules, flush=True)\n"
        "time.sleep(60)\n"
    )
    server = subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        pid, keras_is_loaded = server.stdout.readline().split()
        assert keras_is_loaded == "False"
        family = [*psutil.Process(server.pid).children(recursive=True)]
        assert int(pid) in {process.pid for process in family}
    finally:
        server.kill()
        server.communicate()
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.parametrize(("stood_still", "paused"), [(35.0, False), (0.05, True)])
def test_runs_go_on_when_the_web_process_itself_stood_still(
    experiment, tmp_path, stood_still, paused
):
    engine = Engine(Limits(), NoProcesses())
    run = Run(experiment, tmp_path, play=True)
    client: Any = SimpleNamespace(
        built=True,
        farewell=None,
        heard=0.0,
        beat=Beat(0.0, compiling=False),
        orders=0,
        done=[],
        step_back=lambda _niceness: None,
    )
    client.excuse = lambda now: setattr(client, "heard", now)
    client.order = client.done.append
    client.kill = lambda: client.done.append("kill")
    client.retire = lambda: client.done.append("retire")
    assert run.attach(0, lambda: client)
    run.touch(100.0)
    client.heard = 135.0 - min(stood_still, 1.0)
    engine._roster.admit(run, 100.0)
    engine._look_around(135.0, stood_still)
    assert client.done == ([Pause(), "retire"] if paused else [])
    engine._stop.set()
