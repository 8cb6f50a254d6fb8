"""Experiments by name, from a file or a link, or built of layers in plain form."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import ValidationError

from nnviz.core.errors import LinkError, NnvizError, SpecError
from nnviz.core.files.codec import LINK_PARAMETER, MAX_JSON, from_json, from_link
from nnviz.core.plan.plan import default_loss
from nnviz.core.spec.experiment import DataSpec, Experiment, TrainingSpec
from nnviz.data import DATASETS, default_spec, signature
from nnviz.data.experiments import checked
from nnviz.data.presets import PRESETS
from nnviz.data.starters import STARTERS
from nnviz.library.plain_layers import Plain, network_from


def starters() -> tuple[str, ...]:
    """Return the names of all starters: small experiments that learn within seconds.

    Examples:
        >>> import nnviz
        >>> nnviz.starters()[:3]
        ('circle', 'spiral', 'digits')
    """
    return tuple(STARTERS)


def starter(name: str) -> Experiment:
    """Return a starter by its name.

    Raises:
        NnvizError: There is none of this name.

    Examples:
        >>> import nnviz
        >>> [layer.id for layer in nnviz.starter("circle").network.layers]
        ['dense_1', 'dense_2', 'output']
    """
    return checked(_named(STARTERS, name, "starter").experiment)


def presets() -> tuple[str, ...]:
    """Return the names of all presets: architectures with the result that they reach.

    Examples:
        >>> import nnviz
        >>> "lenet" in nnviz.presets()
        True
    """
    return tuple(PRESETS)


def preset(name: str) -> Experiment:
    """Return a preset by its name.

    Raises:
        NnvizError: There is none of this name.

    Examples:
        >>> import nnviz
        >>> nnviz.preset("lenet").training.stop.epochs
        20
    """
    return checked(_named(PRESETS, name, "preset").experiment)


def datasets() -> tuple[str, ...]:
    """Return the names of all datasets.

    Examples:
        >>> import nnviz
        >>> {"circle", "digits", "wave"} <= set(nnviz.datasets())
        True
    """
    return tuple(DATASETS)


def _named(entries: Mapping[str, Any], name: str, what: str) -> Any:  # noqa: ANN401 - either kind
    if name not in entries:
        raise NnvizError(f"a {what} among {', '.join(entries)}", repr(name)[:60])
    return entries[name]


def load(source: str | Path | Mapping[str, Any]) -> Experiment:
    """Return the experiment in a file, in a link, or in JSON.

    Args:
        source: Path of a JSON file; an address of the app, or the part of it behind `e=`; JSON as
            text or as a dictionary.

    Raises:
        OSError: The file cannot be read.
        NnvizError: It is no experiment, or one that is not possible.

    Examples:
        >>> import nnviz
        >>> nnviz.load(
        ...     {
        ...         "nnviz": 2,
        ...         "data": {"name": "diabetes"},
        ...         "network": {
        ...             "layers": [{"id": "output", "kind": "dense", "params": {"units": 1}}]
        ...         },
        ...         "training": {"loss": "mse"},
        ...     }
        ... ).data.name
        'diabetes'
    """
    if isinstance(source, Mapping):
        return checked(_from_fields(dict(source)))
    if isinstance(source, Path):
        return checked(_from_file(source))
    text = source.strip()
    if text.startswith("{"):
        return checked(from_json(text))
    linked = parse_qs(urlsplit(text).query).get(LINK_PARAMETER)
    if linked:
        return checked(from_link(linked[0]))
    if Path(source).suffix.lower() == ".json":
        return checked(_from_file(Path(source)))
    return checked(from_link(text))


def _from_file(path: Path) -> Experiment:
    with path.open("rb") as file:
        data = file.read(MAX_JSON + 1)
    try:
        return from_json(data)
    except UnicodeDecodeError as error:
        raise LinkError("an experiment as JSON", "bytes that are no text") from error


def _from_fields(fields: dict[str, Any]) -> Experiment:
    try:
        text = json.dumps(fields)
    except (TypeError, ValueError) as error:
        raise LinkError("an experiment of plain values", str(error)[:80].rstrip(".")) from error
    return from_json(text)


def build(
    data: str | DataSpec,
    layers: Sequence[Plain],
    *,
    options: Mapping[str, Any] | None = None,
    output: bool = True,
    seed: int = 0,
    **training: Any,  # noqa: ANN401 - settings of training by name
) -> Experiment:
    """Return an experiment with these layers.

    Args:
        data: Name of a dataset, or the `data` of another experiment.
        layers: One entry each: a number of units for a dense layer with tanh, the name of a kind
            of layer, `(kind, {"parameter": value})`, or a dictionary with `kind`, parameters and,
            where several paths come together, `id` and `inputs`.
        options: Options of the dataset, such as `{"noise": 20}`.
        output: Whether to add the output layer that fits the data; otherwise the last one is it.
        seed: Draws the first weights and the batches.
        **training: Settings of training, such as `learning_rate`, `batch_size`, `optimizer`.

    Raises:
        NnvizError: A name, a value or a shape is not possible; says which.

    Examples:
        >>> import nnviz
        >>> dense = nnviz.build("spiral", [8, 8], learning_rate=0.01)
        >>> [layer.id for layer in dense.network.layers]
        ['dense_1', 'dense_2', 'output']
        >>> cnn = nnviz.build(
        ...     "digits",
        ...     [
        ...         ("conv2d", {"filters": 8, "kernel_size": 3, "activation": "relu"}),
        ...         "max_pooling2d",
        ...     ],
        ... )
        >>> [layer.kind for layer in cnn.network.layers]
        ['conv2d', 'max_pooling2d', 'flatten', 'dense']
    """
    spec = _spec(data)
    try:
        if options:
            spec = spec.changed(options={**spec.options, **options})
        found = signature(spec)
        settings = TrainingSpec.model_validate({"loss": default_loss(found.task), **training})
        network = network_from(layers, found, settings.loss, output=output)
        whole = Experiment(data=spec, network=network, training=settings, seed=seed)
    except ValidationError as error:
        raise _explained(error) from error
    return checked(whole)


def _spec(data: str | DataSpec) -> DataSpec:
    if isinstance(data, DataSpec):
        return data
    if not isinstance(data, str):
        raise SpecError("the name of a dataset, or the data of an experiment", repr(data)[:60])
    return default_spec(data)


def _explained(error: ValidationError) -> SpecError:
    """Say the first thing that is not possible, with its name."""
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        known = ", ".join(TrainingSpec.model_fields)
        return SpecError(f"settings of training among {known}", repr(where)[:60])
    message = first["msg"].removeprefix("Input should be ")
    return SpecError(f"{where} to be {message}", repr(first["input"])[:60])
