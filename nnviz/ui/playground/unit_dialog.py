"""What a click on the network opens: a unit large, a weight to type in, a layer explained."""

from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from typing import Any

import streamlit as st

from nnviz.core.catalogue.rules.shared_params import TRAINABLE
from nnviz.core.editing.revisions import TypedNumber
from nnviz.core.errors import NnvizError
from nnviz.core.run.run import ProbeRequest, SetWeight
from nnviz.core.shapes.frozen import is_frozen, with_trainable
from nnviz.core.shapes.shapes import infer, layer_kind
from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.network import INPUT, LayerSpec
from nnviz.engine import get_engine
from nnviz.figures.activations.unit import unit
from nnviz.figures.activations.weights import weights
from nnviz.live import component
from nnviz.ui.playground import words
from nnviz.ui.state import running
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.fields import standing_at
from nnviz.ui.state.session import edit

_PATIENCE = 3.0
"""Seconds to wait for a number from the run."""
_DIGITS = 6
"""Decimals of a number that its field takes up: as many as a float32 near 1 has."""

Clicked = Mapping[str, Any]


def open_clicked(
    clicked: Clicked, experiment: Experiment, dataset: Dataset, token: str | None, example: int
) -> None:
    """Open the dialog that fits what was clicked.

    Args:
        clicked: What the figure reports: `kind`, `layer`, and `unit` or `array` and `position`.
        experiment: The experiment that is drawn.
        dataset: Its data.
        token: Its run.
        example: The test example that is sent through the network.
    """
    known = {layer.id for layer in experiment.network.layers}
    layer = str(clicked.get("layer", ""))
    if layer == INPUT or layer not in known:
        return
    kind = clicked.get("kind")
    if kind == "layer":
        _open(words.LAYER, lambda: _layer(experiment, dataset, layer))
    elif kind == "unit" and token:
        _open(
            words.UNIT, lambda: _unit(experiment, dataset, token, layer, clicked["unit"], example)
        )
    elif kind in ("link", "bias") and token:
        _open(words.WEIGHT if kind == "link" else words.BIAS, lambda: _number(token, clicked))


def _open(title: str, draw: Any) -> None:  # noqa: ANN401 - a function without arguments
    st.dialog(title, width="medium")(draw)()


def _layer(experiment: Experiment, dataset: Dataset, layer_id: str) -> None:
    """Explain a layer: what it does, its formula, and the arithmetic of its sizes."""
    layer = experiment.network.layer(layer_id)
    kind = layer_kind(layer)
    entry = infer(experiment.network, dataset.signature).of(layer_id)
    st.markdown(f"**{kind.label}** \u00b7 {layer_id}")
    st.markdown(kind.sentence)
    st.latex(kind.formula)
    if entry.shape is not None:
        st.markdown(words.layer_sizes(entry.parameters, entry.arithmetic, entry.macs))
    if TRAINABLE in kind.params:
        _freezing(layer)


def _freezing(layer: LayerSpec) -> None:
    """Draw the button that freezes a layer, or lets it learn again, and closes the dialog."""
    frozen = is_frozen(layer)
    text = words.UNFREEZE if frozen else words.FREEZE
    if st.button(
        text.label,
        key=f"freeze_{layer.id}",
        icon=":material/lock_open:" if frozen else ":material/lock:",
        help=text.help,
    ):
        edit(lambda now: now.changed(
            network=with_trainable(now.network, (layer.id,), value=frozen)
        ))  # fmt: skip
        st.rerun()


def _unit(
    experiment: Experiment,
    dataset: Dataset,
    token: str,
    layer: str,
    number: int,
    example: int,
) -> None:
    """Show one unit large, with the weights that lead into it."""
    kind = layer_kind(experiment.network.layer(layer))
    st.markdown(f"**{kind.label}** \u00b7 {layer} \u00b7 {kind.unit_word} {number + 1}")
    large = unit(dataset, theme(), layer=layer, unit=number, example=example)
    component.view(component.Drawn.of(large), token=token, key=f"dialog_{layer}_{number}")
    st.caption(words.INCOMING_WEIGHTS)
    incoming = weights(theme(), layer=layer, unit=number)
    component.view(
        component.Drawn.of(incoming), token=token, key=f"dialog_{layer}_{number}_weights"
    )


def _number(token: str, clicked: Clicked) -> None:
    """Show one weight or bias, and let another value be typed in."""
    layer, position = str(clicked["layer"]), clicked.get("position")
    if position is None:
        st.markdown(words.MEAN_OF_WEIGHTS)
        return
    array, place = int(clicked["array"]), tuple(int(axis) for axis in position)
    value = _current(token, layer, array, place)
    if value is None:
        st.markdown(words.NOT_READY)
        return
    shown = round(value, _DIGITS) if isfinite(value) else None
    unit = place[-1] + 1
    key = standing_at(f"typed_{layer}_{array}_{'_'.join(map(str, place))}", shown)
    st.number_input(
        words.bias(layer, unit) if array else words.weight(layer, place[0] + 1, unit),
        value=shown,
        placeholder=words.NOT_FINITE,
        step=0.1,
        format="%.4f",
        key=key,
        on_change=_type_in,
        args=(key, SetWeight(layer, array, place, value)),
        help=words.TYPE_A_VALUE,
    )


def _current(token: str, layer: str, array: int, place: tuple[int, ...]) -> float | None:
    """Return a number of the live network, or None when the run does not answer in time."""
    request = ProbeRequest("typed", "weights", {"layer": layer, "unit": place[-1]})
    try:
        found = get_engine().probe(token, request, _PATIENCE)
    except (NnvizError, TimeoutError):
        return None
    values = found["bias"] if array else found["incoming"]
    return float(values[0 if array else place[0]])


def _type_in(key: str, replaced: SetWeight) -> None:
    """Give the network what was typed.

    Args:
        key: Key of the field, which belongs to one number of the network.
        replaced: What sets the number as it was when the field was drawn.
    """
    value = st.session_state.get(key)
    if value is not None:
        running.type_in(TypedNumber(replaced, replace(replaced, value=float(value))))
