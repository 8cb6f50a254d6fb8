"""Recurrent layers: SimpleRNN, LSTM, GRU and the LSTM whose gates are convolutions."""

from dataclasses import replace
from typing import Any

from nnviz.core.catalogue.rules.shared_params import INITIALIZER, PADDING, activation, units, window
from nnviz.core.catalogue.rules.windows import Window, too_small
from nnviz.core.spec.kinds import Inference, LayerKind, Misfit, Shape, per_axis, product, shape_text
from nnviz.core.spec.params import Param

_READ = {1: "rows of values", 2: "images", 3: "volumes"}
_LOOKED_AT = "Side of the patch that a gate sees."
_AT_EVERY_STEP = Param(
    "return_sequences",
    "Return sequences",
    False,
    "Whether to output the state at every step or only the last one.",
)
_PARAMS = (
    units("Units", 8, "Size of the hidden state that the layer carries from step to step."),
    activation("tanh"),
    INITIALIZER,
    _AT_EVERY_STEP,
    Param(
        "bidirectional",
        "Bidirectional",
        False,
        "Whether a second set of units also reads the sequence backwards.",
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
    work = f"{steps} steps \u00d7 {weights} weights"
    work += " \u00d7 2 directions" if ways == 2 else ""
    return Inference(output, parameters, ways * steps * weights, text, work=work)


def _simple(shape: Shape, values: dict[str, Any]) -> Inference:
    return _recurrent(shape, values, gates=1, biases=1)


def _lstm(shape: Shape, values: dict[str, Any]) -> Inference:
    return _recurrent(shape, values, gates=4, biases=1)


def _gru(shape: Shape, values: dict[str, Any]) -> Inference:
    return _recurrent(shape, values, gates=3, biases=2)


def _conv_lstm(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    """Infer an LSTM over images; its states are convolved with zeros around them."""
    steps, *space, channels = shape
    kernel = per_axis(values["kernel_size"], len(space))
    filters = values["filters"]
    places = Window(kernel, (1,) * len(space), values["padding"]).places(tuple(space))
    if not all(places):
        return too_small((*space, channels), kernel, "kernel", "kernel_size")
    weights = 4 * filters * product(kernel) * (channels + filters)
    seen = f"{product(kernel)} \u00d7 ({channels} inputs + {filters} states)"
    text = f"4 \u00d7 {filters} \u00d7 ({seen} + 1)"
    one = (*places, filters)
    output = (steps, *one) if values["return_sequences"] else one
    macs = steps * product(places) * weights
    work = f"{steps} steps \u00d7 {shape_text(places)} positions \u00d7 {weights} weights"
    return Inference(output, weights + 4 * filters, macs, text, work=work)


def _convolved(axes: int) -> LayerKind:
    return LayerKind(
        name=f"conv_lstm{axes}d",
        label=f"Convolutional LSTM{ {1: ' 1-D', 2: '', 3: ' 3-D'}[axes] }",
        category="recurrent",
        keras_name=f"ConvLSTM{axes}D",
        params=(
            units("Filters", 4, "How many feature maps the state has.", name="filters"),
            replace(window("kernel_size", "Kernel size", 3, _LOOKED_AT, high=15), per_axis=False),
            PADDING,
            activation("tanh"),
            INITIALIZER,
            _AT_EVERY_STEP,
        ),
        ranks=(axes + 2,),
        infer=_conv_lstm,
        sentence=f"An LSTM that reads {_READ[axes]} one after another and keeps a state of the "
        "same kind.",
        formula=r"c_t = f_t \odot c_{t-1} + i_t \odot \tilde c_t,\quad \text{gates from } W * x_t",
        units="filters",
        unit_word="filter",
    )


RECURRENT = (
    LayerKind(
        name="simple_rnn",
        label="SimpleRNN",
        category="recurrent",
        keras_name="SimpleRNN",
        params=_PARAMS,
        ranks=(2,),
        infer=_simple,
        sentence="Reads a sequence step by step and combines each input with its previous state.",
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
        sentence="Keeps a cell state; gates decide what to forget, what to store and what to "
        "output.",
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
        sentence="Blends its old state with a new candidate; two gates control the mix.",
        formula=r"h_t = z_t \odot h_{t-1} + (1 - z_t) \odot \tilde h_t",
        units="units",
    ),
    *(_convolved(axes) for axes in (1, 2, 3)),
)
"""Recurrent layers."""
