"""Figures of networks with an energy: what they are drawn for, and what they refuse."""

from typing import Any

import pytest

from nnviz.core.errors import NnvizError
from nnviz.core.families.energy import CHAINS, SHOWN, STAGES
from nnviz.data import default_spec, load
from nnviz.data.presets import PRESETS
from nnviz.figures.generative.fantasies import fantasies
from nnviz.figures.generative.hidden_filters import hidden_filters
from nnviz.figures.generative.recall import recall
from nnviz.figures.kit.theme import LIGHT
from nnviz.figures.network.mesh import mesh


@pytest.fixture
def patterns():
    return load(default_spec("patterns"))


def tiles(figure):
    (found,) = [each for each in figure.layout.meta["bindings"] if each["op"] == "atlas"]
    return found


def test_there_is_a_place_for_every_picture(patterns):
    assert len(tiles(recall(patterns, LIGHT))["at"]) == SHOWN + 1
    assert len(tiles(fantasies(patterns, LIGHT))["at"]) == CHAINS * len(STAGES)
    assert len(tiles(hidden_filters(patterns, LIGHT, hidden=10))["at"]) == 10
    assert len(tiles(hidden_filters(patterns, LIGHT, hidden=500))["at"]) == 64


@pytest.mark.parametrize("hidden", [1, 2, 12, 64])
def test_filters_lie_on_the_sheet_beside_one_another(patterns, hidden):
    found = tiles(hidden_filters(patterns, LIGHT, hidden=hidden))
    places = {tuple(place) for place in found["at"]}
    assert len(places) == hidden
    assert all(
        0 <= row <= found["rows"] - 8 and 0 <= column <= found["columns"] - 8
        for row, column in places
    )


def test_the_nearest_pattern_is_called_by_its_name(patterns):
    figure: Any = recall(patterns, LIGHT)
    words = [each.get("texts") for each in figure.layout.meta["bindings"]]
    assert ["fish", "cross", "smile", "letter T", "anchor"] in words


@pytest.mark.parametrize("figure", [recall, fantasies, hidden_filters])
@pytest.mark.parametrize("name", ["circle", "wave"])
def test_other_data_than_grey_pictures_are_refused(figure, name):
    with pytest.raises(NnvizError, match="grey pictures"):
        figure(load(default_spec(name)), LIGHT)


def test_other_networks_have_no_ring(patterns):
    with pytest.raises(NnvizError, match="energy"):
        mesh(patterns, PRESETS["autoencoder"].network(), LIGHT)
    links: Any = {name: mesh(load(PRESETS[name].data), PRESETS[name].network(), LIGHT)
             for name in ("hopfield", "boltzmann")}  # fmt: skip
    traces: list[Any] = [list(figure.select_traces())[2] for figure in links.values()]
    assert [len(trace.x) for trace in traces] == [64, 128]
    assert "2,016" in links["hopfield"].layout.meta["alt"]
    assert "4,096" in links["boltzmann"].layout.meta["alt"]
