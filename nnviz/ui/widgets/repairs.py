"""Repairs as buttons."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from nnviz.core.shapes.repair import Repair
from nnviz.core.shapes.shapes import ShapeProblem
from nnviz.ui.state.session import edit
from nnviz.ui.widgets.plain_text import plain


def repair_button(
    repair: Repair,
    mend: Callable[[Repair], None],
    *,
    key: str,
    **more: Any,  # noqa: ANN401 - of the button
) -> None:
    """Draw the button of a repair; `mend` is called with it."""
    st.button(repair.label, key=key, icon=":material/build:", on_click=mend, args=(repair,), **more)


def _mend_network(repair: Repair) -> None:
    edit(repair.apply)


def problem_box(number: int, problem: ShapeProblem) -> None:
    """Draw what does not fit, with the ways to mend it."""
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"problem_{number}"
    ):
        st.markdown(
            f":red[:material/error:] **{problem.layer}** {plain(str(problem))}", width="content"
        )
        for index, repair in enumerate(problem.repairs):
            repair_button(repair, _mend_network, key=f"repair_{number}_{index}")
