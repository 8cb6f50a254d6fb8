"""What every preset actually reached, as recorded by `python -m benchmarks presets`."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("results.json")


@dataclass(frozen=True, slots=True)
class Result:
    """One training, to the epoch at which it is stated to end.

    Attributes:
        value: What the preset's goal measures, on test data.
        seconds: Processor time that training took, compilation included.
        epochs: Epochs trained.
        fingerprint: Of the experiment that was trained.
        stages: What its further stages reached, where it has some.
    """

    value: float
    seconds: float
    epochs: int
    fingerprint: str
    stages: "tuple[StageResult, ...]" = ()


@dataclass(frozen=True, slots=True)
class StageResult:
    """One further stage, trained after the stage before, and without it for comparison.

    Attributes:
        value: What the stage's goal measures, on test data.
        fresh: The same from new weights, with nothing frozen.
        seconds: Processor time that training took.
        epochs: Epochs trained, of both.
        fingerprint: Of the experiment that was trained.
    """

    value: float
    fresh: float
    seconds: float
    epochs: int
    fingerprint: str


@cache
def results() -> Mapping[str, Result]:
    """Return the recorded results by name of the preset."""
    found = json.loads(_FILE.read_text(encoding="utf-8"))
    return {name: _read(entry) for name, entry in found.items()}


def _read(entry: dict[str, Any]) -> Result:
    stages = tuple(StageResult(**stage) for stage in entry.get("stages", ()))
    return Result(**{**entry, "stages": stages})


def _written(result: Result) -> dict[str, Any]:
    return {name: value for name, value in asdict(result).items() if name != "stages" or value}


def write(found: Mapping[str, Result]) -> None:
    """Replace the recorded results."""
    text = json.dumps({name: _written(result) for name, result in found.items()}, indent=1)
    _FILE.write_text(f"{text}\n", encoding="utf-8")
    results.cache_clear()
