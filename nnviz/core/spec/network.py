"""NetworkSpec: which layers a network has and how they are connected, without Keras."""

import hashlib
import json
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from nnviz.core.spec.params import ParamValue

INPUT = "input"
"""The id by which a layer names the network's input."""

UNKNOWN_KIND = "unknown"
"""The kind of a layer of an opened network that the catalogue does not know."""

MAX_LAYERS = 64
"""Layers of a network in an experiment at most."""
MAX_DRAWN = 2048
"""Layers of any network at most, also of one that is only looked at."""

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Text = Annotated[str, Field(max_length=64)]
Whole = Annotated[int, Field(ge=-(2**53), le=2**53)]
Numbers = tuple[Whole, ...] | tuple[float, ...]
Value = bool | Whole | float | Text | Annotated[Numbers, Field(max_length=16)]


class Spec(BaseModel):
    """Base of everything that a link or file holds: immutable, strict about names."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits: the same for specs of the same content, else others."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def changed(self, **values: object) -> Self:
        """Return a checked copy with some fields replaced."""
        return type(self).model_validate({**dict(self), **values})


class LayerSpec(Spec):
    """One layer.

    Attributes:
        id: Name of the layer, unique in its network; also its Keras name.
        kind: Name of its LayerKind in the catalogue.
        params: Values that differ from the kind's defaults.
        inputs: Ids of the layers it reads; empty means the layer before it.
    """

    id: Name
    kind: Name
    params: Annotated[dict[Name, Value], Field(max_length=24)] = {}
    inputs: Annotated[tuple[Name, ...], Field(max_length=8)] = ()

    def value(self, name: str, default: ParamValue) -> ParamValue:
        """Return a parameter's value, or the default when it is not given."""
        return self.params.get(name, default)


class NetworkSpec(Spec):
    """A directed acyclic graph of layers in topological order; the last one is the output."""

    layers: Annotated[tuple[LayerSpec, ...], Field(min_length=1, max_length=MAX_DRAWN)]

    @model_validator(mode="after")
    def _connected(self) -> Self:
        seen = {INPUT}
        for layer in self.layers:
            if layer.id in seen:
                raise ValueError(f"unique layer ids, received '{layer.id}' twice")
            if missing := [name for name in layer.inputs if name not in seen]:
                raise ValueError(
                    f"'{layer.id}' to read earlier layers, received '{missing[0]}', which is "
                    "not one"
                )
            seen.add(layer.id)
        return self

    def sources(self, index: int) -> tuple[str, ...]:
        """Return the ids that the layer at this index reads."""
        layer = self.layers[index]
        return layer.inputs or (self.layers[index - 1].id if index else INPUT,)

    def sources_of(self, layer: LayerSpec) -> tuple[str, ...]:
        """Return the ids that a layer of this network reads; ValueError for another one."""
        return self.sources(self.layers.index(layer))

    @property
    def is_stack(self) -> bool:
        """Whether every layer reads the one before it, and that one only."""
        before = (INPUT, *(layer.id for layer in self.layers))
        return all(
            layer.inputs in ((), (name,)) for layer, name in zip(self.layers, before, strict=False)
        )

    def layer(self, layer_id: str) -> LayerSpec:
        """Return the layer with this id; KeyError when there is none."""
        for layer in self.layers:
            if layer.id == layer_id:
                return layer
        raise KeyError(layer_id)

    def replaced(self, layer_id: str, *layers: LayerSpec) -> Self:
        """Return the network with one layer replaced by none, one or several others."""
        kept: list[LayerSpec] = []
        for layer in self.layers:
            kept.extend(layers if layer.id == layer_id else (layer,))
        return type(self)(layers=tuple(kept))
