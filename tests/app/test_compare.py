"""The Compare page: chosen, swapped, opened, in words."""

import pytest

from nnviz.core.files.codec import to_link
from nnviz.core.files.places import PAGES
from nnviz.core.spec.network import LayerSpec
from nnviz.data.networks.comparable import comparable
from nnviz.data.starters import STARTERS
from nnviz.ui.library.compared_networks import compared


@pytest.fixture
def compare(visit):
    """Opens the page, with a network of one's own on the Playground."""

    def go(experiment=None):
        visit.app.query_params["e"] = to_link(experiment or STARTERS["circle"].experiment)
        visit.run()
        visit.app.switch_page(str(PAGES / "compare" / "networks.py"))
        return visit.run()

    return go


def sides(visit):
    return visit.value("compare_left"), visit.value("compare_right")


def row(visit, label):
    """Return the cells of a row of the table of sizes."""
    lines = [line for line in visit.texts.split("\n") if line.startswith(f"| {label}")]
    assert len(lines) == 1
    return [cell.strip() for cell in lines[0].strip("|").split("|")]


def test_ones_own_network_stands_beside_a_starter_with_sizes_and_ratios(compare):
    visit = compare()
    assert (visit.value("compare_left"), visit.value("compare_right")) == (
        "yours",
        "starter:spiral",
    )
    # 2-4-2-1 has 25 parameters, 2-8-8-8-8-1 has 249.
    assert row(visit, "**Your network**")[1:4] == ["3", "25", "18"]
    assert row(visit, "**Deep spiral**")[1:4] == ["5", "249", "216"]
    assert row(visit, "right \u00f7 left")[1:4] == ["\u00d7 1.67", "\u00d7 10.0", "\u00d7 12.0"]
    assert "units 4 \u2192 8" in visit.texts
    assert "2 only in **Deep spiral**" in visit.texts


def test_equal_networks_are_said_to_be_equal(compare):
    visit = compare(STARTERS["spiral"].experiment)
    assert "have the same layers with the same settings" in visit.texts
    assert "What differs" not in visit.texts
    assert row(visit, "right \u00f7 left")[1:3] == ["equal", "equal"]


def test_sides_are_swapped(compare):
    visit = compare().click("compare_swap")
    assert (visit.value("compare_left"), visit.value("compare_right")) == (
        "starter:spiral",
        "yours",
    )
    assert "units 8 \u2192 4" in visit.texts


def test_famous_networks_are_compared_and_folded(compare):
    visit = (
        compare().set("compare_left", "famous:resnet50").set("compare_right", "famous:resnet101")
    )
    assert row(visit, "right \u00f7 left")[2] == "\u00d7 1.74"
    assert row(visit, "**ResNet50**")[6] == "all of 224\u2009\u00d7\u2009224"
    visit.click("compare_fold").click("compare_open")
    assert visit.errors == []


def test_a_network_that_does_not_fit_together_yet_is_compared_all_the_same(compare):
    own = STARTERS["digits"].experiment
    wide = LayerSpec(
        id="wide", kind="conv2d", params={"filters": 2, "kernel_size": 31, "padding": "valid"}
    )
    broken = own.changed(network=own.network.changed(layers=(wide, *own.network.layers)))
    visit = compare(broken).set("compare_right", "starter:digits")
    assert "`wide` (Convolution)" in visit.texts
    assert visit.errors == []


def test_partners_of_a_block_are_closed_blocks_of_the_other_side():
    found = compared(comparable("famous:resnet50"), comparable("famous:resnet101"))
    block = next(part for part in found.sides[0].parts if part.repeats == 5)
    (name,) = found.partners(0, block, frozenset())
    (other,) = [part for part in found.sides[1].parts if part.name == name]
    assert other.repeats == 22
    assert found.partners(1, other, frozenset()) == {block.name}
    inside = found.partners(0, block, frozenset({name}))
    assert inside <= {part.name for part in other.parts}
    assert len(inside) == 5
