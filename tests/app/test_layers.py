"""The Layers page: searched, tried out, mended; over an engine that only notes."""

import pytest

from nnviz.core.blocks import BLOCKS
from nnviz.core.catalogue import CATALOGUE
from nnviz.core.files.places import PAGES
from nnviz.ui.library.catalogue_panel import names_found


@pytest.fixture
def layers(visit):
    """Opens the page, at a kind if one is named."""

    def go(name: str = ""):
        visit.open(**({"layer": name} if name else {}))
        visit.app.switch_page(str(PAGES / "catalogue" / "layers.py"))
        return visit.run()

    return go


def test_every_kind_and_block_is_shown_with_numbers_that_work(layers):
    visit = layers()
    for name in [*CATALOGUE, *BLOCKS]:
        visit.set("catalogue_name", name)
        assert visit.value("catalogue_name") == name
        assert visit.errors == []
        assert [item.value for item in visit.app.warning] == []
        assert "Needs " not in visit.texts, name
        assert "\u2192" in visit.texts


@pytest.mark.parametrize(
    ("query", "category", "found"),
    [
        ("lstm", "", ["lstm", "conv_lstm1d", "conv_lstm2d", "conv_lstm3d"]),
        ("GLOBAL max", "pooling", ["global_max_pooling1d", "global_max_pooling2d",
                                   "global_max_pooling3d"]),
        ("timedistributed conv2d", "", ["timed_conv2d"]),
        ("residual", "", ["residual"]),
        ("", "block", [*BLOCKS]),
        ("nothing of the kind", "", []),
        ("residual", "core", []),
    ],
)  # fmt: skip
def test_layers_are_found_by_words_and_kind(query, category, found):
    assert names_found(query, category) == found


def test_nothing_at_all_finds_everything():
    assert names_found("", "") == [*CATALOGUE, *BLOCKS]


def test_the_search_narrows_the_list_and_says_when_it_is_empty(layers):
    visit = layers().set("catalogue_query", "squeeze")
    assert visit.value("catalogue_name") == "squeeze_excite"
    visit.set("catalogue_query", "zzz")
    assert "catalogue_name" not in visit
    assert any("No layer matches these words" in item.value for item in visit.app.info)


def test_a_link_opens_a_layer(layers):
    assert layers("gru").value("catalogue_name") == "gru"
    assert "\u2192 8" in layers("gru").texts


def test_a_changed_setting_changes_the_arithmetic(layers):
    visit = layers("conv2d")
    assert "14 \u00d7 14 \u00d7 8" in visit.texts
    visit.set("try_conv2d_filters", 5).set("try_conv2d_strides", 2)
    assert "7 \u00d7 7 \u00d7 5" in visit.texts
    assert "140 parameters (3 \u00d7 3 \u00d7 3 inputs \u00d7 5 filters + 5 biases)" in visit.texts
    assert "6,615 multiply-adds" in visit.texts


def test_what_does_not_fit_is_mended_by_a_click(layers):
    visit = layers("conv2d")
    visit.set("try_conv2d_rank0", 1)
    assert "Needs an image" in visit.texts
    visit.set("try_conv2d_size0_1_0", 16)
    visit.click("remedy_0")
    assert "Needs " not in visit.texts
    assert visit.value("try_conv2d_rank0") == 3
    assert "2 \u00d7 2 \u00d7 8" in visit.texts


def test_a_setting_that_does_not_fit_is_mended_by_a_click(layers):
    visit = layers("max_pooling2d").set("try_max_pooling2d_size0_3_0", 1)
    assert "Needs at least 2 \u00d7 2 for a pooling window of 2" in visit.texts
    visit.click("remedy_0")
    assert visit.value("try_max_pooling2d_padding") == "same"
    assert "Needs " not in visit.texts


def test_inputs_that_differ_are_made_alike_by_a_click(layers):
    visit = layers("add").set("try_add_size1_1_0", 3)
    assert "Needs inputs of the same shape, but gets 8 and 3." in visit.texts
    visit.click("remedy_0")
    assert "8 and 8 \u2192 8" in visit.texts


def test_a_block_says_what_it_needs(layers):
    visit = layers("decoder").set("try_decoder_size0_3_0", 15)
    assert "Needs a second input of 14 \u00d7 16 positions" in visit.texts
    visit.click("remedy_0")
    assert "Needs " not in visit.texts


@pytest.mark.parametrize("text", ["two, three", "0, 1"])
def test_numbers_that_cannot_be_read_are_said(layers, text):
    visit = layers("reshape").set("try_reshape_target_shape", text)
    said = [item.value for item in visit.app.warning]
    assert said or "Needs " in visit.texts
