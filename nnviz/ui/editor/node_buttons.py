"""What is done alike to a layer and to a closed block: name, place, copy, and what it reads."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from nnviz.ui.editor import editing, words
from nnviz.ui.state.choices import kept
from nnviz.ui.state.fields import is_echo, standing_at


def name_row(node: str, label: str, text: str, *, first: bool, last: bool, alone: bool) -> None:
    """Draw the name of a layer or block, and buttons that move, copy and remove it.

    Args:
        node: Its name.
        label: What it is.
        text: What the field says when it is asked for help.
        first: Whether nothing stands before it.
        last: Whether nothing stands behind it.
        alone: Whether the network has nothing else.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="layer_name"):
        place = standing_at(f"name_{node}", node)
        st.text_input(
            label, node, key=place, on_change=_renamed, args=(node, place), max_chars=40,
            width="stretch", help=text,
        )  # fmt: skip
        actions = (
            ("up", words.UP, "arrow_upward", editing.up, first),
            ("down", words.DOWN, "arrow_downward", editing.down, last),
            ("duplicate", words.DUPLICATE, "content_copy", editing.duplicate, False),
            ("remove", words.REMOVE, "delete", editing.remove, alone),
        )
        for name, what, icon, act, off in actions:
            st.button(
                what.label, key=f"layer_{name}", icon=f":material/{icon}:", help=what.help,
                on_click=act, args=(node,), disabled=off,
            )  # fmt: skip


def _renamed(node: str, place: str) -> None:
    name = str(st.session_state.get(place, "")).strip()
    if name and name != node and not is_echo(place, node):
        editing.rename(node, name)


def reading_row(node: str, read: Sequence[str], offered: Sequence[str]) -> None:
    """Draw what a layer or block reads, and what it could read besides.

    Args:
        node: Its name.
        read: Ids of what it reads; one may occur several times.
        offered: Ids of what it could read without a circle.
    """
    times = Counter(read)
    alone = len(times) == 1
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="layer_reads"):
        st.caption(words.READS, width="content")
        for name, count in times.items():
            st.button(
                words.read_times(name, count), key=f"unread_{name}", icon=":material/link_off:",
                disabled=alone, on_click=editing.disconnect, args=(name, node),
                help=words.ONLY_INPUT if alone else words.UNREAD,
            )  # fmt: skip
    if not offered:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="layer_link"):
        other = kept(
            st.selectbox, words.ALSO_READ.label, offered[-1], key=f"link_{node}", options=offered,
            help=words.ALSO_READ.help,
        )  # fmt: skip
        st.button(
            words.CONNECT.label, key="layer_connect", icon=":material/add_link:",
            on_click=editing.connect, args=(other, node),
            help=words.CONNECT.help,
        )  # fmt: skip
