"""The command `nnviz`: what it prints, how it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from nnviz import __version__
from nnviz.cli import main
from nnviz.core.files.codec import to_json
from nnviz.core.spec.experiment import Experiment, StopSpec, TrainingSpec
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data import default_spec
from nnviz.engine.direct import milestones
from nnviz.live.guard import FRAMES, HOSTS


def dense(units, activation="tanh", **params):
    return LayerSpec(
        id=f"d{units}", kind="dense", params={"units": units, "activation": activation, **params}
    )


def test_hosts_and_frames_of_the_operator_reach_the_server(monkeypatch):
    seen = {}
    monkeypatch.setenv(HOSTS, "one.example")
    monkeypatch.setenv(FRAMES, "")
    monkeypatch.setattr("nnviz.cli.choose_device", lambda _: seen.update(device=True))
    monkeypatch.setattr("nnviz.cli.os.chdir", lambda _: None)
    monkeypatch.setattr("nnviz.cli.sys.argv", ["nnviz"])
    monkeypatch.setattr("nnviz.cli.importlib.util.spec_from_file_location", lambda *_: None)
    named = ["--allowed-host", "two.example", "--allowed-host", "*.three.example"]
    assert main(["serve", *named, "--embedded-by", "https://school.example"]) == 2
    assert os.environ[HOSTS] == "one.example,two.example,*.three.example"
    assert os.environ[FRAMES] == "https://school.example"


@pytest.fixture
def experiment():
    network = NetworkSpec(layers=(dense(4), dense(2), dense(1, "sigmoid")))
    return Experiment(data=default_spec("circle"), network=network)


@pytest.fixture
def write(tmp_path):
    def to_file(experiment):
        path = tmp_path / "experiment.json"
        path.write_text(experiment if isinstance(experiment, str) else to_json(experiment))
        return str(path)

    return to_file


def test_describe_prints_layers_shapes_parameters_and_multiply_adds(write, experiment, capsys):
    assert main(["describe", write(experiment)]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        ["layer", "kind", "output", "shape", "parameters", "multiply-adds"],
        ["input", "circle", "2"],
        ["d4", "dense", "4", "12", "8"],
        ["d2", "dense", "2", "10", "8"],
        ["d1", "dense", "1", "3", "2"],
        ["total", "25", "18"],
    ]


def test_describe_prints_json(write, experiment, capsys):
    assert main(["describe", write(experiment), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["data"], found["input_shape"]) == ("circle", [2])
    assert (found["parameters"], found["multiply_adds"], found["problems"]) == (25, 18, [])
    assert found["layers"][1] == {
        "id": "d2", "kind": "dense", "shape": [2], "parameters": 10, "multiply_adds": 8,
    }  # fmt: skip


@pytest.mark.parametrize("form", ["keras", "py", "ipynb", "json"])
def test_what_is_exported_is_what_was_described(form, write, experiment, tmp_path, capsys):
    file = tmp_path / f"model.{form}"
    assert main(["export", write(experiment), "--to", str(file)]) == 0
    if form == "ipynb":
        cells = json.loads(file.read_text())["cells"]
        source = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        assert source.count("Dense(") == 3
        return
    layers = []
    for described in (str(file), write(experiment)):
        capsys.readouterr()
        assert main(["describe", described, "--json"]) == 0
        layers.append(json.loads(capsys.readouterr().out)["layers"])
    assert layers[0] == layers[1]


def test_an_export_of_another_form_is_refused_in_words(write, experiment, tmp_path, capsys):
    assert main(["export", write(experiment), "--to", str(tmp_path / "model.pdf")]) == 2
    assert "a file that ends in .keras" in capsys.readouterr().err
    assert not (tmp_path / "model.pdf").exists()


def test_describe_says_what_does_not_fit(write, experiment, capsys):
    network = NetworkSpec(
        layers=(LayerSpec(id="c", kind="conv2d", params={}), *experiment.network.layers)
    )
    assert main(["describe", write(experiment.changed(network=network))]) == 0
    out = capsys.readouterr().out
    assert "\nc: Needs " in out
    assert out.splitlines()[2].split() == ["c", "conv2d", "?", "?", "0"]


def test_describe_reads_standard_input(experiment, capsys, monkeypatch, write):
    with Path(write(experiment)).open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert main(["describe", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["parameters"] == 25


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "received text that is not JSON"),
        ('{"nnviz": 99}', "received 99"),
        ('{"nnviz": 2, "data": {"name": "nothing"}, "network": {"layers": []}}', "layers"),
        ("[" * 300_000, "at most 262,144 bytes"),
    ],
)
@pytest.mark.parametrize("command", [["describe"], ["train", "--epochs", "1"]])
def test_a_bad_file_is_a_sentence_and_exit_code_2(write, capsys, command, content, sentence):
    assert main([*command, write(content)]) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err.startswith("nnviz: Expected ")
    assert sentence in streams.err
    assert "Traceback" not in streams.err


def test_a_file_that_is_not_there_or_is_no_text(tmp_path, capsys):
    assert main(["describe", str(tmp_path / "none.json")]) == 2
    assert capsys.readouterr().err.strip().endswith("none.json: No such file or directory.")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00\x80")
    assert main(["describe", str(tmp_path / "bytes.json")]) == 2
    assert capsys.readouterr().err.startswith("nnviz: Expected an experiment as JSON")


def test_an_impossible_dataset_is_refused(write, experiment, capsys):
    spec = experiment.changed(data=experiment.data.changed(name="nothing"))
    assert main(["describe", write(spec)]) == 2
    assert "one of the datasets circle" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", "x.json"],
        ["train", "x.json", "--epochs", "0"],
        ["train", "x.json", "--epochs", "-1"],
        ["train", "x.json", "--epochs", "1.5"],
        ["serve", "--port", "70000"],
        ["serve", "--device", "toaster"],
        ["open"],
        ["open", "a.csv", "b.csv"],
        ["paint"],
    ],
)
def test_wrong_arguments_end_with_code_2(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: nnviz" in capsys.readouterr().err


@pytest.fixture
def no_device_chosen(monkeypatch):
    monkeypatch.setenv("NNVIZ_DEVICE", "")


@pytest.mark.usefixtures("no_device_chosen")
def test_a_gpu_that_is_demanded_and_not_there_is_a_sentence(write, experiment, capsys):
    command = ["train", write(experiment), "--epochs", "1"]
    assert main([*command, "--device", "gpu"]) == 2
    assert "received none that TensorFlow can use" in capsys.readouterr().err
    assert main([*command, "--device", "cpu"]) == 0


@pytest.mark.usefixtures("no_device_chosen")
@pytest.mark.parametrize("command", [["serve"], ["train", "x.json", "--epochs", "1"]])
def test_a_backend_that_there_is_not_is_told_before_anything_starts(command, capsys, monkeypatch):
    monkeypatch.setenv("NNVIZ_BACKEND", "torch")
    assert main(command) == 2
    assert "Expected tensorflow or jax in NNVIZ_BACKEND" in capsys.readouterr().err


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"nnviz {__version__}\n"


@pytest.mark.parametrize(
    ("epochs", "expected"),
    [
        (1, [1]),
        (3, [1, 2, 3]),
        (20, list(range(1, 21))),
        (100, list(range(5, 101, 5))),
    ],
)
def test_reports_are_evenly_spaced_and_end_at_the_end(epochs, expected):
    assert milestones(epochs) == expected
    assert len(milestones(10**7 - 1)) == 20


def test_train_prints_a_line_for_every_report(write, experiment, capsys):
    assert main(["train", write(experiment), "--epochs", "3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [["epoch", "1"], ["epoch", "2"], ["epoch", "3"]]
    assert "test_accuracy" in lines[0]
    assert lines[-1].endswith("Reached 3 epochs.")


def test_train_prints_json_lines_and_is_reproducible(write, experiment, capsys):
    path = write(experiment)
    runs = []
    for _ in range(2):
        assert main(["train", path, "--epochs", "2", "--json"]) == 0
        runs.append([json.loads(line) for line in capsys.readouterr().out.splitlines()])
    first, second = runs
    assert [(one["epoch"], one["step"]) for one in first] == [(1, 25), (2, 50)]
    assert [one["state"] for one in first] == ["paused", "finished"]
    assert [one["loss"] for one in first] == [one["loss"] for one in second]


def test_the_experiments_own_stop_conditions_hold(write, experiment, capsys):
    training = TrainingSpec(stop=StopSpec(epochs=2))
    path = write(experiment.changed(training=training))
    assert main(["train", path, "--epochs", "50", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["epoch"] == 2


def test_a_training_that_breaks_down_says_why_and_ends_with_2(write, experiment, capsys):
    network = NetworkSpec(layers=(dense(8, "exponential"), dense(4, "exponential"), dense(1)))
    training = TrainingSpec(loss="mse", optimizer="sgd", learning_rate=100.0)
    path = write(experiment.changed(network=network, training=training))
    assert main(["train", path, "--epochs", "20", "--json"]) == 2
    streams = capsys.readouterr()
    assert json.loads(streams.out.splitlines()[-1])["state"] == "failed"
    assert "learning rate of 100" in streams.err


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("none.keras", None, "none.keras: No such file or directory.\n"),
        (".", None, ": Is a directory.\n"),
        ("a.pdf", b"x", "received 'a.pdf'.\n"),
        ("a.json", b"", "received an empty one ('a.json').\n"),
        ("a.zip", bytes((20 << 20) + 1), "received a larger one ('a.zip').\n"),
    ],
)
def test_a_file_that_cannot_be_opened_is_a_sentence_before_anything_starts(
    tmp_path, capsys, name, data, sentence
):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    assert main(["open", str(tmp_path / name), "--no-browser"]) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err.startswith("nnviz: ")
    assert streams.err.endswith(sentence)
    assert streams.err.count("\n") == 1


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_serve_answers_soon_and_ends_without_leaving_a_process(end):
    port = free_port()
    command = [sys.executable, "-m", "nnviz.cli", "serve", "--port", str(port), "--no-browser"]
    started = time.monotonic()
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/"
    )
    try:
        page = _wait_for(f"http://127.0.0.1:{port}/", started + 30)
        assert b"<title>" in page
        with connect(
            f"ws://127.0.0.1:{port}/live/x", origin=Origin(f"http://127.0.0.1:{port}")
        ) as viewer:
            with pytest.raises(ConnectionClosed) as caught:
                viewer.recv(timeout=5)
            assert caught.value.rcvd is not None
            assert caught.value.rcvd.code == 4404
        family = _wait_for_family(server.pid, started + 30)
        stopped = time.monotonic()
        os.kill(server.pid, end)
        out = server.communicate(timeout=15)[0]
        assert time.monotonic() - stopped < 8
    finally:
        server.kill()
        server.wait()
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]
    assert "Traceback" not in out


def _wait_for_family(pid, deadline):
    """The template comes a moment after the first page can be drawn."""
    while not (family := psutil.Process(pid).children(recursive=True)):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return family


def _wait_for(url, deadline):
    while True:
        try:
            with urlopen(url, timeout=5) as answer:
                return answer.read()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
