"""Frame: what the browser gets, and its bytes on the wire.

Layout, little-endian: `uint32` length of the header, the header as UTF-8 JSON, padding to a
multiple of 8, then every array's bytes, each padded to a multiple of 8. The header lists the
arrays with name, dtype, shape, offset (from the end of the padded header) and, for arrays sent
as `uint8`, the `low` and `high` that 0 and 255 represent.
"""

import json
import math
import struct
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

_ALIGN = 8


@dataclass(frozen=True, slots=True)
class Quantized:
    """Values sent as one byte each: 0 represents `low`, 255 `high`; others are clipped.

    Where some are NaN, 0 represents those, and 1 to 255 the others: what is not known must not look
    like a value.
    """

    values: NDArray[np.floating[Any]]
    low: float
    high: float

    def bounds(self) -> tuple[float, float]:
        """Return `low` and `high`; one that is not finite counts as 0."""
        low, high = float(self.low), float(self.high)
        return (low if math.isfinite(low) else 0.0, high if math.isfinite(high) else 0.0)

    @property
    def gaps(self) -> bool:
        """Whether some values are NaN."""
        return bool(np.isnan(self.values).any())

    def bytes_array(self) -> NDArray[np.uint8]:
        """Return the values as `uint8`."""
        low, high = self.bounds()
        missing = np.isnan(self.values)
        known = np.where(missing, low, self.values.astype(np.float64))
        inside = (np.clip(known, min(low, high), max(low, high)) - low) / ((high - low) or 1.0)
        if not self.gaps:
            return np.rint(inside * 255.0).astype(np.uint8)
        return np.where(missing, 0, np.rint(inside * 254.0) + 1).astype(np.uint8)


Payload = NDArray[np.generic] | Quantized


@dataclass(frozen=True, slots=True)
class Frame:
    """The state of a run, as the browser gets it.

    Attributes:
        header: JSON values about the run: `version`, `state`, `reason`, `epoch`, `step`,
            `seconds`, `steps_per_second`, `device`, `metrics`, `notes` (why a probe does
            not fit, by key) and `keys` (those of the wish that the frame answers).
        arrays: Named arrays, `key/array`.
    """

    header: dict[str, Any]
    arrays: dict[str, Payload] = field(default_factory=dict[str, Payload])

    def encode(self) -> bytes:
        """Return the frame as bytes."""
        entries: list[dict[str, Any]] = []
        chunks: list[bytes] = []
        offset = 0
        for name, payload in self.arrays.items():
            entry, data = _entry(name, payload, offset)
            entries.append(entry)
            chunks.append(data)
            offset += len(data)
        text = json.dumps(_finite({**self.header, "arrays": entries}), allow_nan=False).encode()
        head = struct.pack("<I", len(text)) + text
        return b"".join([head + b" " * (-len(head) % _ALIGN), *chunks])

    @classmethod
    def decode(cls, data: bytes) -> "Frame":
        """Return the frame that these bytes hold; quantized arrays come back as float32."""
        (length,) = struct.unpack_from("<I", data)
        header = json.loads(data[4 : 4 + length])
        start = 4 + length + (-(4 + length) % _ALIGN)
        arrays: dict[str, Payload] = {}
        for entry in header.pop("arrays"):
            array = np.frombuffer(
                data, entry["dtype"], math.prod(entry["shape"]), start + entry["offset"]
            ).reshape(entry["shape"])
            if "low" in entry:
                array = _restored(array, entry)
            arrays[entry["name"]] = array
        return cls(header, arrays)


def _restored(levels: NDArray[Any], entry: dict[str, Any]) -> NDArray[np.float32]:
    """Return the values that bytes represent, NaN where there are gaps."""
    low, span = entry["low"], entry["high"] - entry["low"]
    if not entry.get("gaps"):
        return (levels * (span / 255.0) + low).astype(np.float32)
    values = (levels - 1.0) * (span / 254.0) + low
    return np.where(levels > 0, values, np.nan).astype(np.float32)


def _entry(name: str, payload: Payload, offset: int) -> tuple[dict[str, Any], bytes]:
    """Describe one array and return its padded bytes."""
    entry: dict[str, Any] = {"name": name, "offset": offset}
    if isinstance(payload, Quantized):
        array: NDArray[np.generic] = payload.bytes_array()
        entry["low"], entry["high"] = payload.bounds()
        if payload.gaps:
            entry["gaps"] = True
    else:
        array = payload.astype(_sent(payload.dtype))
    entry |= {"dtype": array.dtype.name, "shape": list(array.shape)}
    data = np.ascontiguousarray(array).tobytes()
    return entry, data + b"\0" * (-len(data) % _ALIGN)


def _sent(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the little-endian type in which an array travels.

    Raises:
        TypeError: The array holds something other than numbers or truth values.
    """
    if dtype.kind not in "fiub":
        raise TypeError(f"Expected an array of numbers, received {dtype}.")
    if dtype.kind == "f":
        return np.dtype("<f4")
    return dtype.newbyteorder("<") if dtype.kind != "b" and dtype.itemsize < 8 else np.dtype("<i4")


def _finite(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value as plain JSON: NumPy scalars unpacked, NaN and infinities as null."""
    if isinstance(value, np.generic):
        return _finite(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        entries = cast("dict[str, Any]", value)
        return {key: _finite(item) for key, item in entries.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in cast("list[Any]", value)]
    return value
