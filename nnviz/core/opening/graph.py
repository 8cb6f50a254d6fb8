"""Which layer reads which, from the description of a Keras model and models nested in it.

Nothing here looks into the settings of a layer; that is for `keras_settings`.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from nnviz.core.code.layer_order import Ids
from nnviz.core.errors import OpenError
from nnviz.core.opening.names import FURTHER_INPUT, OUTPUTS, SHARED, fields_of, snake, told
from nnviz.core.opening.settings import KerasLayer, keras_layer
from nnviz.core.spec.network import INPUT, MAX_DRAWN

MODELS = ("Sequential", "Functional", "Model")
_TENSOR = "__keras_tensor__"
_SHAPES = ("batch_shape", "batch_input_shape")
_AGAIN = "#"
"""Between the name of a layer and the number of its use."""
MAX_ENDS = 8
"""Most inputs and outputs of a network."""


@dataclass(frozen=True, slots=True)
class Call:
    """How a layer is used.

    Attributes:
        sources: What it reads, in the order of the arguments: names of layers, of a later use
            with its number (`shared#1`); in the end ids of ours.
        numbers: Further arguments that are plain numbers.
        keywords: Further arguments by name that are plain.
        opaque: Whether there are arguments of another kind.
    """

    sources: tuple[str, ...]
    numbers: tuple[int | float, ...] = ()
    keywords: dict[str, Any] = field(default_factory=dict[str, Any])
    opaque: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One layer of the network.

    Attributes:
        layer: The layer as it is described.
        call: What it reads, as ids of ours.
        place: Where a file keeps its weights.
        operation: Whether it is an operation such as `+`, and no layer.
    """

    layer: KerasLayer
    call: Call
    place: str
    operation: bool = False


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
    walk.found.name = str(fields_of(model.get("config")).get("name") or "model")[:200]
    walk.found.last = walk.model(model, None, "")
    if not walk.found.steps:
        raise OpenError("a network with layers", "a network without layers")
    return walk.found


class _Walk:
    """Goes through a model and its nested models."""

    def __init__(self) -> None:
        self.found = Collected()
        self._ids = Ids()
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
        config = fields_of(model.get("config"))
        layers = config.get("layers")
        if kind not in MODELS or not isinstance(layers, list):
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
            config = fields_of(model.get("config"))
            build = fields_of(model.get("build_config"))
            shapes = [*(first.get(name) for name in _SHAPES), config.get("build_input_shape"),
                      build.get("input_shape")]  # fmt: skip
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
        if source is not None and (len(starts) > 1 or len(ends) > 1):
            raise OpenError(
                "nested models with one input and one output", "a nested model with several"
            )
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
        if missing := [end for end in ends if end not in ids]:
            raise OpenError("an output that is a layer of the model", told(missing[0]))
        return ids[ends[0]] if len(ends) == 1 else self._together([ids[end] for end in ends])

    def _uses(self, entry: dict[str, Any], name: str, place: str, given: bool) -> Iterator["_Use"]:
        """Yield the uses of a layer; an input of the model has one, without a call."""
        if given:
            yield _Use(entry, name, place, None)
            return
        calls = [self._call(node) for node in _nodes(entry)]
        if not calls:
            raise OpenError("layers with an input", f"'{name[:40]}' without one")
        for number, call in enumerate(calls):
            yield _Use(entry, _used(name, number), place, call, number)

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
        if use.number:
            said = f"{SHARED}{str(use.entry.get('class_name'))[:40]}"
            ids[use.name] = self._looked_at(use.name, said, call.sources, None)
        else:
            ids[use.name] = self._entry(use.entry, call, use.place)
        return True

    def _looked_at(self, name: str, what: str, sources: tuple[str, ...], shape: Any) -> str:  # noqa: ANN401
        """Add a step that can only be viewed, and return its id."""
        if len(self.found.steps) >= MAX_DRAWN:
            raise OpenError(f"a network of at most {MAX_DRAWN} layers", "more")
        layer_id = self._ids.free(name)
        layer = KerasLayer(name, what, {})
        self.found.steps[layer_id] = Step(layer, Call(sources, opaque=True), "", operation=True)
        self.found.said[layer_id] = shape
        return layer_id

    def _together(self, outputs: list[str]) -> str:
        """Add a step that all outputs lead to."""
        sources = tuple(dict.fromkeys(outputs))
        return self._looked_at("outputs", OUTPUTS, sources, [None, len(outputs)])

    def _resolved(self, call: Call, ids: dict[str, str]) -> Call | None:
        """Return how a layer is used, None when it reads what has not been reached yet."""
        if any(source not in ids for source in call.sources):
            return None
        for source in call.sources:
            self.found.said[ids[source]] = self._claims.get(source)
        sources = tuple(ids[source] for source in call.sources)
        return Call(sources, call.numbers, call.keywords, call.opaque)

    def _call(self, node: Any) -> Call:  # noqa: ANN401 - whatever a file says
        """Read one use of a layer, as new or old Keras writes it down."""
        if isinstance(node, list):
            return _old_call(cast("list[Any]", node))
        fields = fields_of(node)
        keywords = fields_of(fields.get("kwargs"))
        tensors: list[str] = []
        for value in (fields.get("args"), *keywords.values()):
            for config in _tensors(value):
                history = config.get("keras_history")
                tensors.append(_source(history))
                self._claims[tensors[-1]] = config.get("shape")
        given = fields.get("args")
        rest = [one for one in cast("list[Any]", given or []) if not [*_tensors(one)]]
        numbers = tuple(one for one in rest if type(one) in (int, float))
        plain = {key: value for key, value in keywords.items() if not [*_tensors(value)]}
        return Call(tuple(tensors), numbers, plain, len(numbers) < len(rest))

    def _entry(self, entry: dict[str, Any], call: Call, place: "_Names | str") -> str:
        """Add one layer, or all layers of a model, and return the id of what comes out."""
        where = place if isinstance(place, str) else place.place(entry)
        if entry.get("class_name") in MODELS:
            if len(call.sources) != 1:
                raise OpenError("nested models with one input", f"{len(call.sources)} inputs")
            return self.model(entry, call.sources[0], f"{where}/")
        if len(self.found.steps) >= MAX_DRAWN:
            raise OpenError(f"a network of at most {MAX_DRAWN} layers", "more")
        layer = keras_layer(entry)
        module = entry.get("module")
        operation = isinstance(module, str) and module.startswith("keras.src.ops")
        old = module is None and (
            layer.class_name == "TFOpLambda" or bool(call.numbers) or call.opaque
        )
        layer_id = self._ids.free(layer.name)
        self.found.steps[layer_id] = Step(layer, call, where, operation or old)
        return layer_id

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
        name = snake(str(entry.get("class_name")))
        number = self._used[name]
        self._used[name] += 1
        return f"{self._prefix}layers/{name}{f'_{number}' if number else ''}"


def _ends(said: Any, what: str) -> list[str]:  # noqa: ANN401 - whatever a file says
    """Return the input or output layers: of `[name, 0, 0]`, or of several such by order or name."""
    found: list[Any] = [*fields_of(said).values()] or (
        cast("list[Any]", said) if isinstance(said, list) else []
    )
    if len(found) == 3 and isinstance(found[0], str):
        found = [found]
    if not 1 <= len(found) <= MAX_ENDS:
        raise OpenError(f"a network with 1 to {MAX_ENDS} {what}s", str(len(found)))
    return [_source(one) for one in found]


def _nodes(entry: dict[str, Any]) -> list[Any]:
    nodes = entry.get("inbound_nodes")
    return cast("list[Any]", nodes) if isinstance(nodes, list) else []


def _tensors(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Yield what is said of each tensor inside an argument."""
    if isinstance(value, list):
        for part in cast("list[Any]", value):
            yield from _tensors(part)
    fields = fields_of(value)
    if fields.get("class_name") == _TENSOR:
        yield fields_of(fields.get("config"))


def _source(history: Any) -> str:  # noqa: ANN401
    """Return the layer that a tensor comes from, its only output, and which use of it."""
    found: list[Any] = cast("list[Any]", history) if isinstance(history, list) else []
    if len(found) < 3 or not isinstance(found[0], str) or type(found[1]) is not int:
        raise OpenError("tensors with their history", told(history))
    if found[2] != 0:
        raise OpenError("layers with one output", f"'{found[0][:40]}', which has several")
    return _used(found[0], max(found[1], 0))


def _used(name: str, number: int) -> str:
    """Return the name of one use of a layer, counted from 0."""
    return f"{name}{_AGAIN}{number}" if number else name


def _old_call(node: list[Any]) -> Call:
    """Read a use of a layer as Keras 2 wrote it: `[[name, 0, 0, keywords], ...]`."""
    if len(node) in (3, 4) and isinstance(node[0], str):
        node = [node]
    sources = tuple(_source(each) for each in node)
    keywords: dict[str, Any] = {}
    for each in node:
        if len(each) > 3:
            keywords.update(fields_of(each[3]))
    return Call(sources, (), keywords)
