"""Pictures of examples: ink on the page, or light that is alike in every theme."""

from dataclasses import replace
from typing import Any

import pytest

from nnviz.data import default_spec, load
from nnviz.figures.data_preview import data_preview
from nnviz.figures.example import example
from nnviz.figures.exciters import exciters
from nnviz.figures.gallery import gallery
from nnviz.figures.samples import samples
from nnviz.figures.theme import DARK, LIGHT

FIGURES = {
    "data_preview": data_preview,
    "example": example,
    "samples": samples,
    "gallery": gallery,
    "exciters": lambda dataset, theme: exciters(dataset, theme, layer="conv_1"),
}


def ends(figure: Any) -> list[str]:
    """The colours of 0 and 1 of the first picture in a figure."""
    scale = next(trace.colorscale for trace in figure.data if trace.type == "heatmap")
    return [scale[0][1], scale[-1][1]]


@pytest.mark.parametrize("name", FIGURES)
def test_photos_are_no_negatives_in_any_theme(name):
    ink = load(default_spec("shapes"))
    photos = replace(ink, lit=True)
    for theme in (LIGHT, DARK):
        assert ends(FIGURES[name](ink, theme)) == [theme.faint, theme.text]
        assert ends(FIGURES[name](photos, theme)) == ["#0b0e11", "#fbfbfb"]
