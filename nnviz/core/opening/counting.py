"""Output shape and parameters of layers that can only be viewed, counted as Keras counts them.

A layer of the catalogue may have a setting that nnviz lacks, or be larger than nnviz trains; others
the catalogue leaves out. What a layer computes does not matter here, only its sizes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.opening.counting_rules import RULES, Sizes
from nnviz.core.opening.names import fields_of, layer_class
from nnviz.core.opening.old_names import modern
from nnviz.core.opening.settings import KerasLayer, keras_layer
from nnviz.core.opening.signatures import REQUIRED, signatures
from nnviz.core.opening.values import as_parameter, same_value
from nnviz.core.spec.kinds import Inference, LayerKind, Shape, Values, product
from nnviz.core.spec.params import Param

MODELS = ("Sequential", "Functional", "Model")
"""Classes of models that a model may hold."""
MAX_SIZE = 2**31
"""Largest size of a layer that is only viewed."""
_MOST = 2**50
_AROUND = ("TimeDistributed", "Bidirectional", "RNN", "SpectralNormalization")
Nested = Callable[[Mapping[str, Any], Sequence[Shape]], Sizes | None]


@dataclass(frozen=True, slots=True)
class Counting:
    """Counts layers.

    Attributes:
        nested: Counts a whole model, given its description and the shapes of what it reads.
    """

    nested: Nested

    def sizes(self, layer: KerasLayer, received: Sequence[Shape | None]) -> Sizes | None:
        """Return the sizes of a layer; None where they are not known.

        Args:
            layer: The layer.
            received: Shapes of what it reads, without the batch axis; None where not known.
        """
        shapes = [shape for shape in received if shape is not None]
        if layer.package or not shapes or len(shapes) < len(received):
            return None
        try:
            found = self._found(layer, shapes)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            # Whatever is wrong with the settings: nothing is known then.
            return None
        return found if found is not None and _moderate(found) else None

    def _found(self, layer: KerasLayer, received: Sequence[Shape]) -> Sizes | None:
        name = layer_class(layer.class_name)
        config = modern(name, layer.config)
        if counted := fields_of(layer.config.get("counted")):
            frozen = config.get("trainable") is False
            fixed = counted["parameters"] if frozen else counted["fixed"]
            return Sizes(tuple(counted["shape"]), counted["parameters"], fixed, counted["macs"])
        if name in MODELS:
            return self.nested({"class_name": name, "config": layer.config}, received)
        if name in _AROUND:
            return self._wrapped(name, layer, config, received)
        rule = RULES.get(name)
        found = rule(received, config) if rule else None
        return found or _of_the_catalogue(name, config, received)

    def _wrapped(
        self, name: str, layer: KerasLayer, config: dict[str, Any], received: Sequence[Shape]
    ) -> Sizes | None:
        """Count a layer around another one."""
        if name == "Bidirectional":
            return self._both_ways(layer, received)
        if name == "RNN":
            return self._cells(_cells_of(layer), config, received[0])
        inner = _inside(layer, "layer")
        if name == "TimeDistributed":
            one = self.sizes(inner, [shape[1:] for shape in received])
            return one and one.times(received[0][0])
        one = self.sizes(inner, received)
        width = one.shape[-1] if one else 0
        return one and replace(one, parameters=one.parameters + width, fixed=width)

    def _both_ways(self, layer: KerasLayer, received: Sequence[Shape]) -> Sizes | None:
        inner = _inside(layer, "layer")
        backward = inner
        if layer.config.get("backward_layer"):
            backward = _inside(layer, "backward_layer")
        one, other = self.sizes(inner, received), self.sizes(backward, received)
        if one is None or other is None:
            return None
        joined = layer.config.get("merge_mode", "concat") == "concat"
        wide = one.shape[-1] + other.shape[-1] if joined else one.shape[-1]
        return Sizes(
            (*one.shape[:-1], wide),
            one.parameters + other.parameters,
            one.fixed + other.fixed,
            one.macs + other.macs,
        )

    def _cells(
        self, cells: list[KerasLayer], config: dict[str, Any], received: Shape
    ) -> Sizes | None:
        """Count a recurrent layer that repeats a cell, or cells one behind the other."""
        current, parameters, macs = received, 0, 0
        for one in cells:
            plain = {**one.config, "return_sequences": True}
            kind = KerasLayer(one.name, one.class_name.removesuffix("Cell"), plain, one.package)
            sizes = self.sizes(kind, [current]) if kind.class_name != one.class_name else None
            if sizes is None:
                return None
            current = sizes.shape
            parameters, macs = parameters + sizes.parameters, macs + sizes.macs
        shape = current if config.get("return_sequences") else current[1:]
        return Sizes(shape, parameters, 0, macs)


def _cells_of(layer: KerasLayer) -> list[KerasLayer]:
    """Return the cells of a recurrent layer: one, several in a list, or in a layer of cells."""
    said = layer.config["cell"]
    listed = fields_of(fields_of(said).get("config")).get("cells", said)
    several = cast("list[Any]", listed) if isinstance(listed, list) else [said]
    return [keras_layer(fields_of(one)) for one in several]


def _inside(layer: KerasLayer, key: str) -> KerasLayer:
    return keras_layer(fields_of(layer.config[key]), layer.name)


def _moderate(found: Sizes) -> bool:
    return (
        1 <= len(found.shape) <= 6
        and min(found.shape) >= 1
        and product(found.shape) <= _MOST
        and max(found.parameters, found.macs) <= _MOST
    )


def _of_the_catalogue(name: str, config: dict[str, Any], received: Sequence[Shape]) -> Sizes | None:
    """Count a layer whose kind the catalogue has, whatever its size."""
    kinds = [kind for kind in CATALOGUE.values() if kind.keras_name == name and not kind.wrapper]
    if not kinds:
        return None
    kind = min(kinds, key=lambda kind: len(kind.constants))
    first = config.get("data_format") == "channels_first"
    shapes = [_turned(shape) for shape in received] if first else [*received]
    if len(shapes[0]) not in kind.ranks:
        return None
    found = kind.made_of(tuple(shapes), _values(name, kind, config, shapes))
    if not isinstance(found, Inference):
        return None
    shape = found.shape
    if first and len(shape) == len(shapes[0]):
        shape = (shape[-1], *shape[:-1])
    frozen = config.get("trainable") is False
    return Sizes(shape, found.parameters, found.parameters if frozen else found.fixed, found.macs)


def _turned(shape: Shape) -> Shape:
    """Put the channels, which stand first, last."""
    return (*shape[1:], shape[0])


def _values(
    name: str, kind: LayerKind, config: dict[str, Any], received: Sequence[Shape]
) -> Values:
    """Return the parameters of a kind; sizes may be larger than it allows.

    Raises:
        ValueError: A value is of another type, or far too large.
    """
    signature = signatures().get(name)
    known = signature.defaults if signature and not kind.own else {}
    found: Values = {}
    for param in kind.params:
        value = config.get(param.name, known.get(param.name, param.default))
        if value is REQUIRED:
            raise ValueError(param.name)
        if (
            param.name == "activation"
            or param.name.endswith("_initializer")
            or param.name in kind.call_params
        ):
            found[param.name] = param.default
        else:
            found[param.name] = _plain(param, as_parameter(kind, param, value, received))
    return found


def _plain(param: Param, value: Any) -> Any:  # noqa: ANN401 - whatever a file says
    """Return a value that has the type of the parameter."""
    default = param.default
    if isinstance(default, bool | str):
        right = type(value) is type(default)
    else:
        numbers = cast("tuple[Any, ...]", value) if isinstance(value, tuple) else (value,)
        whole = int if not _fractional(default) else (int, float)
        right = all(
            isinstance(one, whole) and not isinstance(one, bool) and abs(one) <= MAX_SIZE
            for one in numbers
        )
        low = param.low if param.name in ("units", "filters", "kernel_size", "strides") else None
        right = right and all(low is None or one >= low for one in numbers)
    if not right and not same_value(value, default):
        raise ValueError(param.name)
    return cast("Any", value)


def _fractional(default: Any) -> bool:  # noqa: ANN401 - the default of a parameter
    numbers = cast("tuple[Any, ...]", default) if isinstance(default, tuple) else (default,)
    return any(isinstance(one, float) for one in numbers)
