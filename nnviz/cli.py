"""The command `nnviz`: serve the app, train an experiment file, describe one."""

import argparse
import importlib.util
import json
import math
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nnviz import __version__
from nnviz.core.codec import MAX_JSON, from_json, to_json
from nnviz.core.errors import LinkError, NnvizError, RunError
from nnviz.core.experiment import Experiment
from nnviz.core.keras_code import keras_script
from nnviz.core.kinds import shape_text
from nnviz.core.notebook import keras_notebook
from nnviz.core.run import RunStatus
from nnviz.core.shapes import NetworkShapes, infer, measure
from nnviz.data import signature
from nnviz.data.experiments import checked
from nnviz.data.own_file import on_file
from nnviz.engine.direct import export_here, train_here
from nnviz.engine.environment import DEVICES, check_choices
from nnviz.engine.opening import open_model

FORMS = (".keras", ".onnx", ".py", ".ipynb", ".json")
"""How an experiment can be written."""
MODELS = (".keras", ".h5", ".py")
"""Files that hold a network without data."""
_BAD_INPUT = 2
_APP = Path(__file__).parents[1] / "app.py"


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out the command line and return its exit code: 0, or 2 when the input is at fault.

    Args:
        arguments: What stands after `nnviz`; those of the process by default.
    """
    options = _parser().parse_args(arguments)
    try:
        options.action(options)
    except (NnvizError, OSError) as error:
        print(f"nnviz: {_sentence(error)}", file=sys.stderr)
        return _BAD_INPUT
    except KeyboardInterrupt:
        return 130
    return 0


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"Cannot read {error.filename}: {error.strerror}."
    return str(error)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nnviz", description="Assemble Keras networks, train them live, see them learn."
    )
    parser.add_argument("--version", action="version", version=f"nnviz {__version__}")
    _add_serve_options(parser)
    commands = parser.add_subparsers(title="commands")
    serve_parser = commands.add_parser("serve", help="serve the app (the default)")
    _add_serve_options(serve_parser)
    train_parser = commands.add_parser("train", help="train an experiment file")
    _add_file_options(train_parser)
    train_parser.add_argument("--epochs", type=_positive, required=True, help="epochs to train")
    _add_device_option(train_parser)
    train_parser.set_defaults(action=train)
    describe_parser = commands.add_parser("describe", help="layers, shapes, parameters")
    _add_file_options(describe_parser)
    describe_parser.set_defaults(action=describe)
    export_parser = commands.add_parser("export", help="write an experiment in another form")
    export_parser.add_argument("experiment", type=Path, help="experiment as JSON")
    export_parser.add_argument(
        "--to", type=Path, required=True, help=f"file that ends in {', '.join(FORMS)}"
    )
    export_parser.set_defaults(action=export)
    return parser


def _add_serve_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, help="port to listen on (8501)")
    parser.add_argument("--host", help="address to listen on (127.0.0.1: this machine only)")
    parser.add_argument("--no-browser", action="store_true", help="open no browser window")
    _add_device_option(parser)
    parser.set_defaults(action=serve)


def _add_device_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--device", choices=DEVICES, help="where to train; auto takes a GPU where there is one"
    )


def _add_file_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "experiment", type=Path, nargs="?", help="experiment as JSON; - is standard input"
    )
    parser.add_argument(
        "--data", type=Path, help="data of your own: CSV, a ZIP of pictures in folders, or NPZ"
    )
    parser.add_argument("--target", help="column of the data to predict; guessed without")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _positive(text: str) -> int:
    return _whole(text, 10_000_000)


def _port(text: str) -> int:
    return _whole(text, 65_535)


def _whole(text: str, most: int) -> int:
    """Return a whole number from 1 to `most`, or tell argparse what was expected."""
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"expected 1 to {most:,}, received {text[:20]!r}")
    return int(text)


def _choose(options: argparse.Namespace) -> None:
    """Pass the device on to the processes that train; refuse what there is not.

    Raises:
        RunError: There is no such backend or device.
    """
    if options.device is not None:
        os.environ["NNVIZ_DEVICE"] = options.device
    check_choices()


def serve(options: argparse.Namespace) -> None:
    """Serve the app until it is interrupted."""
    if not _APP.is_file():
        raise RunError("app.py beside the package", "none", "Install with `pip install -e .`.")
    _choose(options)
    settings: dict[str, Any] = {"server.headless": options.no_browser}
    if options.port is not None:
        settings["server.port"] = options.port
    if options.host is not None:
        settings["server.address"] = options.host
    # Streamlit looks for its settings beside what it takes for the script.
    sys.argv = [str(_APP)]
    spec = importlib.util.spec_from_file_location("nnviz_app", _APP)
    if spec is None or spec.loader is None:
        raise RunError("an app that can be loaded", str(_APP))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.serve(settings)


def read_experiment(path: Path, *, check: bool = True) -> Experiment:
    """Read and check an experiment file.

    Args:
        path: The file; `-` is standard input.
        check: Whether its data must be there already.

    Raises:
        OSError: It cannot be read.
        NnvizError: It is not an experiment, or one that is not possible.
    """
    if str(path) == "-":
        found = from_json(sys.stdin.buffer.read(MAX_JSON + 1))
        return checked(found) if check else found
    with path.open("rb") as file:
        data = file.read(MAX_JSON + 1)
    try:
        found = from_json(data)
    except UnicodeDecodeError as error:
        raise LinkError("an experiment as JSON", "bytes that are no text") from error
    return checked(found) if check else found


def chosen_experiment(options: argparse.Namespace) -> Experiment:
    """Return the experiment of a file, on data of one's own where some are given.

    Raises:
        OSError: A file cannot be read.
        NnvizError: There is neither an experiment nor data, or they are not possible.
    """
    if options.data is None:
        if options.experiment is None or options.target is not None:
            received = "neither" if options.experiment is None else "--target without --data"
            raise RunError(
                "an experiment file, or --data with a table", received, "See nnviz train --help."
            )
        return read_experiment(options.experiment)
    if options.experiment is None:
        return on_file(options.data, options.target)
    return on_file(options.data, options.target, read_experiment(options.experiment, check=False))


def describe(options: argparse.Namespace) -> None:
    """Print every layer with its output shape, parameters and multiply-adds."""
    model: Path | None = options.experiment
    if model is not None and model.suffix.lower() in MODELS:
        opened = open_model(model.read_bytes()).opened
        name, shapes = opened.name, measure(opened.network, opened.signature)
    else:
        experiment = chosen_experiment(options)
        name = experiment.data.name
        shapes = infer(experiment.network, signature(experiment.data))
    if options.json:
        print(json.dumps(description(name, shapes), indent=2))
        return
    rows = [("layer", "kind", "output shape", "parameters", "multiply-adds")]
    rows.append(("input", name, shape_text(shapes.input_shape), "", ""))
    for layer in shapes.layers:
        shape = "?" if layer.shape is None else shape_text(layer.shape)
        rows.append((layer.id, layer.kind, shape, f"{layer.parameters:,}", f"{layer.macs:,}"))
    rows.append(("total", "", "", f"{shapes.parameters:,}", f"{shapes.macs:,}"))
    _print_table(rows)
    for problem in shapes.problems:
        print(f"{problem.layer}: {problem}")


def description(name: str, shapes: NetworkShapes) -> dict[str, Any]:
    """Return what `describe --json` prints, of a network on the data or in the file named so."""
    return {
        "data": name,
        "input_shape": list(shapes.input_shape),
        "layers": [
            {
                "id": layer.id,
                "kind": layer.kind,
                "shape": None if layer.shape is None else list(layer.shape),
                "parameters": layer.parameters,
                "multiply_adds": layer.macs,
            }
            for layer in shapes.layers
        ],
        "parameters": shapes.parameters,
        "multiply_adds": shapes.macs,
        "problems": [
            {"layer": problem.layer, "problem": str(problem)} for problem in shapes.problems
        ],
    }


def _print_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        words = [text.ljust(width) for text, width in zip(row[:3], widths[:3], strict=True)]
        numbers = [text.rjust(width) for text, width in zip(row[3:], widths[3:], strict=True)]
        print("  ".join((*words, *numbers)).rstrip())


def export(options: argparse.Namespace) -> None:
    """Write an experiment as a model with its first weights, as code, a notebook or JSON.

    Raises:
        RunError: There is no such form, or what it needs is not installed.
    """
    experiment, form = read_experiment(options.experiment), options.to.suffix.lower()
    if form not in FORMS:
        raise RunError(f"a file that ends in {', '.join(FORMS)}", options.to.name[:60])
    if form in (".keras", ".onnx"):
        options.to.write_bytes(export_here(experiment, form[1:]))
        return
    epochs = experiment.training.stop.epochs or 100
    script = keras_script(experiment, signature(experiment.data), epochs)
    texts = {".py": script, ".ipynb": keras_notebook(script), ".json": to_json(experiment)}
    options.to.write_text(texts[form], encoding="utf-8")


def train(options: argparse.Namespace) -> None:
    """Train in this process and print a line for every report.

    Raises:
        RunError: The training broke down.
    """
    _choose(options)
    experiment = chosen_experiment(options)
    for status in train_here(experiment, options.epochs):
        print(json.dumps(report(status)) if options.json else line(status), flush=True)
        if status.state == "failed":
            advice = " ".join(f"{repair.label}." for repair in status.repairs)
            raise RunError("training that goes on", status.reason.rstrip("."), advice)


def report(status: RunStatus) -> dict[str, Any]:
    """Return a status as `train --json` prints it; NaN and infinity become null."""
    metrics = {} if status.metrics is None else asdict(status.metrics)
    return {
        "epoch": status.epoch,
        "step": status.step,
        "seconds": round(status.seconds, 3),
        **{name: value if math.isfinite(value) else None for name, value in metrics.items()},
        "state": status.state,
        "reason": status.reason,
    }


def line(status: RunStatus) -> str:
    """Return a status as one line for people."""
    words = [f"epoch {status.epoch:>7,}"]
    if status.metrics is not None:
        words += [f"{name} {value:.4f}" for name, value in asdict(status.metrics).items()]
    words.append(f"{status.seconds:.1f} s")
    return "  ".join(words + ([status.reason] if status.reason else []))


if __name__ == "__main__":
    sys.exit(main())
