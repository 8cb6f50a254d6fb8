"""The commands of `nnviz` besides serving: train, describe or export an experiment or a model."""

import argparse
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from nnviz.core.code.keras_code import data_name
from nnviz.core.errors import RunError
from nnviz.core.run.run import RunStatus
from nnviz.core.shapes.shapes import NetworkShapes, infer, measure
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.kinds import shape_text
from nnviz.data import signature
from nnviz.data.custom.file_experiment import on_file
from nnviz.data.custom.table_choices import Choices, reading
from nnviz.data.exporting import WEIGHTED, form_of, write_text
from nnviz.engine.direct import export_here, train_here
from nnviz.engine.environment import choose_device
from nnviz.engine.given_file import Given, read_given


def chosen(options: argparse.Namespace) -> Given:
    """Return the experiment or network of a file, on custom data where a file is given.

    Raises:
        OSError: A file cannot be read.
        NnvizError: There is neither an experiment nor data, or they are not possible.
    """
    choices = Choices(options.target, options.type, options.ignore)
    if options.data is None:
        if options.experiment is None or choices:
            received = "neither" if options.experiment is None else _without_data(options)
            raise RunError(
                "an experiment or model file, or --data with a table", received,
                "See nnviz train --help.",
            )  # fmt: skip
        return read_given(options.experiment, options.input)
    given = Given(None)
    if options.experiment is not None:
        given = read_given(options.experiment, options.input, check=False)
    known = None if options.experiment is None else given.trained
    experiment = on_file(options.data, choices, known)
    for sentence in reading(experiment.data, choices):
        print(sentence, file=sys.stderr)
    return replace(given, experiment=experiment)


def _without_data(options: argparse.Namespace) -> str:
    given = [name for name in ("target", "type", "ignore") if getattr(options, name)]
    return f"--{given[0]} without --data"


def describe(options: argparse.Namespace) -> None:
    """Print every layer with its output shape, parameters and multiply-adds."""
    given = chosen(options)
    if given.opened is not None and options.data is None:
        opened = given.opened
        name, shapes = opened.name, measure(opened.network, opened.signature)
        notes, untrained = opened.notes, opened.untrained
    else:
        experiment = given.trained
        name, notes, untrained = experiment.data.name, (), ""
        shapes = infer(experiment.network, signature(experiment.data))
    if options.json:
        print(json.dumps(description(name, shapes, notes), indent=2))
        return
    rows = [("layer", "kind", "output shape", "parameters", "multiply-adds")]
    rows.append(("input", name, shape_text(shapes.input_shape), "", ""))
    for layer in shapes.layers:
        shape = "?" if layer.shape is None else shape_text(layer.shape)
        parameters = f"{layer.parameters:,}" if layer.known else "?"
        rows.append((layer.id, layer.kind, shape, parameters, f"{layer.macs:,}"))
    least = "at least " if shapes.at_least else ""
    rows.append(("total", "", "", f"{least}{shapes.parameters:,}", f"{least}{shapes.macs:,}"))
    _print_table(rows)
    for problem in shapes.problems:
        print(f"{problem.layer}: {problem}")
    for text in (f"Only to look at: {untrained}." if untrained else "", _left_out(notes)):
        if text:
            print(text)


def _left_out(notes: Sequence[str]) -> str:
    return f"Left out: {'; '.join(notes)}." if notes else ""


def description(name: str, shapes: NetworkShapes, notes: Sequence[str] = ()) -> dict[str, Any]:
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
        "at_least": shapes.at_least,
        "multiply_adds": shapes.macs,
        "left_out": list(notes),
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
    """Write a network as a model with its weights, as code, a notebook or an experiment.

    A script or notebook gets its data beside it, so that it runs as it is.

    Raises:
        RunError: There is no such form, or what it needs is not installed.
    """
    given, form = read_given(options.experiment, options.input), form_of(options.to)
    experiment = given.trained
    _say(given)
    if form in WEIGHTED:
        options.to.write_bytes(export_here(experiment, form[1:], given.weights or None))
        return
    write_text(experiment, options.to, data=form != ".json")
    if form != ".json":
        print(f"Wrote {options.to.name} and {data_name(options.to.name)}, its data.")


def train(options: argparse.Namespace) -> None:
    """Train in this process and print a line for every report.

    Raises:
        RunError: The training broke down.
    """
    choose_device(options.device)
    given = chosen(options)
    experiment = given.trained
    _say(given)
    found = signature(experiment.data)
    for status in train_here(experiment, options.epochs, given.weights or None):
        told = json.dumps(report(status, found)) if options.json else line(status, found)
        print(told, flush=True)
        if status.state == "failed":
            advice = " ".join(f"{repair.label}." for repair in status.repairs)
            raise RunError("training that continues", status.reason.rstrip("."), advice)


def _say(given: Given) -> None:
    """Say on the error stream what a model or code became here."""
    if given.opened is None or given.experiment is None:
        return
    learned = "its weights" if given.weights else "new weights"
    print(f"On the data '{given.experiment.data.name}', with {learned}.", file=sys.stderr)
    if left := _left_out(given.opened.notes):
        print(left, file=sys.stderr)


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
