"""A network with an energy: signs of its links, places of its units, and the two pictures."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import NnvizError
from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.figures.kit.theme import DARK, LIGHT, channels
from nnviz.figures.network.mesh import mesh

MEMORY = LayerSpec(id="memory", kind="hopfield")
MACHINE = LayerSpec(id="machine", kind="boltzmann", params={"units": 2})


def pictures(high=2, wide=2):
    x = np.zeros((1, high, wide, 1), np.float32)
    y = x[..., 0]
    signature = DataSignature((high, wide, 1), "regression", 1, "image", places=(high, wide))
    return Dataset("pictures", signature, x, y, x, y)


def drawn(layer=MEMORY, theme=LIGHT, data=None, **options) -> Any:
    return mesh(data or pictures(), NetworkSpec(layers=(layer,)), theme, **options)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_negative_links_are_orange_and_dashed_and_positive_ones_blue_and_solid(theme, binding):
    figure = drawn(theme=theme)
    inks = (theme.negative_ink, theme.positive_ink)
    for number, (ink, dash) in enumerate(zip(inks, ("5px,3px", "solid"), strict=True)):
        red, green, blue = channels(ink)
        line = figure.data[number].line
        assert (line.color, line.dash) == (f"rgba({red},{green},{blue},0.45)", dash)
    assert [(one["trace"], one["prop"], one["array"]) for one in binding(figure, "set")] == [
        (0, "x", "mesh/negative_x"), (0, "y", "mesh/negative_y"),
        (1, "x", "mesh/positive_x"), (1, "y", "mesh/positive_y"),
        (2, "marker.color", "mesh/state"),
    ]  # fmt: skip


def test_units_of_a_memory_stand_on_a_ring_and_are_as_dark_as_they_are_on():
    units = drawn().data[2]
    assert list(units.x) == pytest.approx([0.5, 0.97, 0.5, 0.03])
    assert list(units.y) == pytest.approx([0.97, 0.5, 0.03, 0.5])
    assert units.marker.colorscale == ((0, LIGHT.page), (1, LIGHT.text))
    assert (units.marker.cmin, units.marker.cmax) == (0, 1)


def test_sides_of_a_machine_are_named_where_they_stand():
    figure = drawn(MACHINE)
    assert list(figure.data[2].x) == [0.08] * 4 + [0.92] * 2
    words = figure.data[5]
    placed = dict(zip(words.text, zip(words.x, words.y, strict=True), strict=True))
    assert list(placed) == ["input", "output", "visible units", "hidden units"]
    assert placed["visible units"] == (0.08, 1)
    assert placed["hidden units"] == (0.92, 1)
    assert list(drawn().data[5].text) == ["input", "output"]


def test_the_figure_holds_the_square_of_units_and_a_picture_at_either_side():
    layout = drawn().layout
    assert (layout.xaxis.range, layout.yaxis.range) == ((-0.52, 1.52), (0, 1))
    assert layout.yaxis.scaleanchor == "x"


def test_what_goes_in_stands_at_the_left_and_what_comes_out_at_the_right(binding):
    figure = drawn(data=pictures(2, 4), layer=MEMORY)
    for trace, array, left in ((3, "mesh/before", -0.5), (4, "mesh/after", 1.16)):
        picture = figure.data[trace]
        # A cell is half of the height, 0.34, and the picture in the middle.
        assert (picture.dx, picture.dy) == (0.17, 0.17)
        assert picture.x0 == pytest.approx(left + 0.085)
        assert picture.y0 == pytest.approx(0.5 - 0.17 + 0.085)
        assert np.shape(picture.z) == (2, 4)
        assert picture.colorscale == ((0, LIGHT.faint), (1, LIGHT.text))
        (entry,) = binding(figure, "atlas", array)
        assert (entry["trace"], entry["rows"], entry["columns"]) == (trace, 2, 4)
        assert (entry["prop"], entry["at"]) == ("z", [[0, 0]])
    words = figure.data[5]
    assert list(words.x) == pytest.approx([-0.33, 1.33])
    assert list(words.y) == pytest.approx([0.7, 0.7])


@pytest.mark.parametrize(
    ("layer", "units", "links", "where"), [(MEMORY, 4, 6, "ring"), (MACHINE, 6, 8, "two rows")]
)
def test_units_and_links_are_counted(layer, units, links, where):
    figure = drawn(layer)
    alt, caption = figure.layout.meta["alt"], figure.layout.annotations[0].text
    assert f"{units} units" in alt
    assert where in alt
    assert f"{links} strongest of {links} links" in alt
    assert f"the {links} strongest of {links} links" in caption
    assert "blue ones pull both units together, dashed orange ones push them apart" in alt
    assert caption.index("blue") < caption.index("orange")


def test_of_many_links_only_the_strongest_are_counted_as_drawn():
    alt = drawn(data=pictures(6, 6)).layout.meta["alt"]
    assert "36 units" in alt
    assert "240 strongest of 630 links" in alt


def test_it_asks_for_the_example_that_was_chosen_and_for_its_own_network():
    meta = drawn(example=3).layout.meta
    assert meta["wants"] == [
        {"key": "mesh", "probe": "mesh", "options": {"example": 3, "split": "test"}}
    ]
    assert meta["network"] == NetworkSpec(layers=(MEMORY,)).fingerprint


def test_another_network_is_refused_in_words():
    with pytest.raises(NnvizError, match="network with an energy"):
        drawn(LayerSpec(id="dense", kind="dense", params={"units": 1}))
