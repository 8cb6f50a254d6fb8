"""SimpleRNN, LSTM and GRU of equal size side by side, each in a run of its own."""

import streamlit as st

from nnviz.core.errors import NnvizError
from nnviz.core.families.gates import GATES
from nnviz.core.plan.plan import CELLS, Cell
from nnviz.core.run.run import Pause, Play, Reset
from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.network import LayerSpec
from nnviz.engine import get_engine
from nnviz.figures.recurrence.gates import gates
from nnviz.figures.recurrence.through_time import through_time
from nnviz.live import component
from nnviz.ui.inspect import sequence_words as words
from nnviz.ui.inspect.inspect_header import Inspected
from nnviz.ui.inspect.recurrence_panel import Focus
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.drawing import drawn
from nnviz.ui.state.session import notify

_RUNS = "nnviz_cells"


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
            (words.TRAIN_ALL, "play_arrow", Play()),
            (words.PAUSE_ALL, "pause", Pause()),
            (words.RESET_ALL, "replay", Reset()),
        )
        for text, icon, command in buttons:
            st.button(
                text.label, key=f"cells_{icon}", icon=f":material/{icon}:", on_click=_send,
                args=(command,), help=text.help,
            )  # fmt: skip
    for place, (cell, token) in zip(st.columns(3), tokens.items(), strict=True):
        with place:
            _cell(seen, at, cell, token)
    st.caption(words.CELLS)


def _cell(seen: Inspected, at: Focus, cell: Cell, token: str) -> None:
    look, options = theme(), {"direction": at.direction, **seen.example.options}
    layer = with_cell(seen.experiment, cell).network.layer(at.layer.id)
    st.markdown(words.cell(CELLS[cell], layer_values(layer)["units"]))
    component.status(token, key=f"cells_status_{cell}", fields=("epoch", "loss", "test_loss"))
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


def _send(command: Play | Pause | Reset) -> None:
    for token in st.session_state[_RUNS][1].values():
        get_engine().send(token, command)
