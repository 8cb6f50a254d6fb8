"""Repairs as buttons."""

from typing import Any

import streamlit as st

from nnviz.core.repair import Repair
from nnviz.core.shapes import ShapeProblem
from nnviz.ui.session import edit


def repair_button(repair: Repair, *, key: str, **more: Any) -> None:  # noqa: ANN401 - of the button
    """Draw the button that makes a repair."""
    st.button(
        repair.label,
        key=key,
        icon=":material/build:",
        on_click=edit,
        args=(repair.apply,),
        **more,
    )


def problem_box(number: int, problem: ShapeProblem) -> None:
    """Draw what does not fit, with the ways to mend it."""
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"problem_{number}"
    ):
        st.markdown(f":red[:material/error:] **{problem.layer}** {problem}", width="content")
        for index, repair in enumerate(problem.repairs):
            repair_button(repair, key=f"repair_{number}_{index}")
