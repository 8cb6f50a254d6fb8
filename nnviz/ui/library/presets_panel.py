"""The Presets page: architectures that train here in minutes, family by family."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import streamlit as st

from nnviz.core.files.places import PAGES
from nnviz.core.run.run import Play
from nnviz.core.shapes.shapes import infer
from nnviz.data import DATASETS, signature
from nnviz.data.presets import PRESETS
from nnviz.data.presets.preset import Page, Preset
from nnviz.data.presets.results import Result, results
from nnviz.data.presets.staged_presets import STAGED_PRESETS
from nnviz.ui.library import words
from nnviz.ui.state import running
from nnviz.ui.state.session import put
from nnviz.ui.widgets.page_title import page_title

_BESIDE = 4
_SCRIPTS: dict[Page, str] = {
    "playground": "playground/playground.py",
    "activations": "inspect/activations.py",
    "convolution": "inspect/convolution.py",
    "recurrence": "inspect/recurrence.py",
    "attention": "inspect/attention.py",
    "learning": "inspect/learning.py",
}
"""Script of each page that a preset can be looked at on, below the folder of pages."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a preset's network is."""

    layers: int
    parameters: int


@cache
def size(name: str) -> Size:
    """Return the size of a preset's network."""
    experiment = PRESETS[name].experiment
    shapes = infer(experiment.network, signature(experiment.data))
    return Size(len(shapes.layers), shapes.parameters)


def panel() -> None:
    """Draw all presets."""
    page_title(*words.PRESETS)
    for family, presets in _families():
        st.markdown(f"##### {family}")
        for first in range(0, len(presets), _BESIDE):
            places = st.columns(_BESIDE, gap="medium")
            for place, preset in zip(places, presets[first : first + _BESIDE], strict=False):
                with place:
                    _card(preset)


def _families() -> Iterator[tuple[str, list[Preset]]]:
    """Yield the families with their presets, both in the order of the registry."""
    for family in dict.fromkeys(preset.family for preset in PRESETS.values()):
        yield family, [preset for preset in PRESETS.values() if preset.family == family]


def reached(preset: Preset, result: Result) -> str:
    """Say what a preset reaches, in one sentence."""
    if preset.goal.measure in ("accuracy", "overlap", "area", "sentences", "likeness"):
        value = f"{100 * result.value:.3g}\u2009%"
    else:
        value = f"{result.value:.2g}"
    time = words.WITHIN_A_SECOND if result.seconds < 1 else words.after_seconds(result.seconds)
    return words.reaches(preset.goal.words.format(value), time) + _later(preset, result)


def _later(preset: Preset, result: Result) -> str:
    """Say what further stages reach, and what they reach without the first."""
    stages = STAGED_PRESETS[preset.name].stages if preset.name in STAGED_PRESETS else ()
    return "".join(
        words.stage_reaches(number, stage.label.lower(), reached.value, reached.fresh)
        for number, (stage, reached) in enumerate(zip(stages, result.stages, strict=True), 2)
    )


def _card(preset: Preset) -> None:
    """Draw one preset, with buttons that open it."""
    known = size(preset.name)
    with st.container(border=True, height="stretch", key=f"preset_{preset.name}"):
        st.markdown(f"**{preset.label}**  \n{preset.sentence}")
        data = DATASETS[preset.data.name].label
        sizes = words.preset_sizes(data, known.layers, known.parameters)
        st.caption(f"{sizes}  \n{reached(preset, results()[preset.name])}")
        with st.container(horizontal=True, gap="small"):
            if st.button(
                words.OPEN, key=f"open_{preset.name}", help=words.opens_playground(preset.watch),
            ):  # fmt: skip
                _open(preset, "playground")
            for page in preset.pages:
                if page != "playground" and st.button(
                    page.capitalize(), key=f"open_{preset.name}_{page}", type="tertiary",
                    help=words.opens_page(page.capitalize(), preset.watch),
                ):  # fmt: skip
                    _open(preset, page)


def _open(preset: Preset, page: Page) -> None:
    """Make the preset the visitor's experiment, train it, and go where it is seen."""
    put(preset.experiment, started_as=preset.name, fresh=True)
    running.send(Play())
    st.switch_page(str(PAGES / _SCRIPTS[page]))
