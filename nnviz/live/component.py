"""The Streamlit side of the live component: figures and status lines that follow a run.

The JavaScript is `assets/live.js`.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import streamlit as st

from nnviz.core.run.head import SHARES
from nnviz.live.markup import without_foreign_tags
from nnviz.live.module import nothing, registered
from nnviz.live.pushing import next_order, push

_MODULE = "live.js"
FIELDS = (
    "state", "epoch", "seconds", "rate", "loss", "test_loss", "accuracy", "test_accuracy",
    "test_r2", "device",
)  # fmt: skip
"""What a status line can show, in this order."""

_SHOWN = "nnviz_shown"
"""Where a session keeps what each place shows: fingerprint and order."""
_PLACES = "nnviz_places"
"""Where it keeps which places each part of its page has had, by the name of the part."""
_PART = "nnviz_part"
"""The part that is being drawn: its places as the browser shows them, and as they are now."""


class Figure(Protocol):
    """What this module needs of a Plotly figure."""

    @property
    def layout(self) -> Any:  # noqa: ANN401 - Plotly's
        """Return the layout with its height in pixels, and in `meta` what the figure wants."""

    def to_json(self) -> str | None:
        """Return the figure as JSON."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure as it travels to the browser, worth keeping because writing it takes a while.

    Attributes:
        text: The figure as JSON.
        height: In pixels.
        fingerprint: Equal for equal figures.
        wants: The probes that it asks for, as they stand in it.
    """

    text: str
    height: int
    fingerprint: str
    wants: tuple[dict[str, Any], ...] = ()

    @classmethod
    def of(cls, figure: Figure) -> "Drawn":
        """Write a figure out."""
        text = without_foreign_tags(figure.to_json() or "{}")
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        wants = (figure.layout.meta or {}).get("wants", ())
        return cls(text, int(figure.layout.height or 0), digest, tuple(wants))


def view(
    drawn: Drawn,
    *,
    key: str,
    token: str | None = None,
    height: int | None = None,
    grows: bool = False,
    on_click: Callable[[], None] | None = None,
) -> dict[str, Any] | None:
    """Show a figure that follows a run.

    Args:
        drawn: A figure from `nnviz.figures`, written out.
        height: Pixels that it gets at least, so that what is below it stays where it is; a figure
            that needs more has more.
        grows: Whether it is higher in a window that is higher than the page is designed for.
        key: Name of this place on the page; keep it while the figure changes, and the browser
            keeps zoom and hover.
        token: The run; None shows the figure as it is.
        on_click: Called before the rerun that a click causes.

    Returns:
        What was clicked (`kind` and what identifies it) in the rerun that the click caused,
        otherwise None.
    """
    data = show_ahead(drawn, key=key, token=token, height=height, grows=grows)
    result = registered(_MODULE)(key=key, data=data, on_clicked_change=on_click or nothing)
    return result.get("clicked")


def show_ahead(
    drawn: Drawn,
    *,
    key: str,
    token: str | None = None,
    height: int | None = None,
    grows: bool = False,
) -> dict[str, Any]:
    """Show a changed figure at once in a place where the browser shows an earlier one.

    Where it shows none yet, it asks the run for the figure's numbers while the page is still being
    made.

    A page calls this for the figure that matters most before it does anything else; `view`,
    which has the same arguments, has to follow in the same run of the page.

    Returns:
        What the component needs to show it.
    """
    tall = max(height or 0, drawn.height)
    fingerprint = f"{drawn.fingerprint}-{tall}"
    shown: dict[str, tuple[str, int]] = st.session_state.setdefault(_SHOWN, {})
    known, order = shown.get(key, ("", 0))
    changed = known != fingerprint
    if changed:
        order = next_order()
        shown[key] = (fingerprint, order)
    data = {
        "type": "figure", "place": key, "token": token, "figure": drawn.text, "height": tall,
        "grows": grows, "fingerprint": fingerprint, "order": order,
    }  # fmt: skip
    if _new(key) and drawn.wants and token is not None:
        push(token, json.dumps({"place": key, "wants": drawn.wants}))
    if changed and known and token is not None:
        push(token, json.dumps({"place": key, "data": data}))
    return data


@contextmanager
def part(name: str, page: str = "") -> Iterator[None]:
    """Note which places a part of a page has, to know the next time which of them are new.

    Args:
        name: The part; one that is drawn again by itself has a name of its own.
        page: The page, for the part that is all of it: on another page every place is new.
    """
    known, of = st.session_state.get(_PLACES, ({}, ""))
    if page and page != of:
        known, of = {}, page
    outer, now = st.session_state.get(_PART), set[str]()
    st.session_state[_PLACES] = (known, of)
    st.session_state[_PART] = (known.get(name, set()), now)
    try:
        yield
    finally:
        known[name] = now
        st.session_state[_PART] = outer


def _new(place: str) -> bool:
    """Note that a place is drawn, and say whether it was not when its part was drawn last."""
    before, now = st.session_state.get(_PART) or (set(), set())
    now.add(place)
    return place not in before


def status(
    token: str | None,
    *,
    key: str,
    header: dict[str, Any] | None = None,
    fields: Sequence[str] = FIELDS,
    metric: str = "accuracy",
) -> None:
    """Show a line of numbers that follow a run: state, epoch, time, rate, metrics, device.

    A line that shows the state has the page rerun once when it differs from what the page was
    made with, as soon as no rerun and no dialog of the visitor's is in the way.

    Args:
        token: The run; None shows only `header`.
        key: Name of this place on the page.
        header: What is known of the run while the page is made, as in a frame's header.
        fields: Which of `FIELDS` to show.
        metric: What the second metric is called; `accuracy` is shown in percent.
    """
    known = header or {"state": "created"}
    # No value is a dict or a list: Streamlit would load pandas to see whether it is a table.
    data = {
        "type": "status",
        "token": token,
        "header": json.dumps(known),
        "fields": " ".join(name for name in FIELDS if name in fields),
        "metric": metric,
        "percent": metric in SHARES,
        "alt": "Training status",
    }
    registered(_MODULE)(key=key, data=data, on_run_state_change=nothing)
