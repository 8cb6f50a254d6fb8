"""Weights of an `.h5` file: in a group for each layer, in the order in which Keras lists them."""

import io
from collections.abc import Mapping
from typing import Any, cast

import h5py
from numpy.typing import NDArray

from nnviz.core.errors import OpenError
from nnviz.core.opening.weight_shapes import Weight
from nnviz.model.opening.hdf5 import DAMAGED, array, require_plain

_ALL = "model_weights"
_NAMES = "weight_names"
_MOST = 10_000
"""Most weights of a layer."""


def read_old_weights(
    data: bytes, wanted: Mapping[str, tuple[Weight, ...]], names: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[NDArray[Any], ...]]:
    """Read the weights of layers out of an `.h5` file of a whole model.

    Args:
        data: The file.
        wanted: The weights that each layer should have, by its id.
        names: Names of the layers in the file by id, those of the models around them first.

    Returns:
        Arrays by layer id, in the order asked for; empty for a file without weights.

    Raises:
        OpenError: The file is not plain, or its weights are not those of these layers.
    """
    try:
        with h5py.File(io.BytesIO(data), "r") as file:
            require_plain(file)
            if _ALL not in file:
                return {}
            return {
                layer: tuple(
                    array(file, layer, path, weight)
                    for path, weight in zip(
                        _paths(file, layer, names[layer], weights), weights, strict=True
                    )
                )
                for layer, weights in wanted.items()
            }
    except OpenError:
        raise
    except DAMAGED as error:
        raise OpenError("weights that can be read", f"a damaged file ({error})"[:200]) from error


def _paths(
    file: h5py.File, layer: str, name: tuple[str, ...], weights: tuple[Weight, ...]
) -> list[str]:
    """Return where the weights of a layer lie, in their order."""
    where = f"{_ALL}/{name[0]}"
    group = file.get(where)
    if not isinstance(group, h5py.Group):
        raise OpenError(f"weights of layer '{layer}' at {where[:80]}", "none")
    listed = _listed(group)
    if len(name) > 1:
        # The weights of a model inside the model stand together: those with the layer's name.
        listed = [one for one in listed if name[-1] in one.split("/")[:-1]]
    # Random numbers that a layer draws have a state of their own behind its weights.
    listed = [one for one in listed if "seed_generator" not in one]
    if len(listed) != len(weights):
        raise OpenError(f"{len(weights)} weights of layer '{layer}'", f"{len(listed)}")
    # What training changes comes first here.
    order = sorted(range(len(weights)), key=lambda index: weights[index].fixed)
    places = dict(zip(order, listed, strict=True))
    return [f"{where}/{places[index]}" for index in range(len(weights))]


def _listed(group: h5py.Group) -> list[str]:
    """Return the names of a group's weights; many are split over several attributes."""
    found: list[str] = []
    keys = [_NAMES] if _NAMES in group.attrs else [f"{_NAMES}{part}" for part in range(100)]
    for key in keys:
        if key not in group.attrs:
            break
        names = [*cast("Any", group.attrs[key])]
        found += [one.decode() if isinstance(one, bytes) else str(one) for one in names]
        if len(found) > _MOST:
            raise OpenError(f"at most {_MOST:,} weights in a layer", "more")
    return found
