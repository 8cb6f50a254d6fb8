"""Classes of pasted code: holders of settings, builders, own layers and own models."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

from nnviz.core.errors import OpenError
from nnviz.core.opening.input_size import FROM_DATA
from nnviz.core.opening.source_calls import Calls, input_sizes, read_tensors
from nnviz.core.opening.source_network import SourceNetwork
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
    Parent,
    Scope,
    Stack,
    Tensor,
    parts_of,
)

OURS = "nnviz>"
"""The package of layers that nnviz adds to Keras."""
_FOREIGN = "code>"
_DECORATORS = ("staticmethod", "classmethod", "property", "function", "override", "tf_export",
               "register_keras_serializable", "jit", "lru_cache", "cache", "dataclass")  # fmt: skip
_UNASKED = {"training": False, "mask": None, "train": False, "is_training": False}
"""Arguments of a network's call that Keras fills in."""
_PASSED_OVER = ("compile", "fit", "summary", "evaluate", "predict", "save", "save_weights",
                "load_weights")  # fmt: skip
Run = Callable[[Function, dict[str, Any], int], Any]


def own_class(
    node: ast.ClassDef, bases: Sequence[Any], names: dict[str, Any], outside: Scope
) -> OwnClass:
    """Return a class of the code.

    Args:
        node: Its definition.
        bases: What it is derived from.
        names: What its body defines.
        outside: The names around it, which its methods see.
    """
    own = [base for base in bases if isinstance(base, OwnClass)]
    inherited: dict[str, Any] = {}
    for base in own[::-1]:
        inherited |= base.members
    members = {
        name: replace(value, scope=outside) if isinstance(value, Function) else value
        for name, value in names.items()
    }
    kinds = [base.kind for base in own]
    kinds += [_kind(base) for base in bases if isinstance(base, Dotted)]
    kind = next((one for one in ("model", "layer") if one in kinds), "plain")
    typed = (one.target for one in node.body if isinstance(one, ast.AnnAssign))
    fields = tuple(one.id for one in typed if isinstance(one, ast.Name))
    return OwnClass(node.name, _FOREIGN, kind, {**inherited, **members}, fields)


def _kind(base: Dotted) -> str:
    if base.last in ("Model", "Sequential", "Functional", "Module"):
        return "model"
    return "layer" if base.layer or base.last.endswith("Layer") else "plain"


def known_decorators(node: ast.FunctionDef) -> bool:
    """Say whether a function does the same without its decorators."""
    return all(_decorator(one) in _DECORATORS for one in node.decorator_list)


def _decorator(node: ast.expr) -> str:
    called = node.func if isinstance(node, ast.Call) else node
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _is(function: Function, decorator: str) -> bool:
    node = function.node
    found = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    return decorator in [_decorator(one) for one in found]


def arguments(
    function: Function, given: Sequence[Any], named: dict[str, Any], line: int
) -> dict[str, Any] | Opaque:
    """Return what a function is given by name; `Opaque` for more values than it takes.

    Raises:
        OpenError: Some are missing, or have no place.
    """
    args = function.node.args
    places = [one.arg for one in (*args.posonlyargs, *args.args)]
    wanted = {*places, *(one.arg for one in args.kwonlyargs)}
    if len(given) > len(places) and not args.vararg:
        return Opaque(f"arguments of '{function.name}'", line)
    found = {**function.defaults, **dict(zip(places, given, strict=False))}
    found |= {name: value for name, value in named.items() if name in wanted}
    further = {name: value for name, value in named.items() if name not in wanted}
    if found.keys() != wanted or (further and not args.kwarg):
        raise OpenError(
            f"line {line}: the arguments of '{function.name}'",
            "different arguments, or too few", ADVICE,
        )  # fmt: skip
    if args.vararg:
        found[args.vararg.arg] = tuple(given[len(places) :])
    if args.kwarg:
        found[args.kwarg.arg] = further
    return found


class Classes:
    """Follows what classes of the code make and do.

    Args:
        network: Collects layers and models.
        calls: Reads calls of layers.
        run: Follows a call of a function, with what it is given by name.
    """

    def __init__(self, network: SourceNetwork, calls: Calls, run: Run) -> None:
        self._network, self._calls, self._run = network, calls, run
        self._tracing: set[int] = set()
        calls.as_layer = self.as_layer

    def inside(self, scope: Scope) -> Instance | None:
        """Return the object whose method is being followed."""
        try:
            found = scope.find("self")
        except KeyError:
            return None
        return found if isinstance(found, Instance) else None

    def made(self, made_by: OwnClass, given: list[Any], named: dict[str, Any], line: int) -> Any:  # noqa: ANN401
        """Return what a class makes, its `__init__` followed."""
        found = Instance(made_by)
        start = made_by.members.get("__init__")
        if isinstance(start, Function):
            values = arguments(start, [found, *given], named, line)
            if isinstance(values, Opaque):
                return values
            self._run(start, values, line)
        else:
            found.values |= dict(zip(made_by.fields, given, strict=False))
            found.values |= named
        return found

    def initialized(
        self, parent: Parent, name: str, given: list[Any], named: dict[str, Any]
    ) -> Any:  # noqa: ANN401
        """Follow `super().__init__(...)`: a functional model may be given its ends so."""
        if name != "__init__" or not any(read_tensors((given, named))):
            return Opaque(f"'super().{name[:40]}(...)'", 0)
        ends = {**dict(zip(("inputs", "outputs"), given, strict=False)), **named}
        found = [tuple(read_tensors(ends.get(key))) for key in ("inputs", "outputs")]
        if all(found):
            model = Graph(self._network.free("functional"), found[0], found[1])
            parent.owner.graph = model
            self._network.note(model)
        return None

    def member(self, owner: Any, name: str, line: int) -> Any:  # noqa: ANN401 - None where unknown
        """Return an attribute of something that the code made, None where it is not known."""
        if isinstance(owner, Instance):
            return owner.values[name] if name in owner.values else self._bound(owner, name, line)
        if isinstance(owner, OwnClass):
            found = owner.members.get(name)
            bound = isinstance(found, Function) and _is(found, "classmethod")
            return Bound(cast("Function", found), owner) if bound else found
        if isinstance(owner, Tensor) and name == "shape":
            return self._network.shape_of(owner, line)
        if isinstance(owner, Made):
            value = owner.entry["config"].get(name)
            plain = value if type(value) in (int, float, str) else None
            return self._network.output_of(owner.entry) if name == "output" else plain
        return self._of_model(owner, name) if isinstance(owner, Stack | Graph) else None

    def _bound(self, owner: Instance, name: str, line: int) -> Any:  # noqa: ANN401
        """Return what the class of something has under a name: a method, or a property's value."""
        found = owner.made_by.members.get(name)
        if not isinstance(found, Function) or _is(found, "staticmethod"):
            return found
        if not _is(found, "property"):
            return Bound(found, owner)
        values = arguments(found, [owner], {}, line)
        return values if isinstance(values, Opaque) else self._run(found, values, line)

    def _of_model(self, owner: Stack | Graph, name: str) -> Any:  # noqa: ANN401
        if name == "name":
            return owner.name
        if name == "layers":
            return self._network.layers_of(owner)
        if name not in ("input", "output", "inputs", "outputs"):
            return None
        graph = self._network.opened(owner) if isinstance(owner, Stack) else owner
        ends = graph.inputs if name.startswith("input") else graph.outputs
        (first, *more) = ends
        return [*ends] if name.endswith("s") or more else first

    def knows(self, owner: Any, name: str) -> bool:  # noqa: ANN401
        """Say whether `method` follows this method of something."""
        if isinstance(owner, Stack | Graph):
            return name == "get_layer"
        if not isinstance(owner, Instance) or name in owner.made_by.members:
            return False
        return owner.made_by.kind == "model" and name in ("build", *_PASSED_OVER)

    def method(
        self,
        owner: Any,  # noqa: ANN401
        name: str,
        given: list[Any],
        named: dict[str, Any],
        line: int,
    ) -> Any:  # noqa: ANN401
        """Return what a method that `knows` names gives."""
        if isinstance(owner, Stack | Graph):
            if isinstance(owner, Stack):
                self._network.opened(owner)
            wanted = named.get("name", named.get("index", given[0] if given else None))
            return self._layer(owner, wanted) or Opaque("a layer that is not there", line)
        if name == "build":
            shape = input_sizes(named.get("input_shape", given[0] if given else None))
            owner.shape = shape if isinstance(shape, list) else owner.shape
            self.graph_of(owner)
        return None

    def _layer(self, owner: Stack | Graph, wanted: Any) -> Made | None:  # noqa: ANN401
        layers = self._network.layers_of(owner)
        if type(wanted) is int:
            return layers[wanted] if -len(layers) <= wanted < len(layers) else None
        return next((one for one in layers if one.entry["config"].get("name") == wanted), None)

    def called(self, owner: Instance, given: list[Any], named: dict[str, Any], line: int) -> Any:  # noqa: ANN401
        """Return what an own layer or model gives where it is called.

        What its `call` does is followed; where that cannot be read, it is a layer of its own.
        """
        if owner.made_by.kind == "model" and given and isinstance(given[0], Array):
            owner.shape = [None, *given[0].shape[1:]]
            self.graph_of(owner)
            return Opaque("what a network gives for data", line)
        if owner.graph is not None and any(read_tensors(given)):
            return self._calls.used(owner.graph, given, {})
        function = owner.made_by.members.get("call") or owner.made_by.members.get("__call__")
        tensors = any(read_tensors((given, named)))
        found: Any = Opaque(f"a call of '{owner.made_by.name[:40]}'", line)
        if isinstance(function, Function) and id(owner) not in self._tracing:
            found = self._followed(function, owner, given, named, line)
        unread = isinstance(found, Opaque) or found is None
        if not unread or not tensors:
            return found
        own = self._calls.own_layer(owner.made_by.name, _FOREIGN, line)
        return self._calls.used(own.entry, given, {})

    def _followed(
        self,
        function: Function,
        owner: Instance,
        given: list[Any],
        named: dict[str, Any],
        line: int,
    ) -> Any:  # noqa: ANN401
        known = {one.arg for one in (*function.node.args.args, *function.node.args.kwonlyargs)}
        unasked = {name: value for name, value in _UNASKED.items() if name in known}
        given_names = [one.arg for one in function.node.args.args][: len(given) + 1]
        unasked = {name: value for name, value in unasked.items() if name not in given_names}
        self._tracing.add(id(owner))
        try:
            values = arguments(function, [owner, *given], {**unasked, **named}, line)
            return values if isinstance(values, Opaque) else self._run(function, values, line)
        finally:
            self._tracing.discard(id(owner))

    def graph_of(self, owner: Instance) -> Graph | None:
        """Return an own layer or model as a network, from an input on; None where not known."""
        if owner.graph is not None:
            return owner.graph
        if not isinstance(owner.made_by.members.get("call"), Function):
            return None
        shape = FROM_DATA if owner.shape is None else owner.shape
        entry = self._network.new("InputLayer", {"batch_shape": shape}, "", 0)
        start = Tensor(entry["name"])
        found = self.called(owner, [start], {}, 0)
        if isinstance(found, dict):
            found = [*cast("dict[str, Any]", found).values()]
        parts = [found] if isinstance(found, Tensor) else parts_of(found)
        ends = tuple(one for one in parts or () if isinstance(one, Tensor))
        if not ends:
            return None
        owner.graph = Graph(self._network.free(owner.made_by.name.lower()), (start,), ends)
        self._network.note(owner.graph)
        return owner.graph

    def as_layer(self, owner: Instance) -> Any:  # noqa: ANN401 - a model or a layer
        """Return what stands for an own layer or model inside another model."""
        if owner.made_by.kind == "plain":
            return owner
        found = self.graph_of(owner)
        return found or self._calls.own_layer(owner.made_by.name, _FOREIGN, 0)
