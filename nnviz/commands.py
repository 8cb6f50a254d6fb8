"""The commands of `nnviz` besides serving: train, describe or export an experiment."""

import argparse
import json
import math
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nnviz.core.code.keras_code import keras_script
from nnviz.core.code.notebook import keras_notebook
from nnviz.core.errors import LinkError, RunError
from nnviz.core.files.codec import MAX_JSON, from_json, to_json
from nnviz.core.files.file_forms import FORMS, MODELS
from nnviz.core.run.run import RunStatus
from nnviz.core.shapes.shapes import NetworkShapes, infer, measure
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.kinds import shape_text
from nnviz.data import signature
from nnviz.data.custom.file_experiment import on_file
from nnviz.data.custom.table_choices import Choices, reading
from nnviz.data.experiments import checked
from nnviz.engine.direct import export_here, train_here
from nnviz.engine.environment import choose_device
from nnviz.engine.opening import open_model


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
        raise LinkError("an experiment as JSON", "bytes that are not text") from error
    return checked(found) if check else found


def chosen_experiment(options: argparse.Namespace) -> Experiment:
    """Return the experiment of a file, on custom data where a file is given.

    Raises:
        OSError: A file cannot be read.
        NnvizError: There is neither an experiment nor data, or they are not possible.
    """
    choices = Choices(options.target, options.type, options.ignore)
    if options.data is None:
        if options.experiment is None or choices:
            received = "neither" if options.experiment is None else _without_data(options)
            raise RunError(
                "an experiment file, or --data with a table", received, "See nnviz train --help."
            )
        return read_experiment(options.experiment)
    known = None
    if options.experiment is not None:
        known = read_experiment(options.experiment, check=False)
    experiment = on_file(options.data, choices, known)
    for sentence in reading(experiment.data, choices):
        print(sentence, file=sys.stderr)
    return experiment


def _without_data(options: argparse.Namespace) -> str:
    given = [name for name in ("target", "type", "ignore") if getattr(options, name)]
    return f"--{given[0]} without --data"


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
        raise RunError(f"a file ending in {', '.join(FORMS)}", options.to.name[:60])
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
    choose_device(options.device)
    experiment = chosen_experiment(options)
    found = signature(experiment.data)
    for status in train_here(experiment, options.epochs):
        told = json.dumps(report(status, found)) if options.json else line(status, found)
        print(told, flush=True)
        if status.state == "failed":
            advice = " ".join(f"{repair.label}." for repair in status.repairs)
            raise RunError("training that continues", status.reason.rstrip("."), advice)


def _measured(status: RunStatus, data: DataSignature) -> dict[str, float | None]:
    """Return what was measured under the name of what it is on these data."""
    if status.metrics is None:
        return {}
    found = asdict(status.metrics)
    explained = {name: found.pop(name) for name in ("r2", "test_r2")}
    if data.task == "regression":
        for name in ("", "test_"):
            found[f"{name}absolute_error"] = found.pop(f"{name}accuracy")
    return found | (explained if data.task == "regression" and data.one_answer else {})


def report(status: RunStatus, data: DataSignature) -> dict[str, Any]:
    """Return a status as `train --json` prints it; NaN and infinity become null."""
    metrics = _measured(status, data)
    return {
        "epoch": status.epoch,
        "step": status.step,
        "seconds": round(status.seconds, 3),
        **{name: _finite(value) for name, value in metrics.items()},
        "state": status.state,
        "reason": status.reason,
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def line(status: RunStatus, data: DataSignature) -> str:
    """Return a status as one line for people."""
    words = [f"epoch {status.epoch:>7,}"]
    found = _measured(status, data).items()
    words += [f"{name} {value:.4f}" for name, value in found if value is not None]
    words.append(f"{status.seconds:.1f} s")
    return "  ".join(words + ([status.reason] if status.reason else []))
