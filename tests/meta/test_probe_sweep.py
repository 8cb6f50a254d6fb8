"""Every probe on every starter, and on every dataset with the network first offered for it."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.families.unit_columns import columns
from nnviz.core.run.frames import Payload, Quantized
from nnviz.core.run.run import ProbeRequest
from nnviz.core.spec.experiment import Experiment
from nnviz.data import DATASETS, default_spec, load
from nnviz.data.experiments import with_data
from nnviz.data.starters import STARTERS
from nnviz.model.probes import PROBES, ProbeMisfit
from nnviz.model.session import Session

ROWS = 40
LEARNED = next(iter(STARTERS.values())).experiment
EXPERIMENTS: dict[str, Experiment] = {
    **{f"starter {name}": item.experiment for name, item in STARTERS.items()},
    **{f"data {name}": with_data(LEARNED, default_spec(name)) for name in DATASETS},
}


def session_of(experiment: Experiment) -> Session:
    """Return a session on few rows, one step old."""
    full = load(experiment.data)
    dataset = replace(
        full,
        x_train=full.x_train[:ROWS],
        y_train=full.y_train[:ROWS],
        x_test=full.x_test[:ROWS],
        y_test=full.y_test[:ROWS],
    )
    session = Session(experiment, dataset)
    session.train(0.01, 1)
    session.evaluate()
    return session


def expected_arrays(session: Session, probe: str) -> dict[str, tuple[type, tuple[int, ...]]] | None:
    """Return dtype and shape of what a probe of the Playground must give with default options.

    None for probes that look inside: their shapes have tests of their own.
    """
    data, head = session.dataset, session._live.head
    found = columns(session.experiment.network, data.signature)
    tests, many, f32 = len(data.x_test), head.task == "multiclass", np.float32
    count, words = min(12, tests), min(8, head.outputs)
    surface = {"z": (np.uint8 if many else f32, (50, 50))}
    names = ("epoch", "loss", "test_loss", "accuracy", "test_accuracy")
    classes = max(2, head.outputs)
    layers = (len(session.experiment.network.layers),)
    return {
        "tiles": {
            "values": (f32, (len(found.tiles), 20, 20)),
            "scalars": (f32, (len(found.tiles),)),
        },
        "links": {"values": (f32, (len(found.links),)), "biases": (f32, (len(found.biased),))},
        "surface": surface | ({"confidence": (f32, (50, 50))} if many else {}),
        "curves": dict.fromkeys(names, (f32, (1,))),
        "confusion": {"counts": (np.int32, (classes, classes))},
        "samples": {
            "predicted": (np.int32, (count,)),
            "probability": (f32, (count,)),
            "correct": (np.int32, (count,)),
        },
        "predictions": {"predicted": (f32, (tests,))},
        "forecast": {"predicted": (f32, (len(data.x_train) + tests,))},
        "next_word": {"token": (np.int32, (words,)), "probability": (f32, (words,))},
        "layers": {"weight": (f32, layers), "activation": (f32, layers), "zero": (f32, layers)},
    }.get(probe)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_probe_gives_what_it_documents_or_says_why_not(name, monkeypatch):
    monkeypatch.setenv("NNVIZ_XLA", "off")
    session = session_of(EXPERIMENTS[name])
    answered = set()
    for probe in sorted(set(PROBES) - {"unit", "weights"}):
        arrays = answer(session, probe)
        if isinstance(arrays, str):
            assert arrays.endswith("."), probe
            assert len(arrays.split()) > 4, probe
            continue
        answered.add(probe)
        expected = expected_arrays(session, probe)
        assert expected is None or arrays.keys() == expected.keys(), probe
        assert set(arrays) <= set(PROBES[probe].arrays), probe
        for key, payload in arrays.items():
            array = payload.values if isinstance(payload, Quantized) else payload
            if expected is not None:
                assert (array.dtype, array.shape) == expected[key], f"{probe}/{key}"
            assert np.isfinite(array).all(), f"{probe}/{key}"
    check_what_answered(session, answered)
    check_units(session)


def answer(session: Session, probe: str) -> dict[str, Payload] | str:
    """Return what a probe gives, or the sentence by which it declines."""
    try:
        return session.probe(ProbeRequest("key", probe))
    except ProbeMisfit as misfit:
        return str(misfit)


def check_what_answered(session: Session, answered: set[str]) -> None:
    signature = session.dataset.signature
    assert {"tiles", "links", "curves", "layers"} <= answered
    assert ("surface" in answered) == (signature.view == "plane")
    one = signature.one_answer
    assert ("samples" in answered) == (one and signature.task != "regression")
    assert ("predictions" in answered) == (one and signature.task == "regression")
    assert ("reconstruction" in answered) == (not one and signature.view == "image")
    assert ("errors" in answered) == (session.dataset.name == "transactions")
    assert ("completion" in answered) == (signature.writing in ("onward", "answer"))
    assert ("forecast" in answered) == (signature.view == "series" and "predictions" in answered)
    assert ({"tree", "whole_sentences"} <= answered) == bool(signature.leaves)
    assert ({"adversaries", "bent_noise"} <= answered) == bool(signature.noise)
    words = ("next_word", "go_on", "fill_gaps")
    assert ("next_word" in answered) == (session.dataset.name in words)


def check_units(session: Session) -> None:
    """Open the last unit of every column."""
    found = columns(session.experiment.network, session.dataset.signature)
    for column in found.columns:
        options = {"layer": column.layer, "unit": column.units - 1}
        arrays = session.probe(ProbeRequest("key", "unit", options))
        value = arrays["value"]
        assert isinstance(value, np.ndarray)
        assert value.shape == (1,)
        if column.layer != "input":
            weights = session.probe(ProbeRequest("key", "weights", options))
            assert set(weights) == {"incoming", "recurrent", "bias"}
