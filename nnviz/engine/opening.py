"""Opening a model file in a separate process that is started for it and ends with it.

What comes back is plain data, and is checked again.
"""

import hashlib
import io
import json
import struct
import subprocess
import threading
import zipfile
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pydantic import ValidationError

from nnviz.core.errors import LinkError, OpenError
from nnviz.core.files.codec import from_json
from nnviz.core.files.confined import bare_environment, reading_command
from nnviz.core.files.places import PACKAGE
from nnviz.core.opening.opened import Opened
from nnviz.core.run.run import Weights
from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.kinds import Shape
from nnviz.core.spec.network import NetworkSpec

MAX_FILE = 20_000_000
"""Most bytes of a file."""
PATIENCE = 30.0
"""Seconds after which reading a file is abandoned, however busy the machine is."""
_PROCESSOR = 8.0
"""Seconds of processor time for a small file."""
_BYTES_A_SECOND = 1_500_000
"""A larger file has a second more for so many bytes."""
AT_ONCE = 2
"""Files that are read at the same time; others wait for their turn."""
LONGEST_WAIT = 30.0
"""Seconds after which waiting for a turn is given up."""
_KEPT = 256
"""Files that could not be read in time and are not tried again."""
_OUT_OF_TIME = 24
"""The signal that ends a process which has used up its processor time (SIGXCPU)."""
_HEAD = struct.Struct("<Q")
_turn = threading.BoundedSemaphore(AT_ONCE)
_hopeless: dict[str, None] = {}
"""Fingerprints of files that could not be read in time, the oldest first."""


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """The content of a file.

    Attributes:
        opened: Its network.
        weights: Learned weights by layer id; empty when there are none.
        experiment: The whole experiment, when nnviz wrote the file.
    """

    opened: Opened
    weights: Weights = field(default_factory=dict[str, Any])
    experiment: Experiment | None = None


def open_model(data: bytes, given: Shape | None = None) -> OpenedFile:
    """Read a model file or Keras code without running anything of it.

    Args:
        data: A `.keras` or old `.h5` file, an architecture as JSON, Keras code or a notebook.
        given: Shape of one example, for a network that does not say what it reads.

    Raises:
        OpenError: It cannot be opened; says why, with the layer's name.
    """
    if len(data) > MAX_FILE:
        raise OpenError(f"a file of at most {MAX_FILE:,} bytes", f"{len(data):,}")
    if not data.strip():
        raise OpenError("a model file or Keras code", "nothing")
    header, body = _split(_answered(data, given))
    if refused := header.get("refused"):
        raise OpenError(*refused)
    try:
        opened = Opened.model_validate(header["opened"])
    except (ValidationError, KeyError) as error:
        raise OpenError("an answer about the file", "a damaged one") from error
    return OpenedFile(opened, _weights(body), _experiment(header.get("experiment"), opened))


def _answered(data: bytes, given: Shape | None) -> bytes:
    """Let a new process read the file and return its answer."""
    name = hashlib.sha256(data).hexdigest()
    if name in _hopeless:
        raise _too_long(processor(len(data)))
    if not _turn.acquire(timeout=LONGEST_WAIT):
        raise OpenError("a free place to read the file", "too many files at once", "Try again.")
    try:
        done = _read(data, given)
    except subprocess.TimeoutExpired as error:
        raise _too_long(PATIENCE) from error
    finally:
        _turn.release()
    if -done.returncode == _OUT_OF_TIME:
        _hopeless[name] = None
        while len(_hopeless) > _KEPT:
            _hopeless.pop(next(iter(_hopeless)))
        raise _too_long(processor(len(data)))
    if done.returncode != 0:
        raise OpenError(
            "a file that can be read with little memory and time",
            "one that needed more than is allowed",
        )
    return done.stdout


def processor(size: int) -> float:
    """Return the seconds of processor time that reading a file of so many bytes may take."""
    return _PROCESSOR + size / _BYTES_A_SECOND


def _too_long(seconds: float) -> OpenError:
    return OpenError(
        f"a file that is read within {seconds:.3g} s", "one that takes longer",
        "It is probably damaged.",
    )  # fmt: skip


def _read(data: bytes, given: Shape | None) -> "subprocess.CompletedProcess[bytes]":
    """Run the process that reads one file; TimeoutExpired when it takes too long."""
    sizes = ",".join(str(size) for size in given or ())
    command = reading_command("nnviz.model.opening.child", str(PACKAGE.parent))
    return subprocess.run(
        [*command, f"{processor(len(data)):.0f}", sizes],
        input=data,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        env=bare_environment(),
    )


def _split(answer: bytes) -> tuple[dict[str, Any], bytes]:
    (length,) = _HEAD.unpack_from(answer)
    start = _HEAD.size + length
    return json.loads(answer[_HEAD.size : start]), answer[start:]


def _weights(body: bytes) -> Weights:
    """Return the arrays by layer."""
    if not body:
        return {}
    found: dict[str, dict[int, Any]] = {}
    try:
        with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
            for name in arrays.files:
                layer, _, number = name.partition("/")
                found.setdefault(layer, {})[int(number)] = arrays[name]
    except (ValueError, zipfile.BadZipFile) as error:
        raise OpenError("weights that can be read", "damaged ones") from error
    return {layer: tuple(one[number] for number in sorted(one)) for layer, one in found.items()}


def _experiment(text: Any, opened: Opened) -> Experiment | None:  # noqa: ANN401
    """Return the experiment that nnviz wrote into the file, if it is about the same network."""
    if not isinstance(text, str) or not text:
        return None
    try:
        found = from_json(text)
    except LinkError:
        return None
    return found if same_network(found.network, opened.network) else None


def same_network(first: NetworkSpec, second: NetworkSpec) -> bool:
    """Say whether two networks have the same layers, in whatever order they are listed."""
    return _described(first) == _described(second)


def _described(network: NetworkSpec) -> dict[str, tuple[Any, ...]]:
    return {
        layer.id: (layer.kind, sorted(layer_values(layer).items()), network.sources(index))
        for index, layer in enumerate(network.layers)
    }
