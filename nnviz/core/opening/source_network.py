"""The layers that pasted code creates, described as in Keras's files."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, cast

from nnviz.core.errors import OpenError
from nnviz.core.opening.config import read_model
from nnviz.core.opening.input_size import FROM_DATA
from nnviz.core.opening.names import fields_of, snake, told
from nnviz.core.opening.source_values import (
    ADVICE,
    Graph,
    Made,
    Opaque,
    Stack,
    Tensor,
    TooMuchError,
    parts_of,
    require_known,
)
from nnviz.core.shapes.shapes import measure
from nnviz.core.spec.kinds import Shape

Entry = dict[str, Any]
_MANY = ("MultiHeadAttention", "Attention", "AdditiveAttention", "RNN")
"""Layers that can be asked for more than one output."""
MAX_SHAPES = 100
"""Most shapes that code may ask for."""
MAX_MADE = 2_000
"""Most layers that code creates, including unused ones."""


class SourceNetwork:
    """Collects layers and models.

    Args:
        given: Shape of the input where the code does not say it.

    Attributes:
        entries: Every layer by a name of its own, in the order in which they are used.
        notes: What the code does that is left out, in words.
    """

    def __init__(self, given: Shape | None = None) -> None:
        self.entries: dict[str, Entry] = {}
        self.notes: list[str] = []
        self._given = given
        self._models: list[Stack | Graph] = []
        self._used: set[int] = set()
        self._counts: Counter[str] = Counter()
        self._taken: set[str] = set()
        self._shapes: dict[Tensor, tuple[Any, ...] | Opaque] = {}

    def note(self, model: Stack | Graph) -> None:
        """Note a model that was made."""
        self._models.append(model)

    def last(self) -> Stack | Graph | None:
        """Return the last model that is no part of another; None when there is none."""
        models = [model for model in self._models if id(model) not in self._used]
        return models[-1] if models else None

    def new(self, name: str, config: dict[str, Any], package: str, line: int) -> dict[str, Any]:
        """Return the entry of a new layer; it counts once it is used."""
        if len(self._taken) >= MAX_MADE:
            raise TooMuchError(
                f"line {line}: code that creates at most {MAX_MADE:,} layers", "more"
            )
        given = config.get("name")
        if given is not None and not isinstance(given, str):
            raise OpenError(f"line {line}: a name that is text", told(given))
        called = given or self.free(snake(name))
        # Another model may have a layer of the same name.
        key = called if called not in self._taken else self.free(f"{called}#")
        self._taken.add(key)
        config["name"] = called
        entry: dict[str, Any] = {"class_name": name, "config": config, "name": key,
                                 "module": "keras.layers", "inbound_nodes": []}  # fmt: skip
        if package:
            entry["registered_name"] = f"{package}{name}"
        self.entries[key] = entry
        return entry

    def free(self, name: str) -> str:
        """Return a name that nothing has yet, numbered as Keras numbers them."""
        while True:
            number = self._counts[name]
            self._counts[name] += 1
            found = f"{name}_{number}" if number else name
            if found not in self._taken:
                return found

    def append(self, model: Stack, layer: Any, line: int) -> None:  # noqa: ANN401
        """Put a layer at the end of a Sequential model.

        Raises:
            OpenError: It is not a layer, or is there already.
        """
        if layer is ...:
            return  # Somebody left layers out of an example.
        layer = require_known(layer, "a layer", line)
        if isinstance(layer, Tensor) and self.entries[layer.layer]["class_name"] == "InputLayer":
            model.layers.append(self.entries[layer.layer])
        elif isinstance(layer, Made):
            if any(layer.entry is one for one in model.layers):
                raise OpenError(
                    f"line {line}: layers that are used once", f"'{layer.entry['name'][:40]}' twice"
                )
            model.layers.append(layer.entry)
        elif isinstance(layer, Stack | Graph):
            model.layers.append(self.nested(layer))
        else:
            raise OpenError(f"line {line}: a layer", told(type(layer).__name__), ADVICE)

    def take_off(self, model: Stack) -> None:
        """Take the last layer off a Sequential model; another one may have its name then."""
        self._forget(model.layers.pop())

    def wrap(self, config: dict[str, Any]) -> None:
        """Remove layers from the network that are settings of another one, as of `Bidirectional`.

        The other one may have the name of the one inside it.
        """
        for value in config.values():
            inner = fields_of(value)
            if self.entries.get(str(inner.get("name"))) is inner:
                self._forget(inner)

    def _forget(self, entry: Entry) -> None:
        self._taken.discard(entry["name"])
        self.entries.pop(entry["name"], None)
        # What it is called counts from now on, not what it was called while there was another.
        entry["name"] = entry["config"].get("name", entry["name"])

    def set_trainable(self, what: Any, value: bool) -> None:  # noqa: ANN401
        """Freeze a layer, a layer by its name, or all layers of a model; or let them learn again.

        Anything else is no part of the network, and passed over.
        """
        if isinstance(what, Made):
            chosen = [what.entry]
        elif isinstance(what, str):
            chosen = [self.entries[what]] if what in self.entries else []
        elif isinstance(what, Stack):
            chosen = what.layers
        else:
            chosen = self._between(what) if isinstance(what, Graph) else []
        for entry in chosen:
            entry["config"]["trainable"] = value

    def layers_of(self, model: "Stack | Graph") -> list[Made]:
        """Return the layers of a model in order, as Keras lists them."""
        entries = model.layers if isinstance(model, Stack) else self._between(model)
        return [Made(entry) for entry in entries if entry.get("class_name") != "InputLayer"
                or isinstance(model, Graph)]  # fmt: skip

    def opened(self, model: Stack) -> Graph:
        """Return a Sequential model as a functional one; its layers count as used in order."""
        if model.graph is None:
            layers = [*model.layers]
            if not layers or layers[0]["class_name"] != "InputLayer":
                config = fields_of(layers[0]["config"]) if layers else {}
                shape = config.get("batch_shape", config.get("batch_input_shape", "data"))
                layers.insert(0, self.new("InputLayer", {"batch_shape": shape}, "", 0))
            first = Tensor(layers[0]["name"])
            end = first
            for entry in layers[1:]:
                self.entries.setdefault(entry["name"], entry)
                end = self.use(entry, [end], {})
            model.graph = Graph(model.name, (first,), (end,))
        return model.graph

    def output_of(self, entry: Entry) -> Tensor | None:
        """Return what a layer gives where it was last used."""
        uses = len(entry["inbound_nodes"])
        if entry["class_name"] == "InputLayer":
            return Tensor(entry["name"])
        return Tensor(entry["name"], uses - 1) if uses else None

    def several(self, tensor: Tensor) -> bool:
        """Say whether a layer gives more than one output."""
        entry = self.entries[tensor.layer]
        inner = fields_of(fields_of(entry["config"].get("layer")).get("config"))
        states = any(one.get("return_state") for one in (entry["config"], inner))
        return states or bool(entry.get("registered_name")) or entry["class_name"] in _MANY

    def use(self, entry: Entry, args: list[Any], kwargs: dict[str, Any]) -> Tensor:
        """Note a call of a layer on what others give."""
        call = {"args": _tensors(args), "kwargs": {k: _tensors(v) for k, v in kwargs.items()}}
        entry["inbound_nodes"].append(call)
        # A layer counts from where it is called, not from where it is made.
        self.entries[entry["name"]] = self.entries.pop(entry["name"])
        return Tensor(entry["name"], len(entry["inbound_nodes"]) - 1)

    def operation(self, name: str, config: dict[str, Any], read: list[Any], line: int) -> Tensor:
        """Note an operation of `keras.ops` on what layers give."""
        entry = self.new(name, config, "", line)
        entry["module"] = "keras.src.ops.numpy"
        return self.use(entry, read, {})

    def shape_of(self, tensor: Tensor, line: int) -> tuple[Any, ...] | Opaque:
        """Return the shape of the output of a layer, None for the batch."""
        if tensor not in self._shapes:
            if len(self._shapes) >= MAX_SHAPES:
                return Opaque(f"more than {MAX_SHAPES} shapes", line)
            self._shapes[tensor] = self._measured(tensor, line)
        return self._shapes[tensor]

    def _measured(self, tensor: Tensor, line: int) -> tuple[Any, ...] | Opaque:
        entry = self.entries[tensor.layer]
        if entry["class_name"] == "InputLayer":
            said = entry["config"]["batch_shape"]
            if not isinstance(said, list):
                return Opaque("the shape of the data", line, size=True)
            return tuple(Opaque("a size of the data", line, size=True) if size == FROM_DATA
                         else size for size in cast("list[Any]", said))  # fmt: skip
        try:
            model = Graph("", tuple(self._starts(tensor)), (tensor,))
            opened = read_model(self.described(model), given=self._given).opened
            shape = measure(opened.network, opened.signature).layers[-1].shape
        except (OpenError, IndexError):
            shape = None
        return Opaque("a shape", line) if shape is None else (None, *shape)

    def _starts(self, end: Tensor) -> Iterator[Tensor]:
        """Yield the nearest inputs and layers of known shape that a tensor comes from."""
        seen: set[str] = set()
        waiting = [end.layer]
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            entry = self.entries[name]
            if entry["class_name"] == "InputLayer" or (name != end.layer and self._known(name)):
                yield Tensor(name)
                continue
            for node in entry["inbound_nodes"]:
                waiting += _read_by(node)

    def _known(self, name: str) -> list[Any] | None:
        """Return the shape of a layer that is used once, where it has been asked for before."""
        shape = self._shapes.get(Tensor(name))
        once = len(self.entries[name]["inbound_nodes"]) == 1
        plain = isinstance(shape, tuple) and all(type(size) is int for size in shape[1:])
        return [*shape] if once and plain and isinstance(shape, tuple) else None

    def nested(self, model: Stack | Graph) -> Entry:
        """Return the entry of a model that is used as a layer."""
        self._used.add(id(model))
        if model.name not in self.entries:
            described = self.described(model)
            entry: Entry = {**described, "name": model.name, "inbound_nodes": []}
            self.entries[model.name] = entry
        return self.entries[model.name]

    def described(self, model: Stack | Graph) -> dict[str, Any]:
        """Return a model as Keras's files describe it.

        Raises:
            OpenError: It is not known which layers it has.
        """
        if isinstance(model, Stack):
            require_known(model.lost, "the model", model.lost.line if model.lost else 0)
            return {"class_name": "Sequential",
                    "config": {"name": model.name, "layers": model.layers}}  # fmt: skip
        between = self._between(model)
        names = [str(entry["config"].get("name")) for entry in between]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise OpenError("layers with unique names", f"'{twice[:40]}' twice")
        config = {
            "name": model.name,
            "layers": between,
            "input_layers": [[one.layer, 0, 0] for one in model.inputs],
            "output_layers": [[one.layer, one.number, one.output] for one in model.outputs],
        }
        return {"class_name": "Functional", "config": config}

    def _between(self, model: Graph) -> list[dict[str, Any]]:
        """Return the layers that lead from the input of a model to its output."""
        needed = self._needed(model.outputs, model.inputs)
        ends = [one.layer for one in model.inputs]
        found = [entry for name, entry in self.entries.items() if name in needed]
        # An input that is a layer of another model begins this one.
        return [_as_input(entry, self._known(entry["name"])) if entry["name"] in ends else entry
                for entry in found]  # fmt: skip

    def _needed(self, ends: Sequence[Tensor], starts: Sequence[Tensor]) -> set[str]:
        """Return the names of layers that tensors come from, as far back as some others."""
        needed, stack = {start.layer for start in starts}, [end.layer for end in ends]
        while stack:
            name = stack.pop()
            if name in needed:
                continue
            needed.add(name)
            for node in self.entries[name]["inbound_nodes"]:
                stack += _read_by(node)
        return needed


def _as_input(entry: Entry, shape: list[Any] | None) -> Entry:
    """Return an input in the place of a layer, whose shape may be known."""
    if entry["class_name"] == "InputLayer":
        return entry
    config = {"name": entry["config"].get("name"), "batch_shape": shape or FROM_DATA}
    return {**entry, "class_name": "InputLayer", "config": config, "inbound_nodes": []}


def _tensor(value: Tensor) -> dict[str, Any]:
    return {
        "class_name": "__keras_tensor__",
        "config": {"keras_history": [value.layer, value.number, value.output]},
    }


def _tensors(value: Any) -> Any:  # noqa: ANN401
    """Write tensors as Keras's files do, also inside lists."""
    if isinstance(value, Tensor):
        return _tensor(value)
    parts = parts_of(value)
    return value if parts is None else [_tensors(one) for one in parts]


def _read_by(value: Any) -> list[str]:  # noqa: ANN401
    """Return the layers that a use reads."""
    fields = fields_of(value)
    if fields.get("class_name") == "__keras_tensor__":
        return [str(fields["config"]["keras_history"][0])]
    inner = fields.values() if fields else parts_of(value)
    return [name for part in inner or () for name in _read_by(part)]
