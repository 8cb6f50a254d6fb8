"""Rows of layers: their histograms, and their first units as pictures."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.figures.activations.distributions import BINS, distributions
from nnviz.figures.activations.layer_maps import layer_maps
from nnviz.figures.kit.theme import DARK, LIGHT
from nnviz.model.probes.activations import activations as probe

STACK = NetworkSpec(
    layers=(
        LayerSpec(id="conv", kind="conv2d", params={"filters": 2}),
        LayerSpec(id="flat", kind="flatten"),
        LayerSpec(id="out", kind="dense", params={"units": 1}),
    )
)
SHAPES = infer(STACK, DataSignature((4, 4, 1), "binary", 1, "image"))


def deep(count):
    return NetworkSpec(
        layers=tuple(
            LayerSpec(id=f"d{number}", kind="dense", params={"units": 1}) for number in range(count)
        )
    )


def maps(network=STACK, theme=LIGHT, shapes=SHAPES, **options) -> Any:
    return layer_maps(network, shapes, theme, **options)


def histograms(network=STACK, theme=LIGHT, **options) -> Any:
    return distributions(network, theme, **options)


def test_each_layer_has_its_row_of_counts_the_first_on_top(binding):
    figure = histograms(theme=DARK)
    assert [trace.type for trace in figure.data] == ["bar"] * 3 + ["scatter"] * 4
    for row, bars in enumerate(figure.data[:3]):
        assert (bars.base, len(bars.y), bars.width) == (2 - row, BINS, 1)
        assert (bars.x0, bars.dx, bars.marker.color) == (0.5, 1, DARK.positive)
    counts = binding(figure, "set")
    assert [(one["trace"], one["row"], one["prop"]) for one in counts] == [
        (row, row, "y") for row in range(3)
    ]
    assert {(one["array"], one["scale"]) for one in counts} == {("spread/counts", 0.62)}
    titles = figure.layout.annotations
    assert [title.text for title in titles] == ["Convolution", "Flatten", "Dense"]
    assert [round(title.y, 2) for title in titles] == [2.12, 1.12, 0.12]
    assert figure.layout.yaxis.range == (-0.1, 2.8)
    assert figure.layout.xaxis.range == (-4, 55)


def test_bins_are_those_that_the_probe_counts():
    assert BINS == probe.BINS


def test_bounds_and_ill_units_stand_beside_their_row(binding):
    figure = histograms()
    expected = [
        ("low", -0.6, "middle left", "", 2), ("high", 40.6, "middle right", "", 2),
        ("dead", 45, "middle right", " dead", 0),
        ("saturated", 49, "middle right", " saturated", 0),
    ]  # fmt: skip
    found = binding(figure, "labels")
    for number, (array, x, side, suffix, digits) in enumerate(expected):
        words, label = figure.data[3 + number], found[number]
        assert list(words.x) == [x] * 3
        assert list(words.y) == [2.1, 1.1, 0.1]
        assert words.textposition == side
        assert label == {
            "op": "labels", "array": f"spread/{array}", "trace": 3 + number, "prop": "text",
            "count": 3, "suffix": suffix, "digits": digits,
        }  # fmt: skip


@pytest.mark.parametrize("split", ["train", "test"])
def test_histograms_ask_for_their_split_and_say_it(split):
    meta = histograms(split=split).layout.meta
    assert meta["wants"] == [
        {"key": "spread", "probe": "distributions", "options": {"split": split}}
    ]
    assert "3 layers" in meta["alt"]
    assert f"{split} examples" in meta["alt"]


@pytest.mark.parametrize(("count", "height"), [(1, 100), (3, 192), (20, 420)])
def test_rows_share_the_height(count, height):
    assert histograms(deep(count)).layout.height == height


def test_pictures_lie_in_a_row_a_layer_the_first_on_top(binding):
    figure = maps()
    # 2 filters, 8 values of which all are drawn, 1 unit; 23 cells from picture to picture.
    (atlas,) = binding(figure, "atlas")
    expected = [[46, 0], [46, 23], *([23, 23 * place] for place in range(8)), [0, 0]]
    assert atlas == {
        "op": "atlas", "array": "maps/values", "trace": 0, "prop": "z",
        "rows": 66, "columns": 365, "at": expected,
    }  # fmt: skip
    (touch,) = binding(figure, "touch")
    assert touch["boxes"] == [[x, y, x + 20, y + 20] for y, x in expected]
    assert figure.data[0].meta == {"rows": 66, "columns": 365}
    assert (figure.layout.xaxis.range, figure.layout.yaxis.range) == ((-0.5, 365.5), (-0.5, 66.5))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_pictures_go_from_orange_to_blue(theme):
    trace = maps(theme=theme).data[0]
    assert [colour for _, colour in trace.colorscale] == [
        theme.negative, theme.zero, theme.positive,
    ]  # fmt: skip
    assert (trace.zmin, trace.zmax, trace.x0, trace.y0) == (-1, 1, 0.5, 0.5)


def test_a_picture_says_its_layer_and_its_number_and_leads_to_its_unit(binding):
    (touch,) = binding(maps(), "touch")
    assert touch["texts"][:3] == ["Convolution, conv: 1 of 2", "Convolution, conv: 2 of 2",
                                  "Flatten, flat: 1 of 8"]  # fmt: skip
    assert touch["click"][1] == {"kind": "unit", "layer": "conv", "unit": 1}
    assert touch["click"][-1] == {"kind": "unit", "layer": "out", "unit": 0}


def test_of_many_units_the_first_sixteen_are_drawn_and_all_counted(binding):
    wide = NetworkSpec(layers=(LayerSpec(id="d", kind="dense", params={"units": 40}),))
    figure = maps(wide, shapes=infer(wide, DataSignature((2,), "binary", 1, "plane")))
    (touch,) = binding(figure, "touch")
    assert len(touch["boxes"]) == 16
    assert touch["texts"][-1] == "Dense, d: 16 of 40"
    assert (figure.layout.height, figure.layout.meta["wants"][0]["options"]["count"]) == (100, 16)


def test_rows_are_named_with_their_shape_unless_there_are_many():
    titles = maps().layout.annotations
    shape = f"<span style='color:{LIGHT.quiet}'>2×2×2</span>"
    assert titles[0].text == f"Convolution<br>{shape}"
    assert titles[2].text.startswith("Dense<br>")
    assert [title.y for title in titles] == [56, 33, 10]
    assert {title.xanchor for title in titles} == {"right"}
    many = deep(11)
    found = maps(many, shapes=infer(many, DataSignature((2,), "binary", 1, "plane")))
    assert {title.text for title in found.layout.annotations} == {"Dense"}
    assert found.layout.height == 420
    ten = deep(10)
    found = maps(ten, shapes=infer(ten, DataSignature((2,), "binary", 1, "plane")))
    assert "<br>" in found.layout.annotations[0].text


def test_pictures_ask_for_the_chosen_example():
    meta = maps(split="own", example=4).layout.meta
    options = {"side": 20, "count": 16, "split": "own", "example": 4}
    assert meta["wants"] == [{"key": "maps", "probe": "layer_maps", "options": options}]
    assert "3 layers" in meta["alt"]


def test_an_unknown_shape_is_one_unit():
    broken = NetworkSpec(layers=(LayerSpec(id="c", kind="conv2d"), *STACK.layers[2:]))
    figure = maps(broken, shapes=infer(broken, DataSignature((2,), "binary", 1, "plane")))
    (atlas,) = [one for one in figure.layout.meta["bindings"] if one["op"] == "atlas"]
    assert np.shape(atlas["at"]) == (2, 2)
