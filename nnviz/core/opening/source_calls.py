"""Calls in pasted code: layers that are made and used, models, inputs; any other is passed over."""

import ast
from collections.abc import Callable, Mapping
from typing import Any, cast

from nnviz.core.errors import OpenError
from nnviz.core.opening.input_size import FROM_DATA
from nnviz.core.opening.names import told
from nnviz.core.opening.signatures import signatures
from nnviz.core.opening.source_inputs import SIZES, input_of, input_sizes, with_batch
from nnviz.core.opening.source_lambdas import keeps_shape
from nnviz.core.opening.source_network import Entry, SourceNetwork
from nnviz.core.opening.source_operations import Operations, listed, read_tensors, unread
from nnviz.core.opening.source_values import (
    ADVICE,
    Array,
    Bound,
    Dotted,
    Function,
    Graph,
    Instance,
    Made,
    Opaque,
    OwnClass,
    Partial,
    Stack,
    Tensor,
    parts_of,
    require_known,
)

_SETTINGS = ("initializers.", "regularizers.", "constraints.")
Applications = Callable[[str, Mapping[str, Any]], "dict[str, Any] | None"]


class Calls:
    """Reads calls.

    Args:
        network: Collects what they make.
        value: Returns what an expression stands for.
        applications: Returns the input shape and the sizes of one of Keras's applications, given
            its name and arguments; None where they are not known.
    """

    def __init__(
        self,
        network: SourceNetwork,
        value: Callable[[ast.expr], Any],
        applications: Applications | None = None,
    ) -> None:
        self._network, self._value, self._applications = network, value, applications
        self.operations = Operations(network, value)
        self.as_layer: Callable[[Instance], Any] = lambda made: made
        self._makers: dict[str, Callable[[ast.Call], Any]] = {
            "Input": self._input,
            "layers.Input": self._input,
            "layers.InputLayer": self._input_layer,
            "InputLayer": self._input_layer,
            "Sequential": self._stack,
            "models.Sequential": self._stack,
            "Model": self._graph,
            "Functional": self._graph,
            "models.Model": self._graph,
        }

    def made(self, called: Any, node: ast.Call) -> Any:  # noqa: ANN401 - one value for each form
        """Return what a call makes.

        Args:
            called: What is called.
            node: The call.

        Raises:
            OpenError: It makes a layer or model out of something that is not plain.
        """
        if isinstance(called, Made):
            return self._use(called.entry, node)
        if isinstance(called, Stack | Graph):
            return self._use(called, node)
        if isinstance(called, OwnClass):
            return self._layer(called.name, called.package, node)
        if isinstance(called, Dotted):
            return self._of_a_package(called, node)
        if isinstance(called, Partial):
            return self._of_a_part(called, node)
        return called if isinstance(called, Opaque) else Opaque("a call", node.lineno)

    def _of_a_part(self, called: Partial, node: ast.Call) -> Any:  # noqa: ANN401
        """Read a call of `functools.partial(layers.Dense, ...)`."""
        kind = called.called
        if isinstance(kind, Dotted) and kind.layer:
            return self._layer(kind.layer, "", node, called.settings)
        return Opaque("a partially applied function", node.lineno)

    def _of_a_package(self, called: Dotted, node: ast.Call) -> Any:  # noqa: ANN401
        name = called.keras
        if name in self._makers:
            return self._makers[name](node)
        if called.layer:
            merge = called.merge
            return self._merge(merge, node) if merge else self._layer(called.layer, "", node)
        if called.foreign_layer:
            package = f"{called.path.split('.')[0]}>"
            return self.own_layer(called.foreign_layer, package, node.lineno)
        if name.startswith(_SETTINGS):
            keywords = self._keywords(node, name)
            return {"class_name": name.rsplit(".", maxsplit=1)[-1], "config": keywords}
        if name.startswith("applications."):
            return self._application(called, node)
        return self.operations.of_a_package(called, node)

    def own_layer(self, name: str, package: str, line: int) -> Made:
        """Return a layer of which only the name is known."""
        return Made(self._network.new(name, {}, package, line))

    def _application(self, called: Dotted, node: ast.Call) -> Any:  # noqa: ANN401
        """Read one of Keras's applications as a model of one layer, with its sizes."""
        named = {key.arg: self._value(key.value) for key in node.keywords if key.arg}
        given = [self._value(one) for one in node.args]
        named = {**dict(zip(("include_top", "weights"), given, strict=False)), **named}
        read = named.pop("input_tensor", None)
        known = {key: listed(value) for key, value in named.items() if not unread(value)}
        if isinstance(read, Tensor):
            shape = self._network.shape_of(read, node.lineno)
            known |= {"input_shape": [*shape[1:]]} if isinstance(shape, tuple) else {}
        found = self._applications(called.last, known) if self._applications else None
        if found is None:
            return Opaque(f"'{called.path[:60]}(...)'", node.lineno)
        start = read
        if not isinstance(start, Tensor):
            sizes = [None, *found["input_shape"]]
            entry = self._network.new("InputLayer", {"batch_shape": sizes}, "", node.lineno)
            start = Tensor(entry["name"])
        entry = self._network.new(called.last, {"counted": found["sizes"]}, "", node.lineno)
        if known.get("weights", "imagenet") is not None:
            self._network.notes.append(f"the weights of '{called.last}'")
        name = self._network.free(called.last.lower())
        model = Graph(name, (start,), (self._network.use(entry, [start], {}),))
        self._network.note(model)
        return model

    def of_stack(self, model: Stack, name: str, node: ast.Call) -> Any:  # noqa: ANN401
        """Carry out `model.add(layer)`, `model.pop()` or `model.build(shape)`; pass over others."""
        if name == "add" and len(node.args) == 1:
            self._append(model, self._value(node.args[0]), node.lineno)
        elif name == "build" and (node.args or node.keywords):
            self._build(model, node)
        elif name == "pop" and model.layers:
            self._network.take_off(model)
        else:
            return Opaque(f"'.{name[:40]}(...)' of a model", node.lineno)
        return None

    def _append(self, model: Stack, layer: Any, line: int) -> None:  # noqa: ANN401
        made = self.as_layer(layer) if isinstance(layer, Instance) else layer
        self._network.append(model, made, line)

    def _build(self, model: Stack, node: ast.Call) -> None:
        given = [*node.args, *(key.value for key in node.keywords if key.arg == "input_shape")]
        if not given or (model.layers and model.layers[0]["class_name"] == "InputLayer"):
            return
        shape = input_sizes(self._value(given[0]))
        if shape == FROM_DATA:
            return
        if shape is None:
            raise OpenError(f"line {node.lineno}: the input shape as a list", "something else")
        entry = self._network.new("InputLayer", {"batch_shape": shape}, "", node.lineno)
        model.layers.insert(0, entry)

    def _layer(
        self, name: str, package: str, node: ast.Call, before: Mapping[str, Any] | None = None
    ) -> Made:
        sizes = {key.arg: self._value(key.value) for key in node.keywords if key.arg in SIZES}
        plain = [key for key in node.keywords if key.arg not in sizes]
        making = ast.copy_location(ast.Call(node.func, node.args, plain), node)
        config = {**(before or {}), **self._keywords(making, name)}
        if name == "Embedding" and "input_dim" in sizes:
            config["input_dim"] = _setting(sizes.pop("input_dim"), "'input_dim'", node.lineno)
        if shape := input_of(sizes, name):
            config["batch_input_shape"] = shape
        if name == "Lambda" and keeps_shape(making, self._value):
            config["keeps_shape"] = True
        self._network.wrap(config)
        return Made(self._network.new(name, config, package, node.lineno))

    def _merge(self, name: str, node: ast.Call) -> Tensor | Opaque:
        """Read a function such as `layers.add([a, b])`."""
        call = ast.Call(node.func, node.args[:1], [])
        making = ast.copy_location(ast.Call(node.func, node.args[1:], node.keywords), node)
        return self._use(self._layer(name, "", making).entry, ast.copy_location(call, node))

    def _use(self, used: Entry | Stack | Graph, node: ast.Call) -> Tensor | Opaque:
        """Read a call of a layer or model on what others give; `Opaque` on what is not known."""
        args = [self._value(one) for one in node.args]
        kwargs = {str(key.arg): self._value(key.value) for key in node.keywords}
        return self.used(used, args, kwargs)

    def used(
        self, used: Entry | Stack | Graph, args: list[Any], kwargs: dict[str, Any]
    ) -> Tensor | Opaque:
        """Note a use of a layer or model; `Opaque` on what is not known."""
        if isinstance(kwargs.get("training"), Opaque):
            # The `training` argument is not part of the network.
            del kwargs["training"]
        if not isinstance(used, Stack | Graph):
            # What says which steps count is passed on as such, wherever it comes from.
            masks = {key: value for key, value in kwargs.items() if key.endswith("mask")}
            kwargs = {**kwargs, **{key: True for key, value in masks.items() if value is not None}}
        if lost := unread((args, kwargs)):
            return lost
        if not any(read_tensors((args, kwargs))):
            return Opaque("a layer called on no layer", 0)
        entry = self._network.nested(used) if isinstance(used, Stack | Graph) else used
        return self._network.use(entry, args, kwargs)

    def _input(self, node: ast.Call) -> Tensor:
        return Tensor(self._input_layer(node).entry["name"])

    def _input_layer(self, node: ast.Call) -> Made:
        given = {key.arg: self._value(key.value) for key in node.keywords if key.arg}
        if node.args:
            given["shape"] = self._value(node.args[0])
        said = given.get("shape", given.get("input_shape"))
        batch = given.get("batch_shape", given.get("batch_input_shape"))
        sizes = input_sizes(batch) if batch is not None else with_batch(input_sizes(said))
        if sizes is None and "tensor" in given:
            sizes = FROM_DATA
        if sizes is None:
            raise OpenError(f"line {node.lineno}: the shape of the input as a list", told(said))
        plain = {name: given.get(name) for name in ("name", "sparse", "ragged")}
        dtype = given.get("dtype", "float32")
        dtype = dtype.last if isinstance(dtype, Dotted) else dtype
        config = {**plain, "batch_shape": sizes, "dtype": dtype}
        config = {
            key: None if isinstance(value, Opaque) else value for key, value in config.items()
        }
        entry = self._network.new("InputLayer", config, "", node.lineno)
        return Made(entry)

    def _stack(self, node: ast.Call) -> Stack:
        given = [*node.args, *(key.value for key in node.keywords if key.arg == "layers")]
        names = [key.value for key in node.keywords if key.arg == "name"]
        name = self._plain(names[0], "the name") if names else self._network.free("sequential")
        found = Stack(str(name))
        if given:
            layers = parts_of(require_known(self._value(given[0]), "the layers", node.lineno))
            if layers is None:
                raise OpenError(f"line {node.lineno}: a list of layers", "something else", ADVICE)
            for layer in layers:
                self._append(found, layer, node.lineno)
        self._network.note(found)
        return found

    def _graph(self, node: ast.Call) -> Graph:
        keys = {"input": "inputs", "output": "outputs", "inputs": "inputs", "outputs": "outputs"}
        given = dict(zip(("inputs", "outputs"), node.args, strict=False))
        given |= {keys[key.arg]: key.value for key in node.keywords if key.arg in keys}
        ends = [self._end(given.get(name), name, node.lineno) for name in ("inputs", "outputs")]
        names = [key.value for key in node.keywords if key.arg == "name"]
        name = self._plain(names[0], "the name") if names else self._network.free("functional")
        found = Graph(str(name), *ends)
        self._network.note(found)
        return found

    def _end(self, node: ast.expr | None, name: str, line: int) -> tuple[Tensor, ...]:
        value = self._value(node) if node is not None else None
        value = require_known(value, f"'{name}' of the model", line)
        if isinstance(value, dict):
            value = [*cast("dict[str, Any]", value).values()]
        parts = [value] if isinstance(value, Tensor) else parts_of(value)
        tensors = [one for one in parts or () if isinstance(one, Tensor)]
        if not tensors or len(tensors) < len(parts or ()):
            raise OpenError(
                f"line {line}: layers as '{name}' of the model", "something else", ADVICE
            )
        return tuple(tensors)

    def _keywords(self, node: ast.Call, name: str) -> dict[str, Any]:
        """Return the arguments of a call by name, positions after Keras's own order.

        Raises:
            OpenError: One of them is not plain.
        """
        found: dict[str, Any] = {}
        signature = signatures().get(name)
        order = list(signature.defaults) if signature else []
        for index, value in enumerate(node.args):
            key = order[index] if index < len(order) else f"argument_{index + 1}"
            if isinstance(value, ast.Starred):
                raise OpenError(f"line {node.lineno}: explicit arguments", "'*'", ADVICE)
            found[key] = self._given(self._value(value), key, name, node.lineno)
        for key, value in self.keywords_of(node).items():
            if key in found:
                raise OpenError(f"line {node.lineno}: every argument once, by name", f"'{key}'")
            found[key] = self._given(value, key, name, node.lineno)
        return found

    def _given(self, value: Any, key: str, name: str, line: int) -> Any:  # noqa: ANN401
        """Return what a layer is given; what only its training needs may be unknown."""
        if isinstance(value, Instance):
            value = self.as_layer(value)
        if isinstance(value, Stack | Graph):
            return self._network.nested(value)
        if key in ("weights", "function", "vocabulary", "mean", "variance"):
            return _FUNCTION if unread(value) or not _is_settled(value) else value
        if key.endswith(_TRAINING) and unread(value):
            return _FUNCTION
        return _setting(value, f"'{key}' of {name}", line)

    def settings(self, node: ast.Call) -> dict[str, Any]:
        """Return the arguments of `partial(layer, ...)` that are given by name."""
        return {key: _setting(value, f"'{key}'", node.lineno)
                for key, value in self.keywords_of(node).items()}  # fmt: skip

    def keywords_of(self, node: ast.Call) -> dict[str, Any]:
        """Return what is given by name, also from dictionaries (`**settings`).

        Raises:
            OpenError: A dictionary is not known, or something is given twice.
        """
        found: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self._value(keyword.value)
            more: dict[Any, Any] = {keyword.arg: value} if keyword.arg else {None: value}
            if not keyword.arg and isinstance(value, dict):
                more = cast("dict[Any, Any]", value)
            elif not keyword.arg:
                require_known(value, "the value of '**'", node.lineno)
            if not all(isinstance(key, str) and key not in found for key in more):
                raise OpenError(
                    f"line {node.lineno}: every argument once, by name", "a different call"
                )
            found |= more
        return found

    def _plain(self, node: ast.expr, what: str) -> Any:  # noqa: ANN401
        return _setting(self._value(node), what, node.lineno)


def _setting(value: Any, what: str, line: int) -> Any:  # noqa: ANN401
    """Return a setting of a layer as a file would have it.

    Raises:
        OpenError: It is not known.
    """
    value = require_known(value, what, line)
    if isinstance(value, Made):
        return value.entry
    if isinstance(value, Dotted):
        return {"class_name": value.path.split(".")[-1], "config": {}}
    if isinstance(value, Array):
        return {"class_name": "array", "config": {}}
    if isinstance(value, Function | OwnClass | Partial | Instance | Bound | Tensor):
        return {"class_name": "function", "config": {}}
    parts = parts_of(value)
    return value if parts is None else [_setting(part, what, line) for part in parts]


_FUNCTION: dict[str, Any] = {"class_name": "function", "config": {}}
_TRAINING = ("_initializer", "_regularizer", "_constraint")


def _is_settled(value: Any) -> bool:  # noqa: ANN401
    """Say whether a value is made of numbers and texts only."""
    parts = parts_of(value)
    plain = type(value) in (int, float, str, bool, type(None))
    return plain if parts is None else all(_is_settled(part) for part in parts)
