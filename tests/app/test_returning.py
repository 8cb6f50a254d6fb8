"""A page that is loaded anew, a second tab and a link: which run each of them shows."""

import pytest

from nnviz.core.files.codec import to_link
from nnviz.core.run.live_settings import live_settings
from nnviz.core.run.run import Play, Set
from nnviz.data.starters import STARTERS

SPIRAL = STARTERS["spiral"].experiment


@pytest.fixture
def come(visitor):
    """Opens a page as somebody whom the browser's cookie names."""

    def open_page(experiment=None, name="a" * 43):
        visit = visitor()
        visit.app.session_state["nnviz_visitor"] = name
        return visit.open(experiment)

    return open_page


def shown(visit):
    return visit.app.session_state["nnviz_token"]


def test_a_page_that_is_loaded_anew_shows_the_run_that_it_had(come, engine):
    first = come().set("depth", 3).click("play")
    again = come(first.experiment)
    assert shown(again) == shown(first) == "token1"
    assert again.experiment == first.experiment
    assert len(engine.created) == 1
    assert engine.sent == [Play()]


def test_two_hundred_loads_of_one_page_make_one_run(come, engine):
    for _ in range(5):
        come()
    assert len(engine.created) == 1


def test_without_a_link_the_experiment_that_was_used_last_comes_back(come, engine):
    first = come().set("depth", 3)
    again = come()
    assert again.experiment == first.experiment != STARTERS["circle"].experiment
    assert shown(again) == "token1"
    assert again.experiment == engine.running[0]


def test_a_link_to_another_experiment_goes_before_the_run(come, engine):
    come()
    linked = come(SPIRAL)
    assert (shown(linked), linked.experiment) == ("token2", SPIRAL)
    assert engine.created == [STARTERS["circle"].experiment, SPIRAL]
    assert not linked.app.session_state["nnviz_revisions"].before


def test_another_visitor_sees_nothing_of_it(come):
    come().set("depth", 3)
    other = come(name="b" * 43)
    assert (shown(other), other.experiment) == ("token2", STARTERS["circle"].experiment)


def test_the_same_link_in_another_browser_is_another_run(come):
    assert shown(come(SPIRAL)) == "token1"
    assert shown(come(SPIRAL, name="b" * 43)) == "token2"


def test_a_run_that_has_ended_does_not_come_back(come, engine):
    come()
    engine.ended.add("token1")
    assert shown(come()) == "token2"


def test_a_second_tab_follows_what_the_first_changes(come):
    first, second = come(), come()
    first.set("depth", 3).set("learning_rate", 0.1)
    assert second.run().experiment == first.experiment
    assert second.value("depth") == 3


def test_settings_of_a_tab_that_lags_behind_join_the_network_of_the_other(come, engine):
    first, second = come(), come()
    first.set("depth", 3)
    second.set("learning_rate", 0.1).run()
    network, training = first.experiment.network, first.experiment.training
    assert second.experiment.network == network
    assert second.experiment.training == training.changed(learning_rate=0.1)
    assert engine.running[0] == second.experiment


def test_a_network_that_a_tab_has_changed_itself_is_not_overruled(come, engine):
    first, second = come(), come()
    first.set("depth", 3)
    second.set("depth", 1).run()
    assert engine.running[0] == second.experiment
    assert second.value("depth") == 1


def test_a_second_tab_that_takes_another_network_leaves_the_first_ones_run_alone(come, engine):
    first = come().click("play")
    engine.open = 1
    second = come()
    engine.open = 2
    second.set("depth", 3)
    assert (shown(first), shown(second)) == ("token1", "token2")
    assert engine.branched == [("token1", 0)]
    assert engine.changed == []
    assert first.run().experiment == STARTERS["circle"].experiment
    assert engine.now.playing


def test_a_second_tab_that_takes_a_starter_begins_with_new_weights(come, engine):
    come()
    engine.open = 1
    second = come()
    engine.open = 2
    second.set("starter", "spiral")
    assert engine.created[-1] == second.experiment
    assert (engine.branched, engine.changed) == ([], [])


def test_a_second_tab_shares_settings_and_commands(come, engine):
    come()
    engine.open = 1
    second = come()
    engine.open = 2
    second.set("learning_rate", 0.1).click("play")
    assert engine.sent == [Set(**live_settings(second.experiment.training)), Play()]
    assert second.experiment.training.learning_rate == 0.1
    assert len(engine.created) == 1


def test_a_tab_that_is_alone_again_changes_its_run_in_place(come, engine):
    engine.open = 1
    come()
    second = come()
    second.set("depth", 3)
    assert [experiment.network for experiment, _ in engine.changed] == [second.experiment.network]


def test_a_last_experiment_whose_file_is_gone_does_not_block_the_page(come, engine):
    come()
    lost = "0" * 64
    data = SPIRAL.data.model_copy(update={"name": "own_table", "options": {"file": lost}})
    engine.running[0] = SPIRAL.model_copy(update={"data": data})
    visit = come()
    assert visit.experiment == STARTERS["circle"].experiment
    assert visit.errors == []


def test_nobody_finds_the_name_in_the_link(come):
    visit = come()
    assert "a" * 10 not in to_link(visit.experiment)
