"""The architecture of a Keras model as a file describes it -> NetworkSpec; no Keras is needed.

Sequential and functional models, also of older Keras; models inside models are opened. What cannot
be trained here (further inputs and outputs, layers that are used again) becomes an unknown layer.
What comes from a file is not trusted: every layer goes through `settings`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from pydantic import ValidationError

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.code.layer_order import brief, in_order
from nnviz.core.errors import OpenError, SpecError
from nnviz.core.opening.counting import Counting
from nnviz.core.opening.counting_rules import Sizes
from nnviz.core.opening.graph import Collected, Step, collected
from nnviz.core.opening.input_size import input_shape, read_first
from nnviz.core.opening.names import FURTHER_OUTPUT, ONLY_VIEWED, SHARED, fields_of, layer_class
from nnviz.core.opening.opened import (
    MAX_AXES,
    MAX_REASONS,
    Opened,
    Reading,
    noted,
    tokens_read,
    vocabulary_setting,
)
from nnviz.core.opening.operations import as_layer, operation_name, operation_sizes
from nnviz.core.opening.settings import Settings, refusal, settings_of
from nnviz.core.shapes.fitting import fit
from nnviz.core.shapes.shapes import MAX_VALUES, layer_values, measure
from nnviz.core.spec.kinds import Inference, LayerKind, Shape, Values
from nnviz.core.spec.network import INPUT, LayerSpec, NetworkSpec
from nnviz.core.spec.unknown_layer import NOT_COUNTED, UNKNOWN

_HARMLESS = ("mask", "training", "attention_mask", "query_mask", "value_mask", "key_mask",
             "return_attention_scores", "initial_state")  # fmt: skip


def read_model(
    model: dict[str, Any], *, as_listed: bool = False, given: Shape | None = None
) -> Reading:
    """Translate the description of a model.

    Args:
        model: `class_name` and `config`, as `model.to_json()` or a `.keras` file has them.
        as_listed: Whether layers stay in the order in which they are listed. Keras lists them by
            their distance from the output, so otherwise those of one block are put together.
        given: Shape of the input where the model does not say it.

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
    shape, notes = input_shape(found, read_first(found), given)
    return _Translator(found, shape, notes).reading(order)


class _Translator:
    """Turns collected layers into specs, one after another, with their shapes."""

    def __init__(self, found: Collected, shape: Shape, notes: list[str]) -> None:
        self._found, self._shape, self._notes = found, shape, notes
        self._shapes: dict[str, Shape | None] = {INPUT: shape}
        self._vocabulary = self._tokens()
        self._reasons: list[str] = []
        self._grey: set[str] = set()
        self._masks = any(
            step.layer.class_name == "Masking" or step.layer.config.get("mask_zero") is True
            for step in found.steps.values()
        )
        self._counting = Counting(_nested)

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
                reasons=tuple(self._reasons[:MAX_REASONS]),
            )
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise OpenError("a network that nnviz can represent", first["msg"]) from error
        opened = noted(opened, *self._notes)
        steps = {key: self._found.steps[key] for key in order}
        return Reading(
            opened,
            {key: step.place for key, step in steps.items()},
            {key: (*step.around, step.layer.name) for key, step in steps.items()},
        )

    def _tokens(self) -> int:
        """Return the vocabulary that the input has, judged by the embeddings that read it."""
        sizes = [
            step.layer.config.get(vocabulary_setting(kind))
            for step in self._found.steps.values()
            if (kind := _kind_of(step))
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
            return self._translated(key, step, received)
        except (SpecError, OpenError) as error:
            why = refusal(error, step.layer.name)
            if isinstance(error, OpenError):
                sizes = self._counting.sizes(step.layer, received)
            elif (sizes := self._counting.sizes(step.layer, received)) is None:
                # A value of another type, or far beyond what Keras would build.
                raise why from error
        self._reasons.append(_reason(step, why))
        return self._viewed(key, step, sizes)

    def _translated(self, key: str, step: Step, received: list[Shape | None]) -> LayerSpec:
        """Translate a layer that the catalogue has; one that it lacks is only viewed."""
        settings = _operation(step) if step.operation else settings_of(step.layer, received)
        kind = settings.kind
        if kind is None or step.again:
            return self._viewed(key, step, self._sizes(key, step, kind, settings, received))
        used, notes = ({}, ()) if step.operation else _used(step, kind, masks=self._masks)
        sources = _sources(step, kind)
        spec = LayerSpec(id=key, kind=kind.name, params={**settings.params, **used}, inputs=sources)
        values = layer_values(spec)
        self._notes += (*settings.notes, *notes)
        self._shapes[key] = self._output(kind, values, sources)
        return spec

    def _sizes(
        self,
        key: str,
        step: Step,
        kind: LayerKind | None,
        settings: Settings,
        received: list[Shape | None],
    ) -> Sizes | None:
        """Return the sizes of a layer that is only viewed; weights that are shared count once."""
        if step.layer.class_name == FURTHER_OUTPUT:
            return self._state(step, received)
        if step.operation:
            name = operation_name(step.layer.class_name, step.layer.config)
            keywords = {**step.layer.config, **step.call.keywords}
            return operation_sizes(name, keywords, step.call.rest, received)
        if kind is None:
            return self._counting.sizes(step.layer, received)
        spec = LayerSpec(id=key, kind=kind.name, params=settings.params)
        known = tuple(shape for shape in received if shape is not None)
        if len(known) < len(received) or not known:
            return None
        found = fit(kind, layer_values(spec), step.call.sources, known, self._read(step))
        if not isinstance(found, Inference):
            return None
        return Sizes(found.shape, found.parameters, found.fixed, found.macs)

    def _state(self, step: Step, received: list[Shape | None]) -> Sizes | None:
        """Return the sizes of a further output: the state of a recurrent layer."""
        config = self._found.steps[step.call.sources[0]].layer.config
        inner = fields_of(fields_of(config.get("layer")).get("config")) or config
        units = inner.get("units")
        if "return_state" not in inner or type(units) is not int or units < 1 or not received:
            return None
        return Sizes((units,))

    def _read(self, step: Step) -> int:
        """Return the vocabulary that a layer reads; 0 where it reads no token numbers."""
        return self._vocabulary if any(map(self._hands_on, step.call.sources)) else 0

    def _viewed(self, key: str, step: Step, sizes: Sizes | None) -> LayerSpec:
        """Return a layer that is only viewed, with what is known of it, and note its shape."""
        name = f"{SHARED}{step.layer.class_name}" if step.again else step.layer.class_name
        shape = sizes.shape if sizes else self._said(key)
        values: Values = {"class_name": name[:64]}
        counted = {"parameters": NOT_COUNTED, "fixed": 0, "macs": 0}
        if sizes:
            counted = {"parameters": sizes.parameters, "fixed": sizes.fixed, "macs": sizes.macs}
        if step.again or not _may_learn(step):
            counted |= {"parameters": 0, "fixed": 0}
        defaults = {param.name: param.default for param in UNKNOWN.params}
        values |= {name: value for name, value in counted.items() if value != defaults[name]}
        values |= {"shape": shape} if shape else {}
        self._shapes[key] = shape
        self._grey.add(key)
        return LayerSpec(
            id=key,
            kind=UNKNOWN.name,
            params=values,
            inputs=tuple(dict.fromkeys(step.call.sources))[:8],
        )

    def _output(self, kind: LayerKind, values: Values, sources: tuple[str, ...]) -> Shape | None:
        known = tuple(shape for each in sources if (shape := self._shapes[each]) is not None)
        if len(known) < len(sources) or not sources:
            return None
        tokens = self._vocabulary if any(map(self._hands_on, sources)) else 0
        if kind.takes_tokens and self._grey.intersection(sources):
            tokens = max(tokens, 1)
        outcome = fit(kind, values, sources, known, tokens)
        return outcome.shape if isinstance(outcome, Inference) else None

    def _said(self, key: str) -> Shape | None:
        """Return the output shape that the file claims, None where it claims none."""
        said = self._found.said.get(key)
        sizes = cast("list[Any]", said)[1:] if isinstance(said, list) else []
        plain = 1 <= len(sizes) <= MAX_AXES and all(
            type(size) is int and 1 <= size <= MAX_VALUES for size in sizes
        )
        return tuple(sizes) if plain else None


def _kind_of(step: Step) -> str:
    """Return the kind of a layer that reads token numbers; empty for any other."""
    name = layer_class(step.layer.class_name)
    kinds = (kind for kind in CATALOGUE.values() if kind.keras_name == name)
    return next((kind.name for kind in kinds if vocabulary_setting(kind.name)), "")


def _nested(model: Mapping[str, Any], received: Sequence[Shape]) -> Sizes | None:
    """Count a model inside another one."""
    try:
        opened = read_model({**model}, given=received[0]).opened
    except OpenError:
        return None
    shapes = measure(opened.network, opened.signature)
    shape = shapes.layers[-1].shape
    if shape is None or shapes.at_least:
        return None
    return Sizes(shape, shapes.parameters, shapes.fixed, shapes.macs)


def _may_learn(step: Step) -> bool:
    """Say whether a step may have weights; an operation, an input or an output has none."""
    return not step.operation


def _reason(step: Step, why: OpenError) -> str:
    """Say why a layer of the catalogue is only viewed, as part of a sentence."""
    if step.layer.package or layer_class(step.layer.class_name) in ONLY_VIEWED:
        return f"nnviz cannot compute {why.received}"
    return f"nnviz trains only {why.expected}, not {why.received}"


def _operation(step: Step) -> Settings:
    """Translate an operation: a plain sum or product of layers, or with one number."""
    call = step.call
    if call.opaque or call.keywords:
        return Settings(None)
    name = operation_name(step.layer.class_name, step.layer.config)
    found = as_layer(name, call.numbers, len(call.sources), turned=call.turned)
    return found or Settings(None)


def _used(step: Step, kind: LayerKind, *, masks: bool) -> tuple[Values, tuple[str, ...]]:
    """Return the parameters that are said where the layer is called, and what is left out.

    Args:
        step: The layer.
        kind: Its kind.
        masks: Whether a layer of the network masks steps, which Keras passes on by itself.

    Raises:
        OpenError: It is called with something that nnviz lacks.
    """
    found: Values = {}
    notes: tuple[str, ...] = ()
    name, call = step.layer.name, step.call
    for key, value in call.keywords.items():
        if key in kind.call_params:
            if value:
                found[key] = value
        elif key == "training":
            if value:
                notes = (f"that '{name}' also acts as in training when the network answers",)
        elif not (key in _HARMLESS and value in (None, False)):
            raise OpenError(f"layer '{name}' called only with layers", f"also {key[:40]}")
    if call.masked and not masks:
        raise OpenError(f"layer '{name}' called without a mask", "a mask")
    if call.opaque or call.numbers:
        raise OpenError(f"layer '{name}' called only with layers", "other values")
    fewest, most = kind.inputs
    if not fewest <= len(set(call.sources)) or len(call.sources) > max(
        most, 3 * (kind.category == "attention")
    ):
        raise OpenError(f"{fewest} to {most} inputs of layer '{name}'", f"{len(call.sources)}")
    return found, notes


def _sources(step: Step, kind: LayerKind) -> tuple[str, ...]:
    """Return what a layer reads; attention of a layer to itself reads it once."""
    sources = step.call.sources
    if kind.category == "attention":
        if len(sources) == 3 and sources[1] == sources[2]:
            sources = sources[:2]
        if len(sources) == 2 and sources[0] == sources[1]:
            return sources[:1]
    return sources
