"""Opened: a network read from a file or from code, with notes about it."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field, field_validator

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.files.names import clean_name
from nnviz.core.opening.names import FURTHER_INPUT, FURTHER_OUTPUT, OUTPUTS, SHARED
from nnviz.core.run.head import output_activation
from nnviz.core.shapes.shapes import layer_values, measure
from nnviz.core.spec.dataset import DataSignature, Task, View
from nnviz.core.spec.kinds import Shape
from nnviz.core.spec.network import INPUT, LayerSpec, NetworkSpec, Spec, Whole
from nnviz.core.spec.unknown_layer import UNKNOWN

_VIEWS: dict[int, View] = {1: "table", 2: "series", 3: "image", 4: "image", 5: "image"}
MAX_NOTES = 12
MAX_REASONS = 8
"""Most layers of which it is said why they are only viewed."""
_REASONS_TOLD = 2
MAX_AXES = 5
"""Most axes of an input."""


class Opened(Spec):
    """A network from elsewhere.

    Attributes:
        name: What the model is called there.
        network: Its layers.
        input_shape: Shape of one example.
        tokens: Size of its vocabulary when it reads token numbers, otherwise 0.
        notes: What was left out, in words.
        reasons: Why layers are only viewed, each as part of a sentence.
    """

    name: Annotated[str, Field(max_length=200)]
    network: NetworkSpec
    input_shape: Annotated[tuple[Whole, ...], Field(min_length=1, max_length=MAX_AXES)]
    tokens: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    notes: Annotated[tuple[str, ...], Field(max_length=MAX_NOTES)] = ()
    reasons: Annotated[tuple[str, ...], Field(max_length=MAX_REASONS)] = ()

    @field_validator("name", mode="after")
    @classmethod
    def _shown(cls, name: str) -> str:
        """Clean what pages and figures show: the name is whatever a file says."""
        return clean_name(name, "model", longest=200)

    @field_validator("network", mode="after")
    @classmethod
    def _shown_classes(cls, network: NetworkSpec) -> NetworkSpec:
        """Likewise for the classes of the layers that the catalogue does not know."""
        return NetworkSpec(layers=tuple(map(_named, network.layers)))

    @property
    def signature(self) -> DataSignature:
        """Its input and, as far as its layers show, its task."""
        view = "tokens" if self.tokens else _VIEWS[len(self.input_shape)]
        guess = DataSignature(self.input_shape, "regression", 1, view, self.tokens)
        shape = measure(self.network, guess).layers[-1].shape or (1,)
        return DataSignature(
            self.input_shape, self._task(shape), shape[-1], view, self.tokens, shape[:-1]
        )

    def _task(self, shape: Shape) -> Task:
        activation = output_activation(self.network)
        if activation == "softmax":
            return "multiclass"
        return "binary" if shape == (1,) and activation == "sigmoid" else "regression"

    @property
    def unknown(self) -> tuple[str, ...]:
        """Classes of the layers that the catalogue does not know."""
        classes = (
            str(layer.params.get("class_name"))
            for layer in self.network.layers
            if layer.kind == UNKNOWN.name
        )
        return tuple(dict.fromkeys(classes))

    @property
    def untrained(self) -> str:
        """Why it can only be viewed, as part of a sentence; empty when it can be trained."""
        found = self.unknown
        parts = [
            "it has several inputs" if FURTHER_INPUT in found else "",
            "it has several outputs" if OUTPUTS in found or FURTHER_OUTPUT in found else "",
            "some layers are used several times with shared weights"
            if any(name.startswith(SHARED) for name in found)
            else "",
            *self.reasons[:_REASONS_TOLD],
        ]
        ours = (FURTHER_INPUT, FURTHER_OUTPUT, OUTPUTS)
        names = [name for name in found if name not in ours and not name.startswith(SHARED)]
        if names and not self.reasons:
            parts.append(f"nnviz does not know how to compute {', '.join(names[:4])}")
        return ", and ".join(part for part in parts if part)


def _named(layer: LayerSpec) -> LayerSpec:
    if layer.kind != UNKNOWN.name:
        return layer
    shown = clean_name(str(layer.value("class_name", "")), "Layer", longest=64)
    return layer.changed(params={**layer.params, "class_name": shown})


@dataclass(frozen=True, slots=True)
class Reading:
    """An opened network, and where in the file each layer keeps its weights.

    Attributes:
        opened: The network.
        places: Path of a layer's weights by its id, such as `layers/dense_1`.
        names: Names of the layers in the file by their ids, those of the models around them first.
    """

    opened: Opened
    places: dict[str, str] = field(default_factory=dict[str, str])
    names: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


def noted(opened: Opened, *notes: str) -> Opened:
    """Return the network with more notes, the later ones counted where there are too many."""
    different = list(dict.fromkeys((*opened.notes, *notes)))
    if len(different) > MAX_NOTES:
        more = len(different) - MAX_NOTES + 1
        different = [*different[: MAX_NOTES - 1], f"{more} more of that kind"]
    return opened.changed(notes=tuple(different))


def tokens_read(network: NetworkSpec) -> int:
    """Return the size of the vocabulary that the first readers of token numbers have; else 0."""
    sizes = [
        int(str(layer_values(layer)[size]))
        for index, layer in enumerate(network.layers)
        if (size := vocabulary_setting(layer.kind))
        and any(_hands_on(network, source) for source in network.sources(index))
    ]
    return min(sizes, default=0)


def vocabulary_setting(kind: str) -> str:
    """Return the parameter that says how many token numbers a kind of layer knows; else empty."""
    known = CATALOGUE.get(kind)
    names = [param.name for param in known.params] if known and known.takes_tokens else []
    return next((name for name in ("input_dim", "num_tokens") if name in names), "")


def _hands_on(network: NetworkSpec, source: str) -> bool:
    """Say whether this is the input, or a layer that gives its token numbers on."""
    if source == INPUT:
        return True
    kind = CATALOGUE.get(network.layer(source).kind)
    return kind is not None and kind.gives_tokens
