"""The architecture of a Keras model as a file describes it -> NetworkSpec; no Keras is needed.

Sequential and functional models, also of older Keras; models inside models are opened. What cannot
be trained here (further inputs and outputs, layers that are used again) becomes an unknown layer.
What comes from a file is not trusted: every layer goes through `settings`.
"""

from typing import Any, cast

from pydantic import ValidationError

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.code.layer_order import brief, in_order
from nnviz.core.errors import OpenError, SpecError
from nnviz.core.opening.graph import Collected, Step, collected
from nnviz.core.opening.names import layer_class, told
from nnviz.core.opening.opened import MAX_AXES, Opened, Reading, noted, tokens_read
from nnviz.core.opening.settings import Settings, refusal, settings_of
from nnviz.core.shapes.fitting import fit
from nnviz.core.shapes.shapes import MAX_VALUES, layer_values
from nnviz.core.spec.kinds import Inference, LayerKind, Shape, Values, product
from nnviz.core.spec.network import INPUT, LayerSpec, NetworkSpec
from nnviz.core.spec.unknown_layer import UNKNOWN

_FREE = {1: 32, 2: 32, 3: 64, 4: 16, 5: 8}
"""Size of an axis that is left open, by rank."""
_HARMLESS = ("mask", "training", "attention_mask", "query_mask", "value_mask", "key_mask",
             "return_attention_scores", "initial_state")  # fmt: skip
_SUMS = {"Add": "add", "Multiply": "multiply", "Subtract": "subtract", "Maximum": "maximum",
         "Minimum": "minimum"}  # fmt: skip


def read_model(model: dict[str, Any], *, as_listed: bool = False) -> Reading:
    """Translate the description of a model.

    Args:
        model: `class_name` and `config`, as `model.to_json()` or a `.keras` file has them.
        as_listed: Whether layers stay in the order in which they are listed. Keras lists them by
            their distance from the output, so otherwise those of one block are put together.

    Raises:
        OpenError: The model, a layer or a setting cannot be opened; says which.
    """
    found = collected(model)
    try:
        order = in_order({key: step.call.sources for key, step in found.steps.items()}, found.last)
    except SpecError as error:
        raise OpenError(error.expected, error.received) from error
    if as_listed:
        needed = {*order}
        order = [key for key in found.steps if key in needed]
    shape, notes = _input_shape(found)
    return _Translator(found, shape, notes).reading(order)


def _input_shape(found: Collected) -> tuple[Shape, list[str]]:
    """Return the shape of one example; axes that are left open get a size."""
    said = found.batch_shape
    sizes: list[Any] = cast("list[Any]", said)[1:] if isinstance(said, list) else []
    if not 1 <= len(sizes) <= MAX_AXES:
        raise OpenError(f"an input of 1 to {MAX_AXES} axes, given in the file", told(said))
    free = [index for index, size in enumerate(sizes) if size is None]
    shape = tuple(_FREE[len(sizes)] if size is None else size for size in sizes)
    if not all(type(size) is int and size >= 1 for size in shape) or product(shape) > MAX_VALUES:
        raise OpenError(f"an input of 1 to {MAX_VALUES:,} values", told(said))
    if found.dtype not in (None, "float32", "float64", "float16", "int32", "int64", "uint8"):
        raise OpenError("an input of numbers", told(found.dtype))
    size = _FREE[len(sizes)]
    return shape, [f"that the input may have any size (here it is {size})"] if free else []


class _Translator:
    """Turns collected layers into specs, one after another, with their shapes."""

    def __init__(self, found: Collected, shape: Shape, notes: list[str]) -> None:
        self._found, self._shape, self._notes = found, shape, notes
        self._shapes: dict[str, Shape | None] = {INPUT: shape}
        self._vocabulary = self._tokens()

    def reading(self, order: list[str]) -> Reading:
        """Return the network with the layers in this order."""
        try:
            specs = brief([self._layer(key, self._found.steps[key]) for key in order])
            network = NetworkSpec(layers=specs)
            opened = Opened(
                name=self._found.name,
                network=network,
                input_shape=self._shape,
                tokens=tokens_read(network),
            )
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise OpenError("a network that nnviz can represent", first["msg"]) from error
        opened = noted(opened, *self._notes)
        return Reading(opened, {key: self._found.steps[key].place for key in order})

    def _tokens(self) -> int:
        """Return the vocabulary that the input has, judged by the embeddings that read it."""
        sizes = [
            step.layer.config.get("input_dim")
            for step in self._found.steps.values()
            if layer_class(step.layer.class_name) == "Embedding"
            and any(self._hands_on(source) for source in step.call.sources)
        ]
        return min((size for size in sizes if type(size) is int), default=0)

    def _hands_on(self, source: str) -> bool:
        """Say whether this is the input, or a layer that gives its token numbers on."""
        if source == INPUT:
            return True
        name = layer_class(self._found.steps[source].layer.class_name)
        return any(kind.gives_tokens and kind.keras_name == name for kind in CATALOGUE.values())

    def _layer(self, key: str, step: Step) -> LayerSpec:
        """Translate one layer, and note its output shape."""
        received = [self._shapes[source] for source in step.call.sources]
        try:
            settings = _operation(step) if step.operation else settings_of(step.layer, received)
            kind = settings.kind or UNKNOWN
            params = settings.params if settings.kind else self._unknown(key, step)
            used = {} if step.operation else _used(step, kind)
            sources = _sources(step, kind)
            spec = LayerSpec(id=key, kind=kind.name, params={**params, **used}, inputs=sources)
            values = layer_values(spec)
        except (SpecError, OpenError) as error:
            raise refusal(error, step.layer.name) from error
        self._notes += settings.notes
        self._shapes[key] = self._output(kind, values, sources)
        return spec

    def _output(self, kind: LayerKind, values: Values, sources: tuple[str, ...]) -> Shape | None:
        known = tuple(shape for each in sources if (shape := self._shapes[each]) is not None)
        if len(known) < len(sources) or not sources:
            return None
        read = any(self._hands_on(source) for source in sources)
        tokens = self._vocabulary if read else 0
        outcome = fit(kind, values, sources, known, tokens)
        return outcome.shape if isinstance(outcome, Inference) else None

    def _unknown(self, key: str, step: Step) -> Values:
        """Return what is kept of a layer that the catalogue does not have."""
        said = self._found.said.get(key)
        sizes: list[Any] = cast("list[Any]", said)[1:] if isinstance(said, list) else []
        plain = 1 <= len(sizes) <= MAX_AXES and all(
            type(size) is int and 1 <= size <= MAX_VALUES for size in sizes
        )
        values: Values = {"class_name": step.layer.class_name[:64]}
        return {**values, "shape": tuple(sizes)} if plain else values


def _operation(step: Step) -> Settings:
    """Translate an operation: a plain sum or product of layers, or with one number."""
    name, call = step.layer.class_name, step.call
    if call.opaque or call.keywords:
        return Settings(None)
    if not call.numbers and len(call.sources) == 2 and name in _SUMS:
        return Settings(CATALOGUE[_SUMS[name]])
    if len(call.numbers) == 1 and len(call.sources) == 1 and name in ("Add", "Multiply"):
        number = float(call.numbers[0])
        scale, offset = (1.0, number) if name == "Add" else (number, 0.0)
        params: Values = {"scale": (scale,)}
        return Settings(
            CATALOGUE["rescaling"], {**params, "offset": (offset,)} if offset else params
        )
    return Settings(None)


def _used(step: Step, kind: LayerKind) -> Values:
    """Return the parameters that are said where the layer is called."""
    found: Values = {}
    for key, value in step.call.keywords.items():
        if key in kind.call_params:
            if value:
                found[key] = value
        elif kind is not UNKNOWN and not (key in _HARMLESS and value in (None, False)):
            if key == "training":
                continue
            raise OpenError(
                f"layer '{step.layer.name}' called only with layers", f"also {key[:40]}"
            )
    if kind is not UNKNOWN and (step.call.opaque or step.call.numbers):
        raise OpenError(f"layer '{step.layer.name}' called only with layers", "other values")
    return found


def _sources(step: Step, kind: LayerKind) -> tuple[str, ...]:
    """Return what a layer reads; attention of a layer to itself reads it once."""
    sources = step.call.sources
    if kind.category == "attention":
        if len(sources) == 3 and sources[1] == sources[2]:
            sources = sources[:2]
        if len(sources) == 2 and sources[0] == sources[1]:
            return sources[:1]
    return sources
