"""The answers of the live network on the test examples, to be taken into a spreadsheet."""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nnviz.core.errors import NnvizError
from nnviz.core.run.run import ProbeRequest
from nnviz.core.spec.experiment import Experiment
from nnviz.data import load, signature
from nnviz.engine import get_engine
from nnviz.ui.share import words
from nnviz.ui.state import running

MOST = 400
"""Test examples at most: as many as the read-outs answer."""
_AT_ONCE = 200
_PATIENCE = 10.0


def answers_button(experiment: Experiment) -> None:
    """Draw the button, for data with one class or one value to predict."""
    found = signature(experiment.data)
    token = running.known_token()
    single = found.task != "regression" or (found.outputs == 1 and found.view != "series")
    if token is None or not single or found.places:
        return
    st.download_button(
        words.PREDICTIONS_LABEL,
        lambda: answers(experiment, token),
        file_name="nnviz-answers.csv",
        mime="text/csv",
        icon=":material/table:",
        on_click="ignore",
        key="download_answers",
        help=words.predictions_help(MOST),
    )


def answers(experiment: Experiment, token: str) -> bytes:
    """Return the file, or one that says why there is none."""
    from nnviz.data.answers_csv import answers_csv
    from nnviz.data.csv_cells import csv_bytes

    dataset = load(experiment.data)
    try:
        if experiment.data != get_engine().experiment(token).data:
            return csv_bytes([[words.DATA_CHANGED]])
        count = min(MOST, len(dataset.x_test))
        found = _classes(token, count) if dataset.class_names else _values(token)
    except (NnvizError, TimeoutError) as error:
        return csv_bytes([[words.NO_PREDICTIONS], [str(error)]])
    return answers_csv(experiment.data, dataset, found)


def _values(token: str) -> dict[str, NDArray[Any]]:
    request = ProbeRequest("answers", "predictions", {"split": "test"})
    return get_engine().probe(token, request, _PATIENCE)


def _classes(token: str, count: int) -> dict[str, NDArray[Any]]:
    """Ask for so many answers, some at a time."""
    parts: list[dict[str, NDArray[Any]]] = []
    for start in range(0, count, _AT_ONCE):
        options = {"split": "test", "start": start, "count": min(_AT_ONCE, count - start)}
        request = ProbeRequest("answers", "samples", options)
        parts.append(get_engine().probe(token, request, _PATIENCE))
    names = ("predicted", "probability")
    return {name: np.concatenate([part[name] for part in parts]) for name in names}
