"""Which layer reads which, from the description of a Keras model and models nested in it.

Nothing here looks into the settings of a layer; that is for `keras_settings`.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, cast

from nnviz.core.code.layer_order import Ids
from nnviz.core.errors import OpenError
from nnviz.core.opening.calls import AGAIN, OUTPUT, Call, call_of, source_of, used_as
from nnviz.core.opening.counting import MODELS
from nnviz.core.opening.names import (
    FURTHER_INPUT,
    FURTHER_OUTPUT,
    OUTPUTS,
    fields_of,
    snake,
    told,
)
from nnviz.core.opening.settings import KerasLayer, keras_layer
from nnviz.core.spec.network import INPUT, MAX_DRAWN

_SHAPES = ("batch_shape", "batch_input_shape")
_ACTIVATION_LAYERS = ("LeakyReLU", "ReLU", "ELU", "PReLU", "Softmax", "Activation",
                      "ThresholdedReLU")  # fmt: skip
_CLASSES = {"GroupQueryAttention": "GroupedQueryAttention"}
"""Classes that Keras calls otherwise where it stores their weights."""
MAX_ENDS = 8
"""Most inputs and outputs of a network."""


@dataclass(frozen=True, slots=True)
class Step:
    """One layer of the network.

    Attributes:
        layer: The layer as it is described.
        call: What it reads, as ids of ours.
        place: Where a file keeps its weights.
        operation: Whether it is an operation such as `+`, and no layer.
        again: Whether the layer was used before, and its weights with it.
        around: Names of the models that the layer lies in, the outermost first.
    """

    layer: KerasLayer
    call: Call
    place: str
    operation: bool = False
    again: bool = False
    around: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Use:
    """One use of a layer that waits for what it reads.

    Attributes:
        entry: What is said of the layer.
        name: Its name, with the number of the use where that is not the first.
        place: Where a file keeps its weights.
        call: How it is used; None for an input of the model.
        number: Which of its uses it is, from 0.
    """

    entry: dict[str, Any]
    name: str
    place: str
    call: Call | None
    number: int = 0


@dataclass(slots=True)
class Collected:
    """All layers of a model.

    Attributes:
        name: What the model is called.
        steps: The layers by id.
        said: Output shapes that the file claims, with the batch axis, by id.
        last: Id of the layer that gives the output.
        batch_shape: Shape of the input with the batch axis, as it is described.
        dtype: Kind of number that the input has, as it is described.
    """

    name: str = ""
    steps: dict[str, Step] = field(default_factory=dict[str, Step])
    said: dict[str, Any] = field(default_factory=dict[str, Any])
    last: str = INPUT
    batch_shape: Any = None
    dtype: Any = None


def collected(model: dict[str, Any]) -> Collected:
    """Collect the layers of a model.

    Args:
        model: Its description, with `class_name` and `config`.

    Several inputs and outputs, and layers that are used several times, become steps that can be
    viewed but not trained.

    Raises:
        OpenError: It is not a Sequential or functional model, or what is inside it is no such
            layer.
    """
    walk = _Walk()
    walk.found.name = str(model_config(model).get("name") or "model")[:200]
    walk.found.last = walk.model(model, None, "")
    if not walk.found.steps:
        raise OpenError("a network with layers", "a network without layers")
    return walk.found


class _Walk:
    """Goes through a model and its nested models."""

    def __init__(self) -> None:
        self.found = Collected()
        self._ids = Ids()
        self._around: list[str] = []
        self._claims: dict[str, Any] = {}

    def model(self, model: dict[str, Any], source: str | None, prefix: str) -> str:
        """Add the layers of a model.

        Args:
            model: Its description.
            source: Id of what it reads; None for the network itself.
            prefix: Where a file keeps its weights.

        Returns:
            Id of the layer that gives its output.
        """
        kind = model.get("class_name")
        config = model_config(model)
        layers = config.get("layers")
        # A class of somebody's own that says all that a functional model says is read like one.
        known = kind in MODELS or (bool(layers) and "input_layers" in config)
        if not known or not isinstance(layers, list):
            raise OpenError(
                "a Sequential or functional model", f"a custom model ({told(kind)})",
                "nnviz never runs code that comes with a network.",
            )  # fmt: skip
        entries = [fields_of(entry) for entry in cast("list[Any]", layers)]
        if kind == "Sequential":
            return self._stack(model, entries, source, prefix)
        return self._graph(config, entries, source, prefix)

    def _stack(
        self, model: dict[str, Any], entries: list[dict[str, Any]], source: str | None, prefix: str
    ) -> str:
        """Add layers that read one another in turn."""
        if source is None:
            first = fields_of(entries[0].get("config")) if entries else {}
            config = model_config(model)
            build = fields_of(model.get("build_config"))
            shapes = [*(first.get(name) for name in _SHAPES), config.get("build_input_shape"),
                      build.get("input_shape"), _length(first),
                      _inner_shape(entries[0]) if entries else None]  # fmt: skip
            self._take_input(next((s for s in shapes if s is not None), None), first)
        current, names = source or INPUT, _Names(prefix)
        for entry in entries:
            if entry.get("class_name") != "InputLayer":
                current = self._entry(entry, Call((current,)), names)
        return current

    def _graph(
        self,
        config: dict[str, Any],
        entries: list[dict[str, Any]],
        source: str | None,
        prefix: str,
    ) -> str:
        """Add layers that say themselves what they read."""
        starts = _ends(config.get("input_layers"), "input")
        ends = _ends(config.get("output_layers"), "output")
        ids: dict[str, str] = {}
        names = _Names(prefix)
        waiting: list[_Use] = []
        for entry in entries:
            name = str(entry.get("name") or fields_of(entry.get("config")).get("name"))
            if name in {use.name for use in waiting}:
                raise OpenError("layers with unique names", f"'{name[:40]}' twice")
            waiting += self._uses(entry, name, names.place(entry), name in starts)
        while waiting:
            left = [use for use in waiting if not self._reached(use, starts, source, ids)]
            if len(left) == len(waiting):
                named = left[0].name[:40]
                raise OpenError("layers that read earlier ones", f"'{named}', which does not")
            waiting = left
        for end in ends:
            self._further(end, ids)
        if missing := [end for end in ends if end not in ids]:
            raise OpenError("an output that is a layer of the model", told(missing[0]))
        return ids[ends[0]] if len(ends) == 1 else self._together([ids[end] for end in ends])

    def _uses(self, entry: dict[str, Any], name: str, place: str, given: bool) -> Iterator["_Use"]:
        """Yield the uses of a layer; an input of the model has one, without a call."""
        if given:
            yield _Use(entry, name, place, None)
            return
        calls = [call_of(node, self._claims) for node in _nodes(entry)]
        if not calls:
            # Something that reads nothing, such as a matrix of fixed numbers.
            calls = [Call((), opaque=True)]
        for number, call in enumerate(calls):
            yield _Use(entry, used_as(name, number), place, call, number)

    def _reached(
        self, use: "_Use", starts: list[str], source: str | None, ids: dict[str, str]
    ) -> bool:
        """Add one use of a layer, unless it reads what has not been reached yet."""
        config = fields_of(use.entry.get("config"))
        if use.call is None and use.name == starts[0]:
            ids[use.name] = source or INPUT
            if source is None:
                self._take_input(None, config)
            return True
        if use.call is None:
            shape = next((config[key] for key in _SHAPES if key in config), None)
            ids[use.name] = self._looked_at(use.name, FURTHER_INPUT, (INPUT,), shape)
            return True
        call = self._resolved(use.call, ids)
        if call is None:
            return False
        again = use.name.replace(AGAIN, "_") if use.number else ""
        ids[use.name] = self._entry(use.entry, call, use.place, again)
        return True

    def _looked_at(self, name: str, what: str, sources: tuple[str, ...], shape: Any) -> str:  # noqa: ANN401
        """Add a step that can only be viewed, and return its id."""
        layer = KerasLayer(name, what, {})
        layer_id = self._add(name, Step(layer, Call(sources, opaque=True), "", operation=True))
        self.found.said[layer_id] = shape
        return layer_id

    def _add(self, name: str, step: Step) -> str:
        """Add a step and return its id."""
        if len(self.found.steps) >= MAX_DRAWN:
            raise OpenError(f"a network of at most {MAX_DRAWN} layers", "more")
        layer_id = self._ids.free(name)
        self.found.steps[layer_id] = step
        return layer_id

    def _together(self, outputs: list[str]) -> str:
        """Add a step that all outputs lead to."""
        sources = tuple(dict.fromkeys(outputs))
        return self._looked_at("outputs", OUTPUTS, sources, [None, len(outputs)])

    def _resolved(self, call: Call, ids: dict[str, str]) -> Call | None:
        """Return how a layer is used, None when it reads what has not been reached yet."""
        for source in call.sources:
            self._further(source, ids)
            if source not in ids:
                return None
        for source in call.sources:
            if self._claims.get(source) is not None:
                self.found.said[ids[source]] = self._claims[source]
        return replace(call, sources=tuple(ids[source] for source in call.sources))

    def _further(self, source: str, ids: dict[str, str]) -> None:
        """Add a step for a further output of a layer, such as the state of an LSTM."""
        name, mark, _ = source.partition(OUTPUT)
        if mark and source not in ids and name in ids:
            shape = self._claims.get(source)
            ids[source] = self._looked_at(f"{name} output", FURTHER_OUTPUT, (ids[name],), shape)

    def _entry(
        self, entry: dict[str, Any], call: Call, place: "_Names | str", again: str = ""
    ) -> str:
        """Add one layer, or all layers of a model, and return the id of what comes out.

        Args:
            entry: What is said of it.
            call: What it reads.
            place: Where a file keeps its weights.
            again: What this use of it is called when it was used before.
        """
        where = place if isinstance(place, str) else place.place(entry)
        self._note_reads(entry, call)
        if entry.get("class_name") in MODELS and not again and _one_way(entry, call):
            self._around.append(str(entry.get("name") or model_config(entry).get("name"))[:200])
            try:
                return self.model(entry, call.sources[0], f"{where}/")
            finally:
                self._around.pop()
        entry, behind = _without_activation(entry)
        layer = keras_layer(entry)
        module = entry.get("module")
        operation = isinstance(module, str) and module.startswith("keras.src.ops")
        old = module is None and (
            layer.class_name.endswith("OpLambda") or bool(call.numbers) or call.opaque
        )
        around = tuple(self._around)
        step = Step(layer, call, where, operation or old, bool(again), around)
        found = self._add(again or layer.name, step)
        return self._entry(behind, Call((found,)), "") if behind else found

    def _note_reads(self, entry: dict[str, Any], call: Call) -> None:
        """Note the shape that a layer says it was built for, where nothing else says it."""
        shape = fields_of(entry.get("build_config")).get("input_shape")
        if len(call.sources) == 1 and isinstance(shape, list):
            self.found.said.setdefault(call.sources[0], cast("list[Any]", shape))

    def _take_input(self, shape: Any, config: dict[str, Any]) -> None:  # noqa: ANN401
        """Note what is said of the input; what is said twice counts once."""
        said = next((config[name] for name in _SHAPES if config.get(name) is not None), shape)
        if config.get("sparse") or config.get("ragged"):
            raise OpenError("an input of a fixed shape", "a sparse or ragged one")
        self.found.batch_shape = said
        self.found.dtype = config.get("dtype")


class _Names:
    """Where a file keeps the weights of layers: by class, numbered, in order."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._used: Counter[str] = Counter()

    def place(self, entry: dict[str, Any]) -> str:
        """Return the position of the next layer."""
        said = str(entry.get("class_name")).rpartition(">")[2]
        name = snake(_CLASSES.get(said, said))
        number = self._used[name]
        self._used[name] += 1
        return f"{self._prefix}layers/{name}{f'_{number}' if number else ''}"


def model_config(model: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of a model; the first Keras wrote only a list of layers."""
    config = model.get("config")
    return {"layers": config} if isinstance(config, list) else fields_of(config)


def _length(first: dict[str, Any]) -> list[Any] | None:
    """Return the shape of an input of token numbers, of which only the length may be said."""
    if "output_dim" not in first or "input_dim" not in first:
        return None
    length = first.get("input_length")
    return [None, *cast("list[Any]", length)] if isinstance(length, list) else [None, length]


def _inner_shape(entry: dict[str, Any]) -> Any:  # noqa: ANN401
    """Return the shape that the input of a nested model says it has."""
    layers = model_config(entry).get("layers")
    while entry.get("class_name") in MODELS and isinstance(layers, list) and layers:
        entry = fields_of(cast("list[Any]", layers)[0])
        config = fields_of(entry.get("config"))
        if said := next((config[name] for name in _SHAPES if config.get(name)), None):
            return said
        layers = config.get("layers")
    return None


def _one_way(model: dict[str, Any], call: Call) -> bool:
    """Say whether a nested model has one input and one output."""
    config = model_config(model)
    ends = [config.get(name) for name in ("input_layers", "output_layers")]
    single = all(end is None or len(_ends(end, "end")) == 1 for end in ends)
    return len(call.sources) == 1 and single


def _without_activation(
    entry: dict[str, Any],
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Split a layer whose activation is a layer into the two that it is."""
    config = fields_of(entry.get("config"))
    given = fields_of(config.get("activation"))
    inner = fields_of(given.get("config"))
    if given.get("class_name") not in _ACTIVATION_LAYERS or "recurrent_activation" in config:
        return entry, None
    name = f"{config.get('name')}_activation"
    plain = {**entry, "config": {**config, "activation": "linear"}}
    return plain, {**given, "config": {**inner, "name": name}}


def _ends(said: Any, what: str) -> list[str]:  # noqa: ANN401 - whatever a file says
    """Return the input or output layers: of `[name, 0, 0]`, or of several such by order or name."""
    found: list[Any] = [*fields_of(said).values()] or (
        cast("list[Any]", said) if isinstance(said, list) else []
    )
    if len(found) == 3 and isinstance(found[0], str):
        found = [found]
    if not 1 <= len(found) <= MAX_ENDS:
        raise OpenError(f"a network with 1 to {MAX_ENDS} {what}s", str(len(found)))
    return [source_of(one) for one in found]


def _nodes(entry: dict[str, Any]) -> list[Any]:
    nodes = entry.get("inbound_nodes")
    return cast("list[Any]", nodes) if isinstance(nodes, list) else []
