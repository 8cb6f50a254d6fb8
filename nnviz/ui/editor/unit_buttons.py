"""What is done alike to a layer and to a closed block: name, place, copy, and what it reads."""

from collections.abc import Sequence

import streamlit as st

from nnviz.ui.editor import editing
from nnviz.ui.state.choices import kept
from nnviz.ui.state.fields import is_echo, standing_at


def name_row(unit: str, label: str, words: str, *, first: bool, last: bool, alone: bool) -> None:
    """Draw the name of a layer or block, and buttons that move, copy and remove it.

    Args:
        unit: Its name.
        label: What it is.
        words: What the field says when it is asked for help.
        first: Whether nothing stands before it.
        last: Whether nothing stands behind it.
        alone: Whether the network has nothing else.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="layer_name"):
        place = standing_at(f"name_{unit}", unit)
        st.text_input(
            label, unit, key=place, on_change=_renamed, args=(unit, place), max_chars=40,
            width="stretch", help=words,
        )  # fmt: skip
        actions = (
            ("Up", "arrow_upward", "Change places with what is before.", editing.up, first),
            ("Down", "arrow_downward", "Change places with what is behind.", editing.down, last),
            ("Duplicate", "content_copy", "Put a copy behind it.", editing.duplicate, False),
            ("Remove", "delete", "Take it out; what read it reads what it read.", editing.remove,
             alone),
        )  # fmt: skip
        for name, icon, text, act, off in actions:
            st.button(
                name, key=f"layer_{name.lower()}", icon=f":material/{icon}:", help=text,
                on_click=act, args=(unit,), disabled=off,
            )  # fmt: skip


def _renamed(unit: str, place: str) -> None:
    name = str(st.session_state.get(place, "")).strip()
    if name and name != unit and not is_echo(place, unit):
        editing.rename(unit, name)


def reading_row(unit: str, read: Sequence[str], offered: Sequence[str]) -> None:
    """Draw what a layer or block reads, and what it could read besides.

    Args:
        unit: Its name.
        read: Ids of what it reads.
        offered: Ids of what it could read without a circle.
    """
    alone = len(read) == 1
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="layer_reads"):
        st.caption("Reads", width="content")
        for name in read:
            st.button(
                name, key=f"unread_{name}", icon=":material/link_off:", disabled=alone,
                on_click=editing.disconnect, args=(name, unit),
                help="It is all that is read here." if alone else "Disconnect it.",
            )  # fmt: skip
    if not offered:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="layer_link"):
        other = kept(
            st.selectbox, "Also read", offered[-1], key=f"link_{unit}", options=offered,
            help="Layers that do not depend on this one.",
        )  # fmt: skip
        st.button(
            "Connect", key="layer_connect", icon=":material/add_link:",
            on_click=editing.connect, args=(other, unit),
            help="Let that one be read here as well.",
        )  # fmt: skip
