"""Calls in pasted code: layers that are made and used, models, inputs; any other is passed over."""

import ast
from collections.abc import Callable, Mapping
from typing import Any, cast

from nnviz.core.errors import OpenError
from nnviz.core.opening.names import told
from nnviz.core.opening.signatures import signatures
from nnviz.core.opening.source_network import Entry, SourceNetwork
from nnviz.core.opening.source_values import (
    ADVICE,
    Dotted,
    Graph,
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


class Calls:
    """Reads calls.

    Args:
        network: Collects what they make.
        value: Returns what an expression stands for.
    """

    def __init__(self, network: SourceNetwork, value: Callable[[ast.expr], Any]) -> None:
        self._network, self._value = network, value
        self._makers: dict[str, Callable[[ast.Call], Any]] = {
            "Input": self._input,
            "layers.Input": self._input,
            "layers.InputLayer": self._input_layer,
            "Sequential": self._stack,
            "models.Sequential": self._stack,
            "Model": self._graph,
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
        if called.merge:
            return self._merge(called.merge, node)
        if called.layer:
            return self._layer(called.layer, "", node)
        if name.startswith(_SETTINGS):
            keywords = self._keywords(node, name)
            return {"class_name": name.rsplit(".", maxsplit=1)[-1], "config": keywords}
        return Opaque(f"'{called.path[:60]}(...)'", node.lineno)

    def of_stack(self, model: Stack, name: str, node: ast.Call) -> Any:  # noqa: ANN401
        """Carry out `model.add(layer)`, `model.pop()` or `model.build(shape)`; pass over others."""
        if name == "add" and len(node.args) == 1:
            self._network.append(model, self._value(node.args[0]), node.lineno)
        elif name == "build" and node.args:
            shape = self._plain(node.args[0], "the input shape")
            if not model.layers or model.layers[0]["class_name"] != "InputLayer":
                entry = self._network.new("InputLayer", {"batch_shape": shape}, "", node.lineno)
                model.layers.insert(0, entry)
        elif name == "pop" and model.layers:
            self._network.take_off(model)
        else:
            return Opaque(f"'.{name[:40]}(...)' of a model", node.lineno)
        return None

    def _layer(
        self, name: str, package: str, node: ast.Call, before: Mapping[str, Any] | None = None
    ) -> Made:
        config = {**(before or {}), **self._keywords(node, name)}
        shape = config.pop("input_shape", None)
        if name != "Embedding" and "input_dim" in config:
            shape = (config.pop("input_dim"),)
        if shape is not None:
            config["batch_input_shape"] = [None, *shape]
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
        if isinstance(kwargs.get("training"), Opaque):
            # The `training` argument is not part of the network.
            del kwargs["training"]
        if lost := unread((args, kwargs)):
            return lost
        entry = self._network.nested(used) if isinstance(used, Stack | Graph) else used
        return self._network.use(entry, args, kwargs)

    def _input(self, node: ast.Call) -> Tensor:
        return Tensor(self._input_layer(node).entry["name"])

    def _input_layer(self, node: ast.Call) -> Made:
        given = self._keywords(node, "InputLayer")
        shape = given.get("shape", given.get("argument_1", given.get("input_shape")))
        batch = given.get("batch_shape") or given.get("batch_input_shape")
        if parts_of(shape) is None and parts_of(batch) is None:
            raise OpenError(f"line {node.lineno}: the shape of the input as a list", told(shape))
        plain = {name: given.get(name) for name in ("name", "sparse", "ragged")}
        sizes: list[Any] = batch or [None, *(shape or [])]
        config = {**plain, "batch_shape": sizes, "dtype": given.get("dtype", "float32")}
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
                self._network.append(found, layer, node.lineno)
        self._network.note(found)
        return found

    def _graph(self, node: ast.Call) -> Graph:
        given = dict(zip(("inputs", "outputs"), node.args, strict=False))
        given |= {key.arg: key.value for key in node.keywords if key.arg in ("inputs", "outputs")}
        ends = [self._end(given.get(name), name, node.lineno) for name in ("inputs", "outputs")]
        names = [key.value for key in node.keywords if key.arg == "name"]
        name = self._plain(names[0], "the name") if names else self._network.free("functional")
        found = Graph(str(name), *ends)
        self._network.note(found)
        return found

    def _end(self, node: ast.expr | None, name: str, line: int) -> Tensor:
        value = self._value(node) if node is not None else None
        value = require_known(value, f"'{name}' of the model", line)
        parts = parts_of(value)
        if parts is not None and len(parts) == 1:
            value = parts[0]
        if not isinstance(value, Tensor):
            raise OpenError(
                f"line {line}: code for a model with one of '{name}'", "a different number",
                "You can view it as JSON from model.to_json().",
            )  # fmt: skip
        return value

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
            found[key] = self._plain(value, f"'{key}' of {name}")
        for key, value in self.keywords_of(node).items():
            if key in found:
                raise OpenError(f"line {node.lineno}: every argument once, by name", f"'{key}'")
            found[key] = _setting(value, f"'{key}' of {name}", node.lineno)
        return found

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
    return _listed(value)


def unread(value: Any) -> Opaque | None:  # noqa: ANN401
    """Return the first part of a value that is not read; None where all is."""
    if isinstance(value, Opaque):
        return value
    inner = cast("dict[str, Any]", value).values() if isinstance(value, dict) else parts_of(value)
    return next((lost for part in inner or () if (lost := unread(part))), None)


def _listed(value: Any) -> Any:  # noqa: ANN401
    """Write tuples as lists, as a file would."""
    parts = parts_of(value)
    return value if parts is None else [_listed(one) for one in parts]
