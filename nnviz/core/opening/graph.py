"""Which layer reads which, out of the description of a Keras model: also of models inside it.

Nothing here looks into the settings of a layer; that is for `keras_settings`.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from nnviz.core.errors import OpenError
from nnviz.core.layer_order import Ids
from nnviz.core.network import INPUT, MAX_DRAWN
from nnviz.core.opening.names import fields_of, snake, told
from nnviz.core.opening.settings import KerasLayer, keras_layer

MODELS = ("Sequential", "Functional", "Model")
_TENSOR = "__keras_tensor__"
_SHAPES = ("batch_shape", "batch_input_shape")


@dataclass(frozen=True, slots=True)
class Call:
    """How a layer is used.

    Attributes:
        sources: Names of the layers it reads, in the order of the arguments.
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

    Raises:
        OpenError: It is no Sequential or functional model with one input and one output, or a
            layer is used several times.
    """
    walk = _Walk()
    walk.found.name = str(fields_of(model.get("config")).get("name") or "model")[:200]
    walk.found.last = walk.model(model, None, "")
    if not walk.found.steps:
        raise OpenError("a network with layers", "one without any")
    return walk.found


class _Walk:
    """Goes through a model and the models inside it."""

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
                "a Sequential or functional model", f"a model of its own kind ({told(kind)})",
                "Code that comes with a network is never run.",
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
        start = _only(config.get("input_layers"), "input")
        end = _only(config.get("output_layers"), "output")
        ids: dict[str, str] = {}
        names = _Names(prefix)
        places = [names.place(entry) for entry in entries]
        waiting = list(zip(entries, places, strict=True))
        while waiting:
            left: list[tuple[dict[str, Any], str]] = []
            for entry, place in waiting:
                name = str(entry.get("name") or fields_of(entry.get("config")).get("name"))
                if name in ids:
                    raise OpenError("layers whose names differ", f"'{name[:40]}' twice")
                if name == start:
                    ids[name] = source or INPUT
                    if source is None:
                        self._take_input(None, fields_of(entry.get("config")))
                elif (call := self._resolved(entry, name, ids)) is not None:
                    ids[name] = self._entry(entry, call, place)
                else:
                    left.append((entry, place))
            if len(left) == len(waiting):
                named = str(left[0][0].get("name"))[:40]
                raise OpenError("layers that read earlier ones", f"'{named}', which does not")
            waiting = left
        if end not in ids:
            raise OpenError("an output that is a layer of the model", told(end))
        return ids[end]

    def _resolved(self, entry: dict[str, Any], name: str, ids: dict[str, str]) -> Call | None:
        """Return how a layer is used, None when it reads what has not been reached yet."""
        calls = [self._call(node) for node in _nodes(entry)]
        if len(calls) != 1:
            times = "several times, with shared weights" if calls else "without an input"
            raise OpenError("layers that are used once", f"'{name[:40]}' used {times}")
        call = calls[0]
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
                raise OpenError("models inside it with one input", f"{len(call.sources)} inputs")
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
        """Return the place of the next layer."""
        name = snake(str(entry.get("class_name")))
        number = self._used[name]
        self._used[name] += 1
        return f"{self._prefix}layers/{name}{f'_{number}' if number else ''}"


def _only(said: Any, what: str) -> str:  # noqa: ANN401 - whatever a file says
    """Return the name of the only input or output layer: `[name, 0, 0]`, or a list of one."""
    found: list[Any] = cast("list[Any]", said) if isinstance(said, list) else []
    if len(found) == 1 and isinstance(found[0], list):
        found = cast("list[Any]", found[0])
    if len(found) == 3 and isinstance(found[0], str):
        return found[0]
    count = len(found) if all(isinstance(one, list) for one in found) else "another number of"
    raise OpenError(f"a network with one {what}", f"{count} {what}s")


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
    """Return the layer that a tensor comes from: its only output, of its only use."""
    found: list[Any] = cast("list[Any]", history) if isinstance(history, list) else []
    if len(found) < 3 or not isinstance(found[0], str):
        raise OpenError("tensors that say where they come from", told(history))
    if found[1] not in (0, -1) or found[2] != 0:
        raise OpenError(
            "layers that are used once and give one output", f"'{found[0][:40]}', which does more"
        )
    return found[0]


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
