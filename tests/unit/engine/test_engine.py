"""The engine with real run processes: steer, watch, change, keep apart."""

import stat
import time

import numpy as np
import psutil
import pytest

from nnviz.core.editing import edits
from nnviz.core.errors import RunError, SpecError
from nnviz.core.run.frames import Frame, Quantized
from nnviz.core.run.run import (
    Give,
    LookBack,
    Pause,
    Play,
    ProbeRequest,
    Reset,
    Set,
    SetWeight,
    Step,
)
from nnviz.core.spec.experiment import StopSpec
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.engine.environment import RUN_NICENESS
from nnviz.engine.opening import open_model, same_network

SURFACE = ProbeRequest("s", "surface", {"side": 10})


def test_creating_a_run_takes_no_time_and_gives_an_unguessable_token(make, experiment):
    start = time.perf_counter()
    tokens = [make(experiment), make(experiment)]
    assert time.perf_counter() - start < 0.1
    assert len(set(tokens)) == 2
    assert all(len(token) == 43 for token in tokens)


def test_play_pause_step_and_reset(engine, make, experiment, watch):
    token = make(experiment)
    begin = watch.state(token, "paused")
    assert (begin.step, begin.epoch, begin.recovered) == (0, 0, 0)
    assert begin.metrics is not None
    engine.send(token, Step("batch"))
    assert watch.step(token, 1).step == 1
    engine.send(token, Step("epoch"))
    assert watch.until(token, lambda now: now.epoch == 1 and now.state == "paused").step == 25
    engine.send(token, Play())
    running = watch.until(token, lambda now: now.step > 60)
    assert running.state == "running"
    assert running.seconds > 0
    engine.send(token, Pause())
    before = engine.weights(token)
    paused = engine.status(token)
    time.sleep(0.1)
    assert (paused.state, engine.status(token).step) == ("paused", paused.step)
    np.testing.assert_array_equal(engine.weights(token)["out"][0], before["out"][0])
    engine.send(token, Reset())
    again = watch.until(token, lambda now: now.step == 0)
    assert again.metrics == begin.metrics


def test_a_run_may_play_from_the_start_and_stop_by_itself(make, experiment, watch):
    stop = StopSpec(epochs=4)
    training = experiment.training.changed(stop=stop)
    token = make(experiment.changed(training=training), play=True)
    done = watch.state(token, "finished")
    assert (done.epoch, done.step) == (4, 100)
    assert done.reason == "Reached 4 epochs."


def test_settings_act_while_it_runs_and_are_remembered(engine, make, experiment, watch):
    token = make(experiment, play=True)
    watch.state(token, "running")
    engine.send(token, Set(learning_rate=0.3, speed=5.0))
    assert engine.experiment(token).training.learning_rate == 0.3
    assert engine.experiment(token).training.speed == 5.0
    engine.send(token, Reset(seed=9))
    assert engine.experiment(token).seed == 9


def test_a_command_shows_at_once(engine, make, experiment, watch):
    token = make(experiment)
    watch.state(token, "paused")
    engine.send(token, Play())
    assert engine.status(token).state in ("running", "compiling")
    watch.step(token, 1)
    engine.send(token, Pause())
    assert engine.status(token).state == "paused"


def test_a_setting_out_of_range_is_refused_and_changes_nothing(engine, make, experiment):
    token = make(experiment)
    with pytest.raises(SpecError, match="learning_rate in range"):
        engine.send(token, Set(learning_rate=1e9))
    assert engine.experiment(token) == experiment


def test_a_weight_can_be_typed_in(engine, make, experiment):
    token = make(experiment)
    engine.send(token, SetWeight("h1", 0, (1, 2), 0.625))
    assert engine.weights(token)["h1"][0][1, 2] == 0.625


def test_a_run_gives_way_for_a_moment_and_goes_on(engine, make, experiment, watch):
    token = make(experiment, play=True)
    watch.step(token, 100)
    engine.give_way(token)
    begun: dict[int, float] = {}
    lasted: dict[int, float] = {}
    end = time.monotonic() + 0.8
    # A frame that asks for nothing tells where the run stands, without the delay of its reports.
    while (now := time.monotonic()) < end:
        step = Frame.decode(engine.frame(token)).header["step"]
        lasted[step] = now - begun.setdefault(step, now)
    assert max(lasted.values()) > 0.15
    assert len(lasted) > 3


def test_two_runs_are_independent(engine, make, experiment, watch):
    one, other = make(experiment, play=True), make(experiment)
    watch.step(one, 30)
    watch.state(other, "paused")
    assert engine.status(other).step == 0
    pids = engine.processes()
    assert pids[one] != pids[other]
    assert [psutil.Process(pids[token]).nice() for token in (one, other)] == [RUN_NICENESS] * 2


def test_frames_grow_in_version_and_hold_what_is_wanted(engine, make, experiment, watch):
    token = make(experiment, play=True)
    watch.state(token, "running")
    seen, versions = 0, []
    for _ in range(5):
        frame = Frame.decode(engine.frame(token, (SURFACE,), seen))
        surface = frame.arrays["s/z"]
        assert not isinstance(surface, Quantized)
        assert surface.shape == (10, 10)
        seen = frame.header["version"]
        versions.append(seen)
        assert frame.header["keys"] == ["s"]
    assert versions == sorted(set(versions))
    assert set(Frame.decode(engine.frame(token)).header) == {
        "version", "state", "reason", "epoch", "step", "seconds", "steps_per_second", "device",
        "metrics", "recovered", "waiting", "network", "notes", "keys",
    }  # fmt: skip


def test_a_frame_of_a_resting_run_waits_for_a_change(engine, make, experiment, watch):
    token = make(experiment)
    watch.state(token, "paused")
    first = Frame.decode(engine.frame(token, (SURFACE,)))
    future = engine.ask_frame(token, (SURFACE,), first.header["version"])
    time.sleep(0.1)
    assert not future.done()
    engine.send(token, Step("batch"))
    after = Frame.decode(future.result(5))
    assert after.header["version"] > first.header["version"]


def test_a_read_out_can_be_asked_for_once(engine, make, experiment, watch):
    token = make(experiment)
    watch.state(token, "paused")
    assert engine.probe(token, SURFACE)["z"].shape == (10, 10)
    with pytest.raises(RunError, match=r"^This dataset has no next word to predict\.$"):
        engine.probe(token, ProbeRequest("n", "next_word"))


def test_a_change_keeps_the_weights_that_fit(engine, make, experiment, network, watch):
    token = make(experiment)
    engine.send(token, Step("epoch"))
    watch.until(token, lambda now: now.epoch == 1 and now.state == "paused")
    before, pid = engine.weights(token), engine.processes()[token]
    engine.change(token, experiment.changed(network=network(wide=3)))
    changed = watch.state(token, "paused")
    after = engine.weights(token)
    assert changed.kept == ("h1",)
    assert set(after) == {"h1", "h2", "out"}
    np.testing.assert_array_equal(after["h1"][0], before["h1"][0])
    assert engine.processes()[token] != pid


def test_edits_of_the_graph_keep_what_was_learned(engine, make, experiment, network, watch):
    experiment = experiment.changed(network=network(wide=4))
    token = make(experiment)
    engine.send(token, Step("epoch"))
    watch.until(token, lambda now: now.epoch == 1 and now.state == "paused")
    learned = engine.weights(token)

    def after(network):
        engine.change(token, experiment.changed(network=network))
        kept = watch.state(token, "paused").kept
        return kept, engine.weights(token)

    changed = edits.insert_after(experiment.network, "h1", "dropout")
    changed = edits.rename(edits.move(changed, "dropout_1", "h2"), "h2", "second")
    kept, weights = after(changed)
    assert set(kept) == {"h1", "second", "out"}
    np.testing.assert_array_equal(weights["second"][0], learned["h2"][0])
    kept, _ = after(edits.remove(changed, "second"))
    assert set(kept) == {"h1", "out"}
    kept, weights = after(changed)
    assert set(kept) == {"h1", "second", "out"}
    for name, now in (("h1", "h1"), ("h2", "second"), ("out", "out")):
        np.testing.assert_array_equal(weights[now][0], learned[name][0])


def test_a_fresh_change_keeps_nothing(engine, make, experiment, watch):
    token = make(experiment)
    engine.send(token, SetWeight("h1", 0, (0, 0), 7.0))
    assert engine.weights(token)["h1"][0][0, 0] == 7.0
    engine.change(token, experiment, fresh=True)
    assert watch.state(token, "paused").kept == ()
    assert engine.weights(token)["h1"][0][0, 0] != 7.0


def test_a_dragged_slider_starts_one_process_and_plays_on(
    engine, make, experiment, network, watch, monkeypatch
):
    token = make(experiment, play=True)
    watch.step(token, 30)
    began = []
    take = engine._launcher.take
    monkeypatch.setattr(engine._launcher, "take", lambda: (began.append(1), take())[1])
    for units in (5, 6, 7, 8):
        engine.change(token, experiment.changed(network=network(units)))
        assert engine.status(token).state in ("compiling", "created")
        time.sleep(0.02)
    watch.step(token, 30)
    assert len(began) == 1
    assert engine.status(token).state == "running"
    assert engine.weights(token)["h1"][0].shape == (2, 8)


def test_frames_tell_which_network_they_show(engine, make, experiment, network, watch):
    token = make(experiment)
    watch.state(token, "paused")
    changed = experiment.changed(network=network(9))
    engine.change(token, changed)
    seen = 0
    while True:
        frame = Frame.decode(engine.frame(token, (SURFACE,), seen))
        assert frame.header["network"] == changed.network.fingerprint
        if frame.arrays:
            break
        seen = frame.header["version"]


def test_a_branch_begins_with_the_weights_of_another_run(engine, make, experiment):
    token = make(experiment)
    engine.send(token, SetWeight("h1", 0, (0, 0), 7.0))
    assert engine.weights(token)["h1"][0][0, 0] == 7.0
    branch = make(experiment, token)
    assert engine.weights(branch)["h1"][0][0, 0] == 7.0
    assert engine.status(branch).kept == ("h1", "out")


def test_a_network_that_cannot_be_built_fails_with_a_sentence(engine, make, experiment, watch):
    layers = (LayerSpec(id="c", kind="conv2d", params={"filters": 2}), *experiment.network.layers)
    token = make(experiment.changed(network=NetworkSpec(layers=layers)))
    failed = watch.state(token, "failed")
    assert failed.reason
    assert "Traceback" not in failed.reason
    assert Frame.decode(engine.frame(token)).header["state"] == "failed"
    engine.change(token, experiment)
    watch.state(token, "paused")


def test_what_does_not_exist_cannot_be_seen_or_steered(engine):
    assert not engine.exists("no such token")
    engine.drop("no such token")
    for call in (
        lambda: engine.send("x", Play()),
        lambda: engine.frame("x"),
        lambda: engine.status("x"),
        lambda: engine.weights("x"),
        lambda: engine.ask_frame("x", (), 0),
    ):
        with pytest.raises(RunError, match="an active run"):
            call()


def test_a_dropped_run_leaves_no_process_and_no_file(engine, experiment, watch):
    token = engine.create(experiment)
    engine.send(token, Pause())
    watch.state(token, "paused")
    pid = engine.processes()[token]
    future = engine.ask_frame(token, (), engine._roster.find(token).version + 10**9)
    engine.drop(token)
    assert Frame.decode(future.result(5)).header["state"] == "lost"
    deadline = time.monotonic() + 5
    while psutil.pid_exists(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not psutil.pid_exists(pid)


def test_snapshots_are_private(engine):
    folder = engine._folder()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_tokens_appear_in_no_message(engine, make, experiment, watch, caplog):
    token = make(experiment)
    watch.state(token, "paused")
    data = engine.frame(token, (SURFACE,))
    assert token.encode() not in data
    assert token not in caplog.text
    assert token not in " ".join(path.name for path in engine._folder().iterdir())


def test_a_run_is_looked_back_at_and_branched(engine, make, experiment, watch):
    token = make(experiment, play=True)
    trained = watch.until(token, lambda now: now.step > 60)
    assert trained.steps_per_epoch == 25
    engine.send(token, LookBack(3))
    past = watch.until(token, lambda now: now.looking_back)
    assert (past.state, past.step) == ("paused", 3)
    assert past.checkpoints[:4] == (0, 1, 2, 3)
    branch = make(experiment, weights_from=token, step=past.step)
    begin = watch.state(branch, "paused")
    assert begin.step == 3
    early = engine.weights(token)
    np.testing.assert_array_equal(engine.weights(branch)["h1"][0], early["h1"][0])
    engine.send(token, LookBack(None))
    now = watch.until(token, lambda now: not now.looking_back)
    assert now.step > 60
    engine.send(branch, Step("batch"))
    assert watch.step(branch, 4).step == 4


def test_the_visitors_own_example_goes_along_into_a_branch_on_the_same_data(
    engine, make, experiment, watch
):
    token = make(experiment)
    watch.state(token, "paused")
    assert engine.given(token) is None
    own = np.array([1.5, -2.0], np.float32)
    engine.send(token, Give(own))
    want = ProbeRequest("a", "answer", {"split": "own"})
    before = engine.probe(token, want)
    branch = make(experiment, weights_from=token)
    watch.state(branch, "paused")
    np.testing.assert_array_equal(engine.given(branch).values, own)
    for name, values in engine.probe(branch, want).items():
        np.testing.assert_array_equal(values, before[name])
    others = experiment.data.changed(features=("x1", "x2", "x1x2"))
    assert engine.given(make(experiment.changed(data=others), weights_from=token)) is None
    engine.drop(token)
    assert engine.given(token) is None


def test_a_run_gives_its_model_with_the_weights_it_has(engine, make, experiment, watch):
    token = make(experiment)
    watch.state(token, "paused")
    engine.send(token, Step("epoch"))
    watch.step(token, 25)
    found = open_model(engine.export(token, "keras"))
    assert same_network(found.opened.network, experiment.network)
    for layer, arrays in engine.weights(token).items():
        for ours, saved in zip(arrays, found.weights[layer], strict=True):
            np.testing.assert_array_equal(ours, saved)
    with pytest.raises(RunError, match=r"^Expected one of the formats keras, onnx, received 'pdf'"):
        engine.export(token, "pdf")
