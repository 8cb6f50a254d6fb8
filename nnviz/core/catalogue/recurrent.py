"""Recurrent layers: SimpleRNN, LSTM and GRU."""

from typing import Any

from nnviz.core.catalogue.shared_params import INITIALIZER, activation, units
from nnviz.core.kinds import Inference, LayerKind, Shape
from nnviz.core.params import Param

_PARAMS = (
    units("Units", 8, "How many numbers the layer remembers from step to step."),
    activation("tanh"),
    INITIALIZER,
    Param(
        "return_sequences",
        "Output at every step",
        False,
        "Whether the layer reports its state at every step or only at the end.",
    ),
    Param(
        "bidirectional",
        "Both directions",
        False,
        "Whether a second set of units reads the sequence backwards.",
    ),
)


def _recurrent(shape: Shape, values: dict[str, Any], gates: int, biases: int) -> Inference:
    """Infer a recurrent layer.

    Args:
        shape: `(time, features)`.
        values: Complete parameters.
        gates: Weighted sums each unit makes at every step.
        biases: Biases of each of those sums; 2 for Keras's GRU with `reset_after`.
    """
    steps, features = shape
    size, ways = values["units"], 2 if values["bidirectional"] else 1
    weights = gates * size * (features + size)
    parameters = ways * (weights + gates * size * biases)
    text = f"{gates} \u00d7 {size} \u00d7 ({features} inputs + {size} states + {biases})"
    if ways == 2:
        text += ", twice: forwards and backwards"
    output = (steps, ways * size) if values["return_sequences"] else (ways * size,)
    return Inference(output, parameters, ways * steps * weights, text)


def _simple(shape: Shape, values: dict[str, Any]) -> Inference:
    return _recurrent(shape, values, gates=1, biases=1)


def _lstm(shape: Shape, values: dict[str, Any]) -> Inference:
    return _recurrent(shape, values, gates=4, biases=1)


def _gru(shape: Shape, values: dict[str, Any]) -> Inference:
    return _recurrent(shape, values, gates=3, biases=2)


RECURRENT = (
    LayerKind(
        name="simple_rnn",
        label="SimpleRNN",
        category="recurrent",
        keras_name="SimpleRNN",
        params=_PARAMS,
        ranks=(2,),
        infer=_simple,
        sentence="Reads a sequence step by step and mixes each input with what it remembers.",
        formula=r"h_t = f(x_t W + h_{t-1} U + b)",
        units="units",
    ),
    LayerKind(
        name="lstm",
        label="LSTM",
        category="recurrent",
        keras_name="LSTM",
        params=_PARAMS,
        ranks=(2,),
        infer=_lstm,
        sentence="Keeps a cell state, with gates that decide what to forget, store and show.",
        formula=r"c_t = f_t \odot c_{t-1} + i_t \odot \tilde c_t,\quad h_t = o_t \odot f(c_t)",
        units="units",
    ),
    LayerKind(
        name="gru",
        label="GRU",
        category="recurrent",
        keras_name="GRU",
        params=_PARAMS,
        ranks=(2,),
        infer=_gru,
        sentence="Blends the old state with a new one; two gates decide how much of each.",
        formula=r"h_t = z_t \odot h_{t-1} + (1 - z_t) \odot \tilde h_t",
        units="units",
    ),
)
"""Recurrent layers."""
