"""The content of a file or pasted text: a network and, if present, its weights."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import OpenError
from nnviz.core.opening.config import read_model
from nnviz.core.opening.names import fields_of
from nnviz.core.opening.opened import Opened, Reading, noted
from nnviz.core.opening.source import read_code, read_source
from nnviz.core.opening.source_text import notebook_code
from nnviz.core.opening.strict_json import parsed
from nnviz.core.opening.weight_shapes import Weight, weights_of
from nnviz.core.shapes.shapes import MAX_PARAMETERS, layer_kind, layer_values, measure
from nnviz.core.spec.network import INPUT
from nnviz.model.opening.archive import read_archive
from nnviz.model.opening.hdf5 import MAGIC, read_description, read_weights
from nnviz.model.opening.old_weights import read_old_weights

if TYPE_CHECKING:
    from nnviz.core.spec.kinds import Shape

MAX_FILE = 20_000_000
"""Most bytes of a file."""
MAX_NOTEBOOK = 2_000_000
"""Most values in a notebook, whose pictures and tables are read over."""
_NOTEBOOK = re.compile(rb'\s*\{\s*"(?:cells|metadata|nbformat|worksheets)"')
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Found:
    """What was read.

    Attributes:
        opened: The network.
        weights: Its weights by layer id, in Keras's order; empty when the file has none.
        experiment: The experiment that nnviz wrote into the file, as JSON; else empty.
    """

    opened: Opened
    weights: dict[str, tuple[NDArray[np.float32], ...]] = field(default_factory=dict[str, Any])
    experiment: str = ""


def read(data: bytes, given: "Shape | None" = None) -> Found:
    """Read a model file or code, whichever it is by its first bytes.

    Args:
        data: A `.keras` or old `.h5` file, an architecture as JSON, Keras code or a notebook.
        given: Shape of the input where the network does not say it.

    Raises:
        OpenError: It cannot be opened; says why, with the layer's name.
    """
    if len(data) > MAX_FILE:
        raise OpenError(f"a file of at most {MAX_FILE:,} bytes", f"{len(data):,}")
    if data.startswith(_ZIP):
        return _keras_file(data, given)
    if data.startswith(MAGIC):
        return _old_file(data, given)
    if data.lstrip()[:1] == b"{":
        return Found(_json_file(data, given))
    return Found(read_source(data, given, _application))


def _application(name: str, arguments: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the sizes of one of Keras's applications; their collection is loaded when needed."""
    from nnviz.model.opening.applications import application

    return application(name, arguments)


def _json_file(data: bytes, given: "Shape | None") -> Opened:
    """Read an architecture, bare or as TensorFlow.js keeps it, or a notebook."""
    if _NOTEBOOK.match(data):
        notebook = parsed(data, "a notebook", MAX_FILE, MAX_NOTEBOOK)
        return read_code(notebook_code(notebook), given, _application)
    model = parsed(data, "an architecture")
    topology = fields_of(model.get("modelTopology"))
    if topology:
        model = fields_of(topology.get("model_config")) or topology
    if "class_name" not in model and "model_config" in model:
        model = fields_of(model["model_config"])
    return read_model(model, given=given).opened


def _old_file(data: bytes, given: "Shape | None") -> Found:
    """Read an `.h5` file: its layers, and its weights where they are those of these layers."""
    reading = read_model(
        parsed(read_description(data), "the description of the model"), given=given
    )
    if reason := _unweighed(reading.opened):
        return Found(noted(reading.opened, reason))
    wanted, left = _wanted(reading)
    kept = {layer: weights for layer, (_, weights) in wanted.items()}
    try:
        found = read_old_weights(data, kept, reading.names)
    except OpenError as error:
        return Found(noted(reading.opened, f"the weights: {error}"))
    opened = noted(reading.opened, *(f"the weights of '{layer}'" for layer in left))
    if not found and kept:
        opened = noted(opened, "the weights, which are not in the file")
    return Found(opened, found)


def _keras_file(data: bytes, given: "Shape | None") -> Found:
    archive = read_archive(data)
    reading = read_model(parsed(archive.config, "config.json"), given=given)
    metadata = parsed(archive.metadata, "metadata.json") if archive.metadata else {}
    experiment = metadata.get("nnviz")
    found = Found(reading.opened, experiment=experiment if isinstance(experiment, str) else "")
    reason = _unweighed(reading.opened)
    if reason or not archive.weights:
        return replace(found, opened=noted(reading.opened, reason)) if reason else found
    wanted, left = _wanted(reading)
    more = ["the vocabularies and other files in it"] if archive.assets else []
    opened = noted(reading.opened, *(f"the weights of '{layer}'" for layer in left), *more)
    return replace(found, opened=opened, weights=read_weights(archive.weights, wanted))


def _unweighed(opened: Opened) -> str:
    """Say why the weights are not read, if they are not."""
    if opened.unknown:
        return "the weights, because some layers are unknown"
    shapes = measure(opened.network, opened.signature)
    if shapes.problems:
        return "the weights, because the layers do not fit together"
    if shapes.parameters > MAX_PARAMETERS:
        return f"the weights: {shapes.parameters:,} are more than the {MAX_PARAMETERS:,} allowed"
    return ""


def _wanted(reading: Reading) -> tuple[dict[str, tuple[str, tuple[Weight, ...]]], list[str]]:
    """Return where each layer's weights should lie, and the layers for which that is unknown."""
    network = reading.opened.network
    shapes = measure(network, reading.opened.signature)
    known: dict[str, Shape] = {INPUT: reading.opened.input_shape}
    known |= {layer.id: layer.shape for layer in shapes.layers if layer.shape is not None}
    wanted: dict[str, tuple[str, tuple[Weight, ...]]] = {}
    left: list[str] = []
    for index, layer in enumerate(network.layers):
        if not shapes.layers[index].parameters:
            continue
        received = tuple(known[name] for name in network.sources(index))
        try:
            weights = weights_of(layer_kind(layer), layer_values(layer), received)
        except KeyError:
            left.append(layer.id)
        else:
            wanted[layer.id] = (reading.places[layer.id], weights)
    return wanted, left
