"""The command `python -m benchmarks`."""

import argparse
import importlib
import json
import os
import platform
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.table import Row, rendered

NAMES = ("train_speed", "backends", "live", "latency", "startup", "viewers", "memory", "big_graph",
         "presets", "views")  # fmt: skip


def measuring(name: str) -> Callable[[bool], list[Row]]:
    """Return the function `(quick) -> rows` of a benchmark."""
    return importlib.import_module(f"benchmarks.{name}").measure


def machine() -> dict[str, Any]:
    """Return what the figures were measured on, without any name of the machine."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one benchmark, or all of them one after the other."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", choices=NAMES, help="which one; all without it")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="measure for a shorter time")
    given = parser.parse_args(arguments)
    found: dict[str, Any] = {"machine": machine(), "load": os.getloadavg()[0], "benchmarks": {}}
    for name in (given.name,) if given.name else NAMES:
        rows = measuring(name)(given.quick)
        found["benchmarks"][name] = [row.record() for row in rows]
        if not given.json:
            print(rendered(name, rows), end="\n\n", flush=True)
    if given.json:
        json.dump(found, sys.stdout, indent=2)
        print()


if __name__ == "__main__":
    main()
