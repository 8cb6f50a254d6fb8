"""The page Build by its widgets: palette, form of the layer, blocks, repairs, undo."""

import pytest

from nnviz.core.blocks import BLOCKS
from nnviz.core.catalogue import CATALOGUE
from nnviz.core.editing.block_edits import blocks_of
from nnviz.core.files.places import PAGES
from nnviz.core.run.run import Play
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data.starters import STARTERS
from nnviz.live.outline import Asked
from nnviz.ui.editor import editing

PAGE = str(PAGES / "architectures" / "build.py")


@pytest.fixture
def build(visit):
    """Return `(starter or experiment) -> the visitor on the page`."""

    def open_at(experiment="circle"):
        given = STARTERS[experiment].experiment if isinstance(experiment, str) else experiment
        visit.open(given)
        visit.app.switch_page(PAGE)
        return visit.run()

    return open_at


def ids(visit):
    return [layer.id for layer in visit.experiment.network.layers]


def choose(visit, what):
    """Choose a layer or a link, as a click in the diagram does."""
    visit.app.session_state["nnviz_choices"]["build_chosen"] = what
    return visit.run()


@pytest.mark.parametrize("starter", ["recall", "next_word", "shapes"])
def test_the_page_opens_on_every_kind_of_network(build, starter):
    visit = build(starter)
    assert visit.errors == []
    assert visit.engine.created == [visit.experiment]


def test_every_group_of_the_palette_adds_a_layer_and_checks_it_at_once(build):
    start = STARTERS["digits"].experiment
    visit = build("digits")
    for group in sorted({kind.category for kind in CATALOGUE.values()}):
        visit.set("palette_group", group).click("palette_add")
        assert visit.errors == []
        (new,) = set(ids(visit)) - {layer.id for layer in start.network.layers}
        assert CATALOGUE[visit.experiment.network.layer(new).kind].category == group
        assert f"name_{new}" in visit
        visit.click("undo")
        assert visit.experiment == start


def test_a_layer_is_added_to_the_chosen_place(build):
    visit = build()
    choose(visit, "dense_2").click("palette_add")
    assert ids(visit) == ["dense_1", "dense_2", "dense_3", "output"]
    choose(visit, ("input", "dense_1")).click("palette_add")
    assert ids(visit)[0] == "dense_4"


def test_parameters_of_the_chosen_layer_change_only_it(build):
    visit = build()
    choose(visit, "dense_2").set("param_dense_2_units", 9).set("param_dense_2_activation", "relu")
    layer = visit.experiment.network.layer("dense_2")
    assert (layer.params["units"], layer.params["activation"]) == (9, "relu")
    assert visit.experiment.network.layer("dense_1") == build().experiment.network.layer("dense_1")


def test_a_list_of_numbers_is_typed_and_refused_in_words(build):
    start = STARTERS["digits"].experiment
    shape = LayerSpec(id="shape", kind="reshape", params={"target_shape": (8, 8, 1)})
    network = NetworkSpec(layers=(shape, *start.network.layers))
    visit = build(start.changed(network=network)).set("param_shape_target_shape", "4, 16, 1")
    assert visit.experiment.network.layer("shape").params["target_shape"] == (4, 16, 1)
    visit.set("param_shape_target_shape", "a lot")
    assert "commas" in visit.errors[0]
    assert visit.value("param_shape_target_shape") == "4, 16, 1"


def test_moving_copying_naming_and_removing_by_buttons(build):
    visit = build().click("layer_down")
    assert ids(visit) == ["dense_2", "dense_1", "output"]
    visit.click("layer_up").click("layer_duplicate")
    assert ids(visit) == ["dense_1", "dense_3", "dense_2", "output"]
    visit.set("name_dense_3", "copy")
    assert "copy" in ids(visit)
    visit.click("layer_remove")
    assert visit.experiment.network == STARTERS["circle"].experiment.network
    for _ in range(5):
        visit.click("undo")
    assert visit.experiment == STARTERS["circle"].experiment


def test_a_name_that_is_taken_is_refused_and_the_field_shows_the_old_one(build):
    visit = build().set("name_dense_1", "output")
    assert "no other layer uses" in visit.errors[0]
    assert visit.value("name_dense_1") == "dense_1"


def test_a_link_is_made_repaired_and_taken_away(build):
    visit = build()
    choose(visit, "output").set("link_output", "dense_1").click("layer_connect")
    assert visit.experiment.network.layers[-1].inputs == ("dense_2", "dense_1")
    assert visit.repairs()
    visit.click("unread_dense_1")
    assert visit.experiment.network == STARTERS["circle"].experiment.network
    choose(visit, ("dense_2", "output"))
    assert visit.widgets()["link_disconnect"].disabled


def test_a_network_that_does_not_fit_is_edited_all_the_same_and_not_trained(build):
    start = STARTERS["circle"].experiment
    conv = LayerSpec(id="conv", kind="conv2d")
    visit = build(start.changed(network=NetworkSpec(layers=(conv, *start.network.layers))))
    assert visit.engine.created == []
    visit.click("play")
    assert "do not fit" in visit.errors[0]
    choose(visit, "conv").click("layer_remove").click("play")
    assert any(isinstance(command, Play) for command in visit.engine.sent)


@pytest.mark.parametrize(("starter", "rank"), [("digits", 3), ("recall", 2)])
def test_every_block_is_added_as_one_box_or_refused_in_words(build, starter, rank):
    visit = build(starter)
    start = visit.experiment.network
    visit.set("palette_group", "blocks")
    for block in [name for name, block in BLOCKS.items() if block.rank == rank]:
        choose(visit, start.layers[0].id).set("palette_kind", block).click("palette_add")
        added = blocks_of(visit.experiment.network)
        assert bool(added) != bool(visit.errors)
        if added:
            assert next(iter(added)).startswith(block)
            visit.click("layer_remove")
            assert visit.experiment.network == start


def test_layers_are_folded_and_taken_apart(build):
    visit = build().set("fold_word", "Two words").click("fold")
    assert "lowercase letters" in visit.errors[0]
    visit.set("fold_word", "hidden").click("fold")
    assert ids(visit) == ["hidden_1_dense_1", "hidden_1_dense_2", "output"]
    visit.click("block_turn")
    assert "name_hidden_1_dense_1" in visit
    visit.click("block_turn")
    assert "name_hidden_1" in visit
    visit.click("block_unfold")
    assert visit.experiment.network == STARTERS["circle"].experiment.network


def answers(visit, monkeypatch, *asked):
    """What the list reports is done; the page is not needed for that."""
    state = {"nnviz_experiment": visit.experiment, "nnviz_choices": {}}
    monkeypatch.setattr("streamlit.session_state", state)
    for one in asked:
        editing.answer(Asked(*one))
    return state


def test_the_list_chooses_a_closed_block_then_opens_it(build, monkeypatch):
    visit = build().set("fold_word", "hidden").click("fold")
    state = answers(visit, monkeypatch, ("choose", "output", ""), ("choose", "hidden_1", ""))
    assert state["nnviz_choices"]["build_chosen"] == "hidden_1"
    assert "build_opened" not in state["nnviz_choices"]
    state = answers(visit, monkeypatch, ("choose", "hidden_1", ""), ("choose", "hidden_1", ""))
    assert state["nnviz_choices"]["build_opened"] == {"hidden_1"}


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        (("down", "hidden_1", ""), ["output", "hidden_1_dense_1", "hidden_1_dense_2"]),
        (("up", "output", ""), ["output", "hidden_1_dense_1", "hidden_1_dense_2"]),
        (("after", "hidden_1", "output"), ["output", "hidden_1_dense_1", "hidden_1_dense_2"]),
        (("after", "output", "input"), ["output", "hidden_1_dense_1", "hidden_1_dense_2"]),
        (("remove", "hidden_1", ""), ["output"]),
        (("duplicate", "hidden_1", ""),
         ["hidden_1_dense_1", "hidden_1_dense_2", "hidden_2_dense_1", "hidden_2_dense_2",
          "output"]),
        (("name", "hidden_1", "deep"), ["deep_1_dense_1", "deep_1_dense_2", "output"]),
        (("name", "hidden_1", "9"), ["hidden_1_dense_1", "hidden_1_dense_2", "output"]),
        (("up", "hidden_1", ""), ["hidden_1_dense_1", "hidden_1_dense_2", "output"]),
    ],
)  # fmt: skip
def test_the_list_edits_a_closed_block_as_a_layer(build, monkeypatch, asked, order):
    state = answers(build().set("fold_word", "hidden").click("fold"), monkeypatch, asked)
    assert [layer.id for layer in state["nnviz_experiment"].network.layers] == order
    assert state["nnviz_choices"]["build_said"]


def test_a_closed_block_is_linked_by_the_list(build, monkeypatch):
    visit = build().set("fold_word", "hidden").click("fold")
    state = answers(visit, monkeypatch, ("connect", "input", "output"))
    assert state["nnviz_experiment"].network.sources(2) == ("hidden_1_dense_2", "input")
    state = answers(visit, monkeypatch, ("up", "output", ""), ("connect", "input", "hidden_1"))
    assert state["nnviz_experiment"].network.sources(1) == ("output", "input")


def test_a_closed_block_is_edited_by_buttons_as_a_layer(build):
    visit = build().set("fold_word", "hidden").click("fold")
    visit.click("layer_duplicate")
    assert list(blocks_of(visit.experiment.network)) == ["hidden_1", "hidden_2"]
    visit.set("name_hidden_2", "copy")
    assert list(blocks_of(visit.experiment.network)) == ["hidden_1", "copy_1"]
    visit.click("layer_up")
    assert list(blocks_of(visit.experiment.network)) == ["copy_1", "hidden_1"]
    visit.set("palette_group", "core").click("palette_add")
    assert ids(visit)[2] not in blocks_of(visit.experiment.network)
    visit.click("undo")
    choose(visit, "output").set("link_output", "copy_1_dense_2").click("layer_connect")
    assert visit.experiment.network.sources(4) == ("hidden_1_dense_2", "copy_1_dense_2")
    choose(visit, "copy_1").click("layer_remove")
    assert list(blocks_of(visit.experiment.network)) == ["hidden_1"]
    assert visit.errors == []


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        (("up", "dense_2", ""), ["dense_2", "dense_1", "output"]),
        (("after", "dense_1", "dense_2"), ["dense_2", "dense_1", "output"]),
        (("remove", "input", ""), ["dense_1", "dense_2", "output"]),
        (("duplicate", "input", ""), ["dense_1", "dense_2", "output"]),
        (("duplicate", "nobody", ""), ["dense_1", "dense_2", "output"]),
        (("fly", "dense_1", ""), ["dense_1", "dense_2", "output"]),
        (("name", "dense_1", "a b"), ["dense_1", "dense_2", "output"]),
    ],
)
def test_what_the_list_reports_is_done_or_refused(build, monkeypatch, asked, order):
    state = answers(build(), monkeypatch, asked)
    assert [layer.id for layer in state["nnviz_experiment"].network.layers] == order
