"""SimpleRNN, LSTM and GRU of equal size side by side: the same data, the same steps, one scale."""

from functools import cache

import streamlit as st

from nnviz.core.errors import NnvizError
from nnviz.core.families.gates import GATES
from nnviz.core.plan.plan import CELLS, Cell
from nnviz.core.run.head import SHARES, score_name
from nnviz.core.run.run import Command, Pause, Play, Reset, Set
from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.experiment import Experiment, StopSpec
from nnviz.core.spec.network import LayerSpec
from nnviz.data import default_spec
from nnviz.data.experiments import with_data
from nnviz.data.starters import STARTERS
from nnviz.engine import get_engine
from nnviz.engine.header import header
from nnviz.figures.recurrence.gates import gates
from nnviz.figures.recurrence.through_time import through_time
from nnviz.live import component
from nnviz.ui.inspect import sequence_words as words
from nnviz.ui.inspect.inspect_header import Inspected
from nnviz.ui.inspect.recurrence_panel import Focus
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.drawing import drawn
from nnviz.ui.state.session import notify, put

_RUNS = "nnviz_cells"
_TOGETHER = 40
"""Epochs that all three make before they are compared."""
_SPEED = 4.0
"""Epochs per second that all three can keep, so that they go in step."""


def with_cell(experiment: Experiment, cell: Cell) -> Experiment:
    """Return the experiment with every recurrent layer of this kind, all else equal."""
    layers = tuple(
        LayerSpec(id=layer.id, kind=cell, params=layer.params, inputs=layer.inputs)
        if layer.kind in GATES
        else layer
        for layer in experiment.network.layers
    )
    return experiment.changed(network=experiment.network.changed(layers=layers))


def panel(seen: Inspected, at: Focus) -> None:
    """Draw the three kinds of cell on the same sequence."""
    tokens = _tokens(seen.experiment)
    if not tokens:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="cells_steer"):
        buttons = (
            (words.TRAIN_ALL, "play_arrow", _train),
            (words.PAUSE_ALL, "pause", _pause),
            (words.RESET_ALL, "replay", _reset),
        )
        for text, icon, act in buttons:
            st.button(
                text.label, key=f"cells_{icon}", icon=f":material/{icon}:", on_click=act,
                help=text.help,
            )  # fmt: skip
        if seen.experiment.data != _gate_task().data:
            st.button(
                words.GATE_TASK.label, key="cells_task", on_click=put, args=(_gate_task(),),
                kwargs={"started_as": "", "fresh": True}, help=words.GATE_TASK.help,
                type="tertiary",
            )  # fmt: skip
    for place, (cell, token) in zip(st.columns(3), tokens.items(), strict=True):
        with place:
            _cell(seen, at, cell, token)
    st.caption(f"{_result(seen, tokens)} {words.CELLS}")


def _result(seen: Inspected, tokens: dict[Cell, str]) -> str:
    """Say in words which cell has learned more, once all three have made as many epochs."""
    statuses = {CELLS[cell]: get_engine().status(token) for cell, token in tokens.items()}
    epochs = {status.epoch for status in statuses.values()}
    scores = {
        name: status.metrics.test_accuracy
        for name, status in statuses.items()
        if status.metrics is not None
    }
    if epochs == {0}:
        return words.CELLS_UNTRAINED
    if len(epochs) > 1 or len(scores) < len(statuses):
        return words.CELLS_TRAINING
    (epoch,) = epochs
    metric = score_name(seen.dataset.signature)
    return words.cells_result(epoch, scores, metric, percent=metric in SHARES)


@cache
def _gate_task() -> Experiment:
    """Return a task that only cells with gates learn: recall the marked one of 28 symbols."""
    spec = default_spec("recall")
    marked = spec.changed(options={**spec.options, "which": "marked", "length": 28})
    return with_data(STARTERS["recall"].experiment, marked)


def _cell(seen: Inspected, at: Focus, cell: Cell, token: str) -> None:
    look, options = theme(), {"direction": at.direction, **seen.example.options}
    layer = with_cell(seen.experiment, cell).network.layer(at.layer.id)
    st.markdown(words.cell(CELLS[cell], layer_values(layer)["units"]))
    status = get_engine().status(token)
    component.status(
        token, key=f"cells_status_{cell}", header=header(status, 0, seen.experiment),
        fields=("state", "epoch", "test_loss", "test_accuracy"),
        metric=score_name(seen.dataset.signature),
    )  # fmt: skip
    states = drawn(
        lambda: gates(
            layer, look, length=at.length, unit=at.unit, form="hidden", options=options, height=160
        ),
        "cell_states", layer.fingerprint, *at.key, look.name, seen.example,
    )  # fmt: skip
    component.view(states, token=token, key=f"cells_states_{cell}")
    back = drawn(
        lambda: through_time(
            look, length=at.length, layer=layer.id, options=options, height=200, labelled=False
        ),
        "cell_gradient", layer.fingerprint, *at.key, look.name, seen.example,
    )  # fmt: skip
    component.view(back, token=token, key=f"cells_gradient_{cell}")


def _tokens(experiment: Experiment) -> dict[Cell, str]:
    """Return the runs of the three, made again when the experiment has changed."""
    known = st.session_state.get(_RUNS)
    engine = get_engine()
    if known and known[0] == experiment.fingerprint and all(map(engine.exists, known[1].values())):
        return known[1]
    for token in known[1].values() if known else ():
        engine.drop(token)
    tokens: dict[Cell, str] = {}
    try:
        for cell in CELLS:
            tokens[cell] = engine.create(with_cell(experiment, cell))
    except NnvizError as error:
        notify(str(error))
        for token in tokens.values():
            engine.drop(token)
        return {}
    st.session_state[_RUNS] = (experiment.fingerprint, tokens)
    return tokens


def _train() -> None:
    """Have all three train to the same epoch, in step."""
    tokens = st.session_state[_RUNS][1].values()
    made = max(get_engine().status(token).epoch for token in tokens)
    end = (made // _TOGETHER + 1) * _TOGETHER
    _send(Set(stop=StopSpec(epochs=end), speed=_SPEED), Play())


def _pause() -> None:
    _send(Pause())


def _reset() -> None:
    _send(Reset())


def _send(*commands: Command) -> None:
    for token in st.session_state[_RUNS][1].values():
        for command in commands:
            get_engine().send(token, command)
