"""Patterns on the page: damaged, forgotten, and stored as the experiment holds them."""

import numpy as np
import pytest

from nnviz.core.run.run import Give
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data.presets import PRESETS
from nnviz.data.sets.pictures.patterns import as_hex, stored
from nnviz.ui.playground.pattern_panel import as_pattern, with_pattern

HOPFIELD = PRESETS["hopfield"].experiment


def drawing(*pixels):
    """Return ink on eight times as fine a grid: whole pixels of the data."""
    ink = np.zeros((8, 8), np.uint8)
    for row, column in pixels:
        ink[row, column] = 255
    return ink.repeat(8, axis=0).repeat(8, axis=1)


def test_a_pixel_is_ink_when_the_pen_covers_a_third_of_it():
    ink = drawing((0, 0))
    ink[8:10, 8:16] = 255  # A quarter.
    ink[16:19, 16:24] = 255  # Three eighths.
    assert np.flatnonzero(as_pattern(ink)).tolist() == [0, 18]


def test_the_fifth_pattern_takes_the_place_of_the_oldest():
    now, drawn = HOPFIELD, [as_pattern(drawing((row, row))) for row in range(5)]
    for pattern in drawn:
        now = with_pattern(now, pattern)
    patterns, names = stored(now.data)
    assert names[-4:] == ("yours 1", "yours 2", "yours 3", "yours 4")
    np.testing.assert_array_equal(patterns[-4:], drawn[1:])
    assert now.network == HOPFIELD.network


def given(visit):
    return [command.values for command in visit.engine.sent if isinstance(command, Give)]


def test_a_stored_pattern_is_damaged_and_sent_to_be_recalled(visit):
    visit.open(HOPFIELD)
    assert visit.value("recall_start") == "test"
    assert not given(visit)
    visit.set("pattern_way", "damage")
    patterns, _ = stored(HOPFIELD.data)
    assert (given(visit)[-1].reshape(-1) != patterns[0]).sum() == round(0.3 * 64)
    assert visit.value("recall_start") == "own"
    visit.set("pattern_amount", 0)
    np.testing.assert_array_equal(given(visit)[-1].reshape(-1), patterns[0])
    visit.set("pattern_damaged", 2)
    np.testing.assert_array_equal(given(visit)[-1].reshape(-1), patterns[2])
    many = len(given(visit))
    visit.run()
    assert len(given(visit)) == many


def test_what_was_drawn_is_forgotten_by_a_click_and_by_emptying_the_text(visit):
    text = as_hex(as_pattern(drawing((1, 2))))
    visit.open(with_pattern(HOPFIELD, as_pattern(drawing((1, 2)))))
    assert "1 of at most 4 patterns" in visit.texts
    visit.click("forget_patterns")
    assert visit.experiment.data.options["drawn"] == ""
    assert "forget_patterns" not in visit
    visit.set("data_patterns_drawn", text)
    assert visit.experiment.data.options["drawn"] == text
    visit.set("data_patterns_drawn", "no pattern")
    assert visit.experiment.data.options["drawn"] == text
    assert any("hexadecimal" in error for error in visit.errors)


@pytest.mark.parametrize(
    ("name", "views"),
    [
        ("hopfield", ["recall", "couplings", "reconstruction"]),
        ("boltzmann", ["fantasies", "hidden_filters", "reconstruction"]),
    ],
)
def test_each_network_has_its_views(visit, name, views):
    visit.open(PRESETS[name].experiment)
    key = "output_" + "_".join(views)
    for view in views:
        visit.set(key, view)
    assert visit.value("network_view") == "Neurons"
    visit.set("network_view", "Layers")


def test_a_network_without_units_is_shown_as_layers(visit):
    flat = LayerSpec(id="same", kind="identity")
    visit.open(HOPFIELD.changed(network=NetworkSpec(layers=(flat,))))
    assert "network_view" not in visit
    assert "no layer with units" in visit.texts


def test_other_dreams_begin_with_other_noise(visit):
    visit.open(PRESETS["boltzmann"].experiment)
    visit.click("other_dreams")
    assert visit.app.session_state["nnviz_choices"]["dreams_seed"] == 1
