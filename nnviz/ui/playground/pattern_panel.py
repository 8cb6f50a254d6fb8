"""The visitor's patterns: drawn and stored, or damaged and sent to be recalled."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nnviz.core.spec.experiment import Experiment
from nnviz.data.experiments import with_data
from nnviz.data.sets.pictures.patterns import MOST_DRAWN, as_hex, damaged, from_hex, stored
from nnviz.data.sets.pictures.small_pictures import SIDE
from nnviz.live.canvas import picture_pad
from nnviz.ui.playground import words
from nnviz.ui.playground.energy_options import START
from nnviz.ui.state import running
from nnviz.ui.state.choices import choose, chosen, kept
from nnviz.ui.state.session import edit

_INK = 0.3
"""Share of a pixel that the pen must cover for it to count as ink."""
_LOT = "pattern_lot"


def popover(now: Experiment) -> None:
    """Draw the button behind which patterns are drawn, stored and damaged."""
    with st.popover(
        words.PATTERNS.label,
        icon=":material/draw:",
        key="pattern_popover",
        help=words.PATTERNS.help,
    ):
        way = kept(
            st.segmented_control, words.PATTERN_WAY.label, "draw", key="pattern_way",
            options=words.PATTERN_WAYS, format_func=words.PATTERN_WAYS.__getitem__, required=True,
            label_visibility="collapsed", help=words.PATTERN_WAY.help,
        )  # fmt: skip
        if way == "draw":
            _drawing()
            _own_ones(now)
        else:
            _damaging(now)


@st.fragment
def _drawing() -> None:
    """Let a pattern be drawn; it is recalled while it is drawn, and stored when asked for."""
    ink = picture_pad(SIDE, SIDE, key="pattern_pad")
    st.caption(words.COMPLETES)
    # Always there: a pad that moved when the first stroke brought the button would be missed.
    stored_now = st.button(
        words.STORE.label, key="store_pattern", icon=":material/save:", disabled=ink is None,
        help=words.STORE.help,
    )  # fmt: skip
    if ink is None:
        return
    pattern = as_pattern(ink)
    _send(pattern)
    if stored_now:
        edit(lambda now: with_pattern(now, pattern))
        running.play()
        st.rerun()


def _send(pattern: NDArray[np.float32]) -> None:
    """Give the run a pattern, and have it recalled once it is another one than before."""
    # Reading pictures is for those who draw: the first page does without.
    from nnviz.ui.inspect.custom_example import give

    token = running.known_token()
    if token is None:
        return
    if give(token, pattern.reshape(SIDE, SIDE, 1)) and chosen(START) != "own":
        choose(START, "own")
        st.rerun()


def as_pattern(ink: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return a drawing, several times as fine, as `(64,)` of 0 and 1."""
    fine = ink.shape[0] // SIDE
    covered = ink.reshape(SIDE, fine, SIDE, fine).mean(axis=(1, 3)) / 255
    return (covered > _INK).astype(np.float32).reshape(-1)


def with_pattern(now: Experiment, pattern: NDArray[np.float32]) -> Experiment:
    """Return the experiment with one more drawn pattern; the oldest gives way to the fifth."""
    own = from_hex(str(now.data.options.get("drawn", "")))
    texts = [as_hex(one) for one in (*own, pattern)]
    return _with_drawn(now, "".join(texts[-MOST_DRAWN:]))


def _with_drawn(now: Experiment, text: str) -> Experiment:
    return with_data(now, now.data.changed(options={**now.data.options, "drawn": text}))


def _own_ones(now: Experiment) -> None:
    """Say how many of the visitor's patterns are stored, and offer to remove them."""
    count = len(from_hex(str(now.data.options.get("drawn", ""))))
    if count:
        st.caption(words.patterns_stored(count, MOST_DRAWN))
        st.button(
            words.REMOVE_MINE.label, key="forget_patterns", type="tertiary", on_click=edit,
            args=(lambda now: _with_drawn(now, ""),),
            help=words.REMOVE_MINE.help,
        )  # fmt: skip


def _damaging(now: Experiment) -> None:
    """Let a stored pattern be damaged and recalled."""
    patterns, names = stored(now.data)
    which = kept(
        st.selectbox, words.PATTERN.label, 0, key="pattern_damaged", options=range(len(names)),
        format_func=names.__getitem__, help=words.PATTERN.help,
    )  # fmt: skip
    amount = kept(
        st.slider, words.DAMAGE.label, 30, key="pattern_amount", min_value=0, max_value=100,
        step=5, help=words.DAMAGE.help,
    )  # fmt: skip
    lot = int(chosen(_LOT, 0))
    st.button(
        words.OTHER_PIXELS.label, key="pattern_lot_again", icon=":material/refresh:",
        on_click=choose, args=(_LOT, lot + 1), help=words.OTHER_PIXELS.help,
    )  # fmt: skip
    rng = np.random.default_rng([lot, which])
    _send(damaged(patterns[which], amount / 100, rng))
    st.caption(words.FINDS_BACK)
