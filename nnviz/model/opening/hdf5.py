"""Untrusted HDF5: weights and the description of old models, as plain NumPy and text.

Every object of the file is checked before any array is read: no links that lead elsewhere, no
arrays whose bytes lie outside the file or come from others, nothing compressed.
"""

import io
from collections.abc import Iterator, Mapping
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import OpenError
from nnviz.core.opening.strict_json import MAX_BYTES
from nnviz.core.opening.weight_shapes import Weight

MAGIC = b"\x89HDF\r\n\x1a\n"
MAX_OBJECTS = 20_000
MAX_DEPTH = 24
_OLD = "_layer_checkpoint_dependencies"
_PLAIN_LAYOUTS = (h5py.h5d.COMPACT, h5py.h5d.CONTIGUOUS)
DAMAGED = (OSError, RuntimeError, KeyError, ValueError, TypeError)


def read_weights(
    data: bytes, wanted: Mapping[str, tuple[str, tuple[Weight, ...]]]
) -> dict[str, tuple[NDArray[Any], ...]]:
    """Read the weights of layers out of a `model.weights.h5`.

    Args:
        data: The file.
        wanted: Where each layer keeps its weights, and which they are, by layer id.

    Returns:
        Arrays by layer id in the order asked for; whole numbers for weights that count.

    Raises:
        OpenError: The file is not plain, an array is missing, or has another shape or type.
    """
    try:
        with h5py.File(io.BytesIO(data), "r") as file:
            require_plain(file)
            old = "layers" not in file and _OLD in file
            return {
                layer: tuple(
                    array(file, layer, _path(file, place, weight.path, old=old), weight)
                    for weight in weights
                )
                for layer, (place, weights) in wanted.items()
            }
    except OpenError:
        raise
    except DAMAGED as error:
        raise OpenError("weights that can be read", f"a damaged file ({error})"[:200]) from error


def read_description(data: bytes) -> bytes:
    """Return the description of the model that an old `.h5` file holds, as JSON.

    Raises:
        OpenError: There is none, or the file is not plain.
    """
    try:
        with h5py.File(io.BytesIO(data), "r") as file:
            require_plain(file)
            if "model_config" not in file.attrs:
                raise OpenError("an .h5 file of a whole model", "one that holds only weights")
            text = file.attrs["model_config"]
    except OpenError:
        raise
    except DAMAGED as error:
        raise OpenError("an .h5 file that can be read", f"a damaged one ({error})"[:200]) from error
    found = text.encode() if isinstance(text, str) else text
    if not isinstance(found, bytes) or len(found) > MAX_BYTES:
        raise OpenError(f"a description of at most {MAX_BYTES:,} bytes", "something else")
    return found


def require_plain(file: h5py.File) -> None:
    """Look at every object of the file."""
    for count, (path, found) in enumerate(_objects(file, "", 0)):
        if count > MAX_OBJECTS:
            raise OpenError(f"at most {MAX_OBJECTS:,} objects in the file", "more")
        if isinstance(found, h5py.Dataset):
            _require_own_bytes(path, found)


def _objects(group: h5py.Group, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Yield every object below a group; a link is followed only when it is a plain one."""
    if depth > MAX_DEPTH:
        raise OpenError(f"groups nested at most {MAX_DEPTH} deep", "deeper nesting")
    for name in group:
        where = f"{path}/{name}"
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            raise OpenError("weights without links", f"a link at {where[:80]!a}")
        found = group.get(name)
        yield where, found
        if isinstance(found, h5py.Group):
            yield from _objects(found, where, depth + 1)


def _require_own_bytes(path: str, found: h5py.Dataset) -> None:
    made = found.id.get_create_plist()
    told = f"{path[:80]!a}"
    if made.get_layout() == h5py.h5d.VIRTUAL or found.is_virtual:
        raise OpenError("ordinary arrays", f"a virtual array at {told}")
    if made.get_external_count():
        raise OpenError("arrays inside the file", f"an external array at {told}")
    if made.get_nfilters() or made.get_layout() not in _PLAIN_LAYOUTS:
        raise OpenError("arrays as Keras stores them", f"a compressed or chunked array at {told}")


def _path(file: h5py.File, place: str, weight: str, *, old: bool) -> str:
    """Return where a weight lies; Keras 2.12 to 2.14 called the group of all layers otherwise."""
    if not old:
        return f"{place}/{weight}"
    parts = [_OLD if part == "layers" else part for part in place.split("/")]
    path = f"{'/'.join(parts)}/{weight}"
    # Parts of a layer had the names of its attributes then, such as `_query_dense`.
    return path if path in file else f"{'/'.join(parts)}/_{weight}"


def array(file: h5py.File, layer: str, path: str, weight: Weight) -> NDArray[Any]:
    """Read one array, after comparing its header with what is expected.

    Args:
        file: The file, of which every object has been looked at.
        layer: Whose weight it is, for errors.
        path: Where it lies.
        weight: What it should be.

    Raises:
        OpenError: It is missing, has another shape or type, or numbers that are none.
    """
    found = file.get(path)
    if not isinstance(found, h5py.Dataset):
        raise OpenError(f"weights of layer '{layer}' at {path}", "none")
    if tuple(found.shape or ()) != weight.shape or found.shape is None:
        raise OpenError(
            f"weights of layer '{layer}' of shape {weight.shape}", f"{found.shape} at {path}"
        )
    if found.dtype.kind != ("i" if weight.counts else "f") or found.dtype.itemsize > 8:
        raise OpenError(f"floating-point weights of layer '{layer}'", f"{found.dtype} at {path}")
    values = np.zeros(weight.shape, found.dtype)
    found.read_direct(values) if values.size else None
    plain = values.astype(np.float32)
    if not np.isfinite(plain).all():
        raise OpenError(f"finite weights of layer '{layer}'", f"NaN or infinity at {path}")
    return plain
