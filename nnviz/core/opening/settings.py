"""One layer of Keras -> kind and parameters of the catalogue, key by key; nothing is guessed.

Every setting is one that the catalogue has, one at Keras's default, or one that only
affects how training starts; any other is refused by name. Nothing here imports Keras.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.catalogue.rules.shared_params import TRAINABLE
from nnviz.core.errors import OpenError, SpecError
from nnviz.core.opening.names import (
    ONLY_VIEWED,
    OWN_PACKAGE,
    activation_name,
    fields_of,
    initializer_name,
    is_ours,
    layer_class,
    told,
)
from nnviz.core.opening.old_names import modern
from nnviz.core.opening.signatures import REQUIRED, signatures
from nnviz.core.opening.values import as_parameter, same_value
from nnviz.core.spec.kinds import LayerKind, Shape, Values
from nnviz.core.spec.params import complete

_IGNORED = frozenset((
    "name", "trainable", "dtype", "seed", "implementation", "unroll", "use_cudnn", "sparse",
    "batch_shape", "batch_input_shape", "input_shape", "batch_size", "input_length", "autocast",
    "query_shape", "key_shape", "value_shape", "flash_attention", "time_major", "ragged",
    "zero_output_for_mask", "recurrent_initializer", "embeddings_initializer",
))  # fmt: skip
"""Settings that change nothing about what a trained network computes."""
_WRAPPERS = {"TimeDistributed": "layers.TimeDistributed",
             "SpectralNormalization": "own_layers.SpectralNormalization"}  # fmt: skip
_TRAINING = {
    "recurrent_dropout": "the recurrent dropout of '{}'", "dropout": "the dropout of '{}'",
    "noise_shape": "the noise shape of '{}'", "weights": "the first weights of '{}'",
    "stateful": "that '{}' keeps its state from batch to batch",
}  # fmt: skip
"""Settings that nnviz lacks and that do not change what a network computes for one batch."""
_PAST: dict[str, tuple[Any, ...]] = {
    "groups": (1,), "value_range": ([0, 255], (0, 255), [0, 1], (0, 1), [0.0, 1.0], [0.0, 255.0]),
    "fused": (True, False, None), "renorm": (False, None), "virtual_batch_size": (None,),
}  # fmt: skip
"""Settings that Keras once wrote and what they were where they changed nothing."""
_PLAIN_DTYPES = ("float32", "int32", "int64", None)


@dataclass(frozen=True, slots=True)
class KerasLayer:
    """A layer as a file or code describes it; nothing in it is checked yet.

    Attributes:
        name: Its name there.
        class_name: Its class.
        config: Its settings.
        package: What it is registered as, where it is not a layer of Keras; else empty.
    """

    name: str
    class_name: str
    config: Mapping[str, Any]
    package: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a layer is in our catalogue.

    Attributes:
        kind: Its kind; None when the catalogue has none.
        params: Parameters that differ from the kind's defaults.
        notes: What was left out because it only affects how training starts.
    """

    kind: LayerKind | None
    params: Values = field(default_factory=dict[str, Any])
    notes: tuple[str, ...] = ()


def settings_of(layer: KerasLayer, received: Sequence[Shape | None]) -> Settings:
    """Translate the settings of a layer.

    Args:
        layer: The layer.
        received: Shapes of what it reads, without the batch axis; None where not known.

    Raises:
        OpenError: The layer may not be opened, or nnviz lacks a setting.
        SpecError: A value is out of range.
    """
    name = layer_class(layer.class_name)
    _require_harmless(layer, name)
    if name == "Bidirectional":
        return _both_ways(layer, received)
    if name in _WRAPPERS:
        return _wrapped(layer, name, received)
    kinds = [kind for kind in CATALOGUE.values() if kind.keras_name == name and not kind.wrapper]
    if not kinds:
        return Settings(None)
    return _Translation(layer, name, _fitting(kinds, layer, name), received).settings()


def _require_harmless(layer: KerasLayer, name: str) -> None:
    if name in ONLY_VIEWED:
        raise OpenError(
            "Keras layers that only compute", f"'{layer.name}', a {name}, which {ONLY_VIEWED[name]}"
        )
    if layer.package and not layer.package.startswith(OWN_PACKAGE):
        raise OpenError(
            "layers from Keras or nnviz",
            f"'{layer.name}', a custom layer ({told(layer.class_name)})",
            "nnviz never runs code that comes with a network.",
        )


def _fitting(kinds: list[LayerKind], layer: KerasLayer, name: str) -> LayerKind:
    """Return the kind whose constants are those of the layer, the most particular first.

    Raises:
        OpenError: There is none.
    """
    for kind in sorted(kinds, key=lambda kind: -len(kind.constants)):
        given = {key: layer.config.get(key, _default(name, key)) for key, _ in kind.constants}
        if all(same_value(given[key], value) for key, value in kind.constants):
            return kind
    key, value = kinds[0].constants[0]
    given = layer.config.get(key, _default(name, key))
    raise OpenError(f"{key} of layer '{layer.name}' to be {told(value)}", told(given))


def _default(name: str, key: str) -> Any:  # noqa: ANN401 - whatever Keras's default is
    signature = signatures().get(name)
    return None if signature is None else signature.defaults.get(key)


def _inner(layer: KerasLayer, key: str) -> KerasLayer:
    """Return the layer inside a wrapper.

    Raises:
        SpecError: There is none.
    """
    found = fields_of(layer.config.get(key))
    if not found:
        raise SpecError(f"a layer inside '{layer.name}'", told(layer.config.get(key)))
    return keras_layer(found, layer.name)


def keras_layer(fields: Mapping[str, Any], owner: str = "") -> KerasLayer:
    """Return a layer from its entry in a file.

    Args:
        fields: `class_name`, `config` and, where it is said, `module` and `registered_name`.
        owner: Its name where it has none of its own.

    Raises:
        OpenError: The entry is none.
    """
    config, name = fields.get("config"), fields.get("class_name")
    if not isinstance(config, dict) or not isinstance(name, str):
        raise OpenError("layers with a class and settings", told(name))
    plain = fields_of(config)
    called = owner or plain.get("name") or fields.get("name")
    module, registered = fields.get("module"), fields.get("registered_name")
    package, mark, plain_name = name.rpartition(">")
    if mark:
        # Old files write the registered name in place of the class.
        return KerasLayer(str(called or name)[:200], plain_name, plain, f"{package}>")
    if isinstance(registered, str) and ">" in registered:
        package = registered
    elif isinstance(module, str) and module.split(".", maxsplit=1)[0] != "keras":
        package = module
    return KerasLayer(str(called or name)[:200], name, plain, package)


def _both_ways(layer: KerasLayer, received: Sequence[Shape | None]) -> Settings:
    """Translate two equal layers of which one reads backwards."""
    inner = _inner(layer, "layer")
    if not same_value(layer.config.get("merge_mode", "concat"), "concat"):
        raise OpenError(
            f"both directions of '{layer.name}' concatenated (concat)",
            told(layer.config["merge_mode"]),
        )
    found = settings_of(inner, received)
    kind = found.kind
    if kind is None or "bidirectional" not in {param.name for param in kind.params}:
        return Settings(None)
    if layer.config.get("backward_layer") is not None:
        backward = _inner(layer, "backward_layer")
        turned = {**backward.config, "go_backwards": False}
        other = settings_of(
            KerasLayer(layer.name, backward.class_name, turned, backward.package), received
        )
        if (other.kind, other.params) != (kind, found.params):
            raise OpenError(
                f"the same layer in both directions of '{layer.name}'", "two different layers"
            )
    return Settings(
        kind, {**found.params, "bidirectional": True, **_frozen_around(layer, kind)}, found.notes
    )


def _frozen_around(layer: KerasLayer, kind: LayerKind) -> Values:
    """Return what a wrapper that is not trained says about the layer inside it."""
    known = TRAINABLE.name in {param.name for param in kind.params}
    return {TRAINABLE.name: False} if known and layer.config.get(TRAINABLE.name) is False else {}


def _wrapped(layer: KerasLayer, name: str, received: Sequence[Shape | None]) -> Settings:
    """Translate a layer inside a wrapper that the catalogue has as a kind of its own."""
    inner = _inner(layer, "layer")
    inside = [
        None if shape is None else shape[1:] if name == "TimeDistributed" else shape
        for shape in received
    ]
    found = settings_of(inner, inside)
    kinds = [
        kind
        for kind in CATALOGUE.values()
        if found.kind and kind.wrapper == _WRAPPERS[name]
        and kind.keras_name == found.kind.keras_name
    ]  # fmt: skip
    if not kinds:
        return Settings(None)
    kind = kinds[0]
    outer = {key: layer.config[key] for key in kind.wrapper_params if key in layer.config}
    outer |= _frozen_around(layer, kind)
    given = complete(kind.params, {**found.params, **outer}, f"layer '{layer.name}'")
    defaults = {param.name: param.default for param in kind.params}
    params = {key: value for key, value in given.items() if value != defaults[key]}
    return Settings(kind, params, found.notes)


class _Translation:
    """Goes through the settings of one layer of a known kind."""

    def __init__(
        self, layer: KerasLayer, name: str, kind: LayerKind, received: Sequence[Shape | None]
    ) -> None:
        self._layer, self._name, self._kind = layer, name, kind
        self._received = received
        signature = signatures().get(name)
        self._defaults = {} if signature is None or kind.own else signature.defaults
        self._notes: list[str] = []
        self._given = modern(name, layer.config)

    def settings(self) -> Settings:
        """Return the translation.

        Raises:
            OpenError: nnviz lacks a setting.
            SpecError: A value is out of range.
        """
        own = {param.name for param in self._kind.params}
        constant = {key for key, _ in self._kind.constants}
        for key in self._given:
            if key not in own and key not in constant:
                self._require_plain(key, self._given[key])
        return Settings(self._kind, self._params(), tuple(self._notes))

    def _params(self) -> Values:
        found: Values = {}
        for param in self._kind.params:
            default = self._defaults.get(param.name, param.default)
            value = self._given.get(param.name, default)
            if param.name in self._kind.call_params or param.name == "bidirectional":
                continue
            if value is REQUIRED:
                raise SpecError(
                    f"'{param.name}' of layer '{self._layer.name}' ({self._kind.label})", "none"
                )
            if param.name == "activation":
                value = activation_name(value, self._layer.name)
            elif param.name.endswith("_initializer"):
                value = self._initializer(param.name, value, str(param.default))
            else:
                value = as_parameter(self._kind, param, value, self._received)
            value = param.check(value, f"layer '{self._layer.name}' ({self._kind.label})")
            if value != param.default:
                found[param.name] = value
        if self._same_stride(found):
            found.pop("strides")
        return found

    def _same_stride(self, found: Values) -> bool:
        """Say whether the stride of a pooling equals its size, as our default does."""
        pool = {param.name: param.default for param in self._kind.params}.get("pool_size")
        return pool is not None and found.get("strides") == found.get("pool_size", pool)

    def _initializer(self, key: str, value: Any, default: str) -> str:  # noqa: ANN401
        try:
            name, settings = initializer_name(value, self._layer.name)
        except OpenError as error:
            # How a layer starts does not matter to what it is.
            self._note(f"the initial weights of '{self._layer.name}' ({error.received})")
            return default
        allowed = next(param.choices for param in self._kind.params if param.name == key)
        if name in allowed and is_ours(name, settings):
            return name
        self._note(f"the initial weights of '{self._layer.name}' ({name})")
        return default

    def _require_plain(self, key: str, value: Any) -> None:  # noqa: ANN401 - whatever a file says
        """Accept a setting that nnviz lacks only where it changes nothing.

        Raises:
            OpenError: It changes what the layer computes.
        """
        if key in _IGNORED or key.endswith("_initializer") or self._is_past(key, value):
            return
        if note := self._left_out(key, value):
            self._note(note)
        elif key == "dtype":
            self._check_dtype(value)
        elif not (_is_left_out(key) or (key == "axis" and self._is_features(value))) and (
            not self._is_default(key, value)
        ):
            raise OpenError(
                f"the default {key} for layer '{self._layer.name}' ({self._kind.label})",
                told(value),
                "nnviz has no such setting.",
            )

    def _left_out(self, key: str, value: Any) -> str:  # noqa: ANN401 - whatever a file says
        """Say what is left out where a setting only matters in training; else empty."""
        name = self._layer.name
        if key == "trainable":
            return f"that '{name}' is frozen" if value is False else ""
        if key.endswith(("_regularizer", "_constraint")):
            return f"{key} of '{name}'" if value is not None else ""
        if not value or key not in _TRAINING:
            return ""
        return _TRAINING[key].format(name)

    def _is_default(self, key: str, value: Any) -> bool:  # noqa: ANN401
        if key == "data_format":
            return value in (None, "channels_last")
        if key == "value_dim":
            return value in (None, self._given.get("key_dim"))
        if key == "attention_axes":
            return value is None or same_value(value, (1,))
        if key not in self._defaults:
            return value is None or value is False
        return same_value(value, self._defaults[key])

    def _is_past(self, key: str, value: Any) -> bool:  # noqa: ANN401
        """Say whether this is a setting of an earlier Keras at what a layer does without it."""
        return key not in self._defaults and key in _PAST and value in _PAST[key]

    def _is_features(self, value: Any) -> bool:  # noqa: ANN401
        """Say whether an axis, counted with the batch, is the last one."""
        number = cast("Sequence[Any]", value)[0] if _single(value) else value
        shape = self._received[0] if self._received else None
        return number == -1 or (shape is not None and number == len(shape))

    def _check_dtype(self, value: Any) -> None:  # noqa: ANN401
        fields = fields_of(value)
        name = fields_of(fields.get("config")).get("name") if fields else value
        if not isinstance(name, str | None) or name not in _PLAIN_DTYPES:
            self._note(f"the number format of '{self._layer.name}' ({told(name)})")

    def _note(self, text: str) -> None:
        self._notes.append(text)


def _is_left_out(key: str) -> bool:
    """Say whether a setting is one that only matters in training."""
    return key in _TRAINING or key == "trainable" or key.endswith(("_regularizer", "_constraint"))


def _single(value: object) -> bool:
    return isinstance(value, list | tuple) and len(cast("Sequence[Any]", value)) == 1


def refusal(error: SpecError | OpenError, layer: str) -> OpenError:
    """Return an error that names the layer it is about."""
    where = error.expected if f"'{layer}'" in error.expected else f"'{layer}': {error.expected}"
    return OpenError(where, error.received, error.advice)
