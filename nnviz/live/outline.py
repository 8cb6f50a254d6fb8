"""The layers of a network as a list of buttons, for keyboard and screen reader (`outline.js`)."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from nnviz.live.module import registered

_HANDLED = "nnviz_outline_handled"
_LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list.

    Attributes:
        id: Of the layer.
        title: What it is called.
        facts: Short facts at the end of the line.
        reads: What else is to be said, on a line of its own.
        trouble: What is wrong with it.
        fixed: Whether it cannot be moved.
    """

    id: str
    title: str
    facts: str = ""
    reads: str = ""
    trouble: str = ""
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for in the list.

    Attributes:
        action: `choose`, `up`, `down`, `after`, `remove`, `duplicate`, `name` or `connect`.
        layer: Id of the row.
        value: Id of another row (`after`, `connect`) or a text (`name`).
    """

    action: str
    layer: str
    value: str


def outline(
    rows: Sequence[Row],
    answer: Callable[[Asked], None],
    *,
    chosen: str,
    said: str,
    label: str,
    key: str,
) -> None:
    """Show the list.

    Args:
        rows: From top to bottom.
        answer: Called with everything that is asked for, in order, before the rerun it causes.
        chosen: Id of the row that is marked.
        said: What is said under the list and read aloud; empty for how the keys work.
        label: What the list is called.
        key: Name of this place on the page.
    """
    handled: dict[str, int] = st.session_state.setdefault(_HANDLED, {})

    def heard() -> None:
        for number, asked in read(st.session_state[key].get("asked")):
            if number > handled.get(key, 0):
                handled[key] = number
                answer(asked)

    data = {
        "rows": json.dumps([asdict(row) for row in rows]), "chosen": chosen, "said": said,
        "handled": handled.get(key, 0), "label": label,
    }  # fmt: skip
    registered("live/outline.js")(key=key, data=data, on_asked_change=heard)


def read(text: Any) -> list[tuple[int, Asked]]:  # noqa: ANN401 - whatever a browser sends
    """Return the numbered actions that a browser reports; none for anything else."""
    if not isinstance(text, str) or len(text) > _LONGEST:
        return []
    try:
        entries = json.loads(text)
        return [
            (int(number), Asked(str(action), str(layer), str(value)))
            for number, action, layer, value in entries
        ]
    except (TypeError, ValueError, RecursionError):
        return []
