"""What every preset has really reached, as `python -m benchmarks presets` recorded it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("results.json")


@dataclass(frozen=True, slots=True)
class Result:
    """One training, to the epoch at which it is stated to end.

    Attributes:
        value: What the preset's goal measures, on test data.
        seconds: Processor time that training took, compilation included.
        epochs: Epochs trained.
        fingerprint: Of the experiment that was trained.
    """

    value: float
    seconds: float
    epochs: int
    fingerprint: str


@cache
def results() -> Mapping[str, Result]:
    """Return the recorded results by name of the preset."""
    found = json.loads(_FILE.read_text(encoding="utf-8"))
    return {name: Result(**entry) for name, entry in found.items()}


def write(found: Mapping[str, Result]) -> None:
    """Replace the recorded results."""
    text = json.dumps({name: asdict(result) for name, result in found.items()}, indent=1)
    _FILE.write_text(f"{text}\n", encoding="utf-8")
    results.cache_clear()
