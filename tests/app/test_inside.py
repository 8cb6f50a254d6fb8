"""The pages on recurrence and learning, and the time machine, over an engine that only notes."""

import json

import pytest

from nnviz.core.files.codec import to_link
from nnviz.core.files.places import PAGES
from nnviz.core.run.run import LookBack, Metrics, Play, RunStatus, Set
from nnviz.core.spec.experiment import StopSpec
from nnviz.data.presets.vanishing import VANISHING
from nnviz.data.starters import STARTERS
from nnviz.live import component

KEPT = RunStatus("paused", step=500, epoch=20, checkpoints=(0, 1, 2, 50, 500), steps_per_epoch=25)


@pytest.fixture
def inside(visit):
    """Opens one of the pages at a starter."""

    def go(page: str, starter: str = "circle", experiment=None):
        visit.app.query_params["e"] = to_link(experiment or STARTERS[starter].experiment)
        visit.run()
        visit.app.switch_page(str(PAGES / "inspect" / f"{page}.py"))
        return visit.run()

    return go


@pytest.mark.parametrize("starter", ["wave", "recall"])
def test_every_view_of_recurrence_is_drawn(inside, starter):
    visit = inside("recurrence", starter)
    assert "number by number" in visit.texts
    for view in ("Gradient through time", "Similar sequences", "States and gates"):
        visit.set("recurrence_view", view)
        assert visit.value("recurrence_view") == view
        assert visit.errors == []


def test_step_unit_and_gate_are_chosen_and_stay_in_range(inside):
    visit = inside("recurrence", "wave")
    assert (visit.value("recurrent_step"), visit.value("recurrent_unit")) == (24, 1)
    visit.set("recurrent_step", 3).set("recurrent_unit", 16)
    assert "Unit 16 at step 3" in visit.texts
    visit.set("recurrent_gate", 1)
    assert "0 erases it" in visit.texts
    visit.set("recurrent_form", "lines")
    assert visit.errors == []


def test_a_network_without_memory_says_where_to_find_one(inside):
    visit = inside("recurrence", "circle")
    assert "no recurrent layer" in visit.texts
    assert "recurrent_step" not in visit


def test_three_cells_are_three_runs_that_differ_in_the_cell_alone(inside):
    visit = inside("recurrence", "recall").set("recurrence_view", "Three cells")
    kinds = [made.network.layers[0].kind for made in visit.engine.created[1:]]
    assert kinds == ["simple_rnn", "lstm", "gru"]
    assert len({made.data.fingerprint for made in visit.engine.created}) == 1
    assert {made.network.layers[0].params["units"] for made in visit.engine.created} == {16}
    visit.run()
    assert len(visit.engine.created) == 4


def test_three_cells_train_to_the_same_epoch_and_the_caption_reads_the_result(inside, monkeypatch):
    visit = inside("recurrence", "recall").set("recurrence_view", "Three cells")
    sent: list[tuple[str, object]] = []
    monkeypatch.setattr(visit.engine, "send", lambda token, command: sent.append((token, command)))
    assert "Train all three: each makes 40 epochs" in visit.texts
    visit.click("cells_play_arrow")
    assert sent == [
        (f"token{number}", command)
        for number in (2, 3, 4)
        for command in (Set(stop=StopSpec(epochs=40), speed=4.0), Play())
    ]
    scores = {"token2": 0.2, "token3": 1.0, "token4": 0.99}

    def after(token: str) -> RunStatus:
        metrics = Metrics(0.1, 0.1, 1.0, scores.get(token, 0.0))
        return RunStatus("finished", epoch=40, metrics=metrics)

    monkeypatch.setattr(visit.engine, "status", after)
    visit.run()
    assert "SimpleRNN 20%, LSTM 100%, GRU 99%. LSTM and GRU are ahead." in visit.texts
    visit.click("cells_task")
    assert visit.experiment.data.options["which"] == "marked"
    assert visit.experiment.data.options["length"] == 28
    assert "cells_task" not in visit


def test_a_step_is_walked_through_from_the_example_to_the_update(inside):
    visit = inside("learning")
    titles = []
    while True:
        titles.append(next(t for t in visit.texts.split("\n") if t.startswith("**")))
        if visit.widgets()["stage_next"].disabled:
            break
        visit.click("stage_next")
    assert titles[0].startswith("**The example.")
    assert titles[7].startswith("**The loss.")
    assert titles[-1].startswith("**The update.")
    assert len(set(titles)) == len(titles) == 18
    visit.click("stage_back")
    assert "**Weights into layer 1.**" in visit.texts


def test_a_network_too_large_for_single_numbers_offers_a_small_one(inside):
    visit = inside("learning", "digits")
    assert "plain vectors" in visit.texts
    visit.click("small_network")
    assert visit.experiment == STARTERS["circle"].experiment
    assert "stage_next" in visit


@pytest.mark.parametrize("name", VANISHING)
def test_one_click_trains_a_deep_network_and_says_what_to_look_for(inside, name):
    visit = inside("learning").set("learning_view", "Gradient of each layer")
    visit.click(f"trial_{name}")
    assert visit.experiment == VANISHING[name].experiment
    assert visit.engine.sent[-1] == Play()
    assert VANISHING[name].sentence in visit.texts


def test_every_view_of_learning_is_drawn_for_every_family(inside):
    for starter in ("circle", "digits", "next_word"):
        visit = inside("learning", starter)
        for view in ("Gradient of each layer", "Weights over time", "Loss surface"):
            visit.set("learning_view", view)
            assert visit.errors == []


def test_the_time_machine_goes_back_replays_and_returns(inside, visit):
    visit.engine.now = KEPT
    inside("learning").set("checkpoint", 50)
    assert visit.engine.sent == [LookBack(50)]
    visit.click("to_now")
    assert visit.engine.sent[-1] == LookBack(None)
    visit.set("checkpoint", 2).click("replay")
    assert visit.engine.sent[-1] == LookBack(2, replay=True)
    assert visit.value("checkpoint") == -1


def test_continuing_from_a_checkpoint_is_another_run(inside, visit):
    visit.engine.now = KEPT
    inside("learning").set("checkpoint", 50).click("branch")
    assert visit.engine.branched == [("token1", 50)]
    assert "a new run" in visit.texts
    visit.click("play")
    assert visit.engine.sent[-1] == Play()


def test_without_checkpoint_the_time_machine_says_what_to_do(inside):
    visit = inside("learning")
    assert "Train a little first" in visit.texts
    assert "checkpoint" not in visit


def test_the_numbers_of_a_view_are_asked_for_before_it_is_on_the_page(inside, monkeypatch):
    told = []
    monkeypatch.setattr(
        component, "push", lambda token, text: told.append((token, json.loads(text)))
    )

    def wishes():
        found = {one["place"]: one["wants"] for token, one in told if "wants" in one}
        told.clear()
        return found

    visit = inside("activations")
    wishes()
    visit.run()
    assert wishes() == {}
    visit.set("activation_view", "Distribution")
    asked = wishes()
    assert list(asked) == ["distributions"]
    assert asked["distributions"][0]["probe"] == "distributions"
    # Also when it has been there before.
    visit.set("activation_view", "All layers")
    assert list(wishes()) == ["layer_maps"]
