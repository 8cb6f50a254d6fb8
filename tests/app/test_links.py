"""Links and files: what is right opens, what is wrong is said and changes nothing."""

import base64
import json
import time
import zlib

import pytest

from nnviz.core.files.codec import MAX_JSON, MAX_LINK, to_json, to_link
from nnviz.core.files.places import PAGES
from nnviz.core.spec.experiment import Experiment
from nnviz.data.starters import STARTERS
from nnviz.ui.state import visibility
from nnviz.ui.state.visibility import GROUPS

CIRCLE = STARTERS["circle"].experiment
SPIRAL = STARTERS["spiral"].experiment


def packed(fields: object) -> str:
    """A link that holds any JSON."""
    data = zlib.compress(json.dumps(fields).encode())
    return "2." + base64.urlsafe_b64encode(data).decode().rstrip("=")


def fields(experiment: Experiment = CIRCLE, **changes: object) -> dict:
    return {**experiment.model_dump(mode="json"), **changes}


def with_layer(**changes: object) -> dict:
    whole = fields()
    first, *rest = whole["network"]["layers"]
    return {**whole, "network": {"layers": [{**first, **changes}, *rest]}}


def with_training(**changes: object) -> dict:
    return fields(training={**fields()["training"], **changes})


def with_data(**changes: object) -> dict:
    return fields(data={**fields()["data"], **changes})


BAD_LINKS = {
    "empty": "",
    "words": "hello",
    "old version": to_link(CIRCLE).replace("2.", "0.", 1),
    "new version": to_link(CIRCLE).replace("2.", "3.", 1),
    "no body": "2.",
    "cut off": to_link(CIRCLE)[:-9],
    "mistyped": to_link(CIRCLE)[:40] + "A" + to_link(CIRCLE)[41:],
    "not base64": "1.\u00e4\u00f6\u00fc<script>alert(1)</script>",
    "too long": "2." + "A" * MAX_LINK,
    "bomb": "2." + base64.urlsafe_b64encode(zlib.compress(b" " * 10_000_000)).decode(),
    "not an experiment": packed({"hello": 1}),
    "a list": packed([1, 2, 3]),
    "null": packed(None),
    "further field": packed(fields(extra=1)),
    "no layers": packed(fields(network={"layers": []})),
    "a thousand layers": packed(fields(network={"layers": fields()["network"]["layers"] * 300})),
    "unknown layer": packed(with_layer(kind="lambda")),
    "layer twice": packed(with_layer(id="output")),
    "layer that reads itself": packed(with_layer(inputs=["dense_1"])),
    "unknown parameter": packed(with_layer(params={"units": 4, "evil": 1})),
    "no units": packed(with_layer(params={"units": 0})),
    "too many units": packed(with_layer(params={"units": 10**9})),
    "text for units": packed(with_layer(params={"units": "4"})),
    "unknown activation": packed(with_layer(params={"units": 4, "activation": "__import__"})),
    "path as dataset": packed(with_data(name="../../etc/passwd")),
    "unknown dataset": packed(with_data(name="atlantis")),
    "unknown option": packed(with_data(options={"points": 500, "noise": 0, "path": 1})),
    "too many points": packed(with_data(options={"points": 10**12})),
    "unknown feature": packed(with_data(features=["x9"])),
    "no feature": packed(with_data(features=[])),
    "no training data": packed(with_data(train_share=0)),
    "negative rate": packed(with_training(learning_rate=-1)),
    "infinite rate": packed(with_training(learning_rate=1)).replace("1.", "1.", 1)[:-4] + "AAAA",
    "loss of another task": packed(with_training(loss="categorical_crossentropy")),
    "batch of nothing": packed(with_training(batch_size=0)),
    "negative seed": packed(fields(seed=-1)),
    "seed as text": packed(fields(seed="0")),
}


def test_bad_links_are_said_in_a_sentence_and_keep_the_experiment(visit):
    for name, link in BAD_LINKS.items():
        visit.open(link)
        assert visit.experiment == CIRCLE, name
        assert len(visit.errors) == 1, name
        assert visit.errors[0].startswith("This link cannot be opened. Expected "), name
        assert len(visit.errors[0]) < 1000, name
        assert "<script" not in visit.errors[0]
    assert visit.engine.created == [CIRCLE]
    assert visit.engine.changed == []


def test_a_notice_outlives_the_reruns_of_the_page_until_something_is_changed(visit, monkeypatch):
    visit.open("1.rubbish").run()
    assert len(visit.errors) == 1
    assert visit.set("depth", 4).errors == []
    visit.set("features", [])
    assert len(visit.errors) == 1
    later = time.monotonic() + 21
    monkeypatch.setattr("nnviz.ui.state.session.time.monotonic", lambda: later)
    assert visit.run().errors == []


@pytest.mark.parametrize("starter", STARTERS)
def test_a_link_opens_its_experiment_and_the_address_stays(visit, starter):
    experiment = STARTERS[starter].experiment.changed(seed=77)
    link = to_link(experiment)
    visit.open(link)
    assert visit.experiment == experiment
    assert visit.app.query_params["e"] in (link, [link])
    assert visit.errors == []
    assert visit.engine.created == [experiment]
    assert visit.engine.changed == []


def test_a_link_to_a_starter_marks_it_and_says_what_to_do(visit):
    visit.open(SPIRAL)
    assert visit.value("starter") == "spiral"
    assert STARTERS["spiral"].hint in visit.texts


def test_another_link_in_the_same_visit_replaces_the_experiment_and_its_weights(visit):
    visit.open().set("depth", 4)
    visit.open(SPIRAL)
    assert visit.experiment == SPIRAL
    assert visit.engine.changed[-1] == (SPIRAL, True)


def test_a_bad_link_in_a_visit_keeps_what_was_built(visit):
    visit.open().set("depth", 4)
    built = visit.experiment
    visit.open("1.rubbish")
    assert visit.experiment == built
    assert len(visit.errors) == 1


def test_a_link_that_the_page_wrote_itself_is_no_wish_to_go_back(visit):
    before = visit.open().experiment
    visit.set("depth", 4)
    built = visit.experiment
    visit.open(before)
    assert visit.experiment == built


def test_a_link_whose_shapes_do_not_fit_opens_and_offers_repairs(visit):
    network = STARTERS["digits"].experiment.network
    visit.open(CIRCLE.changed(network=network))
    assert visit.experiment.network == network
    assert visit.errors == []
    assert visit.repairs()


def test_numbers_between_the_steps_of_a_control_are_kept(visit):
    training = CIRCLE.training.changed(
        learning_rate=0.0123,
        speed=7.5,
        batch_size=777,
        regularization="l1",
        regularization_rate=0.0456,
    )
    experiment = CIRCLE.changed(
        training=training, data=CIRCLE.data.changed(train_share=0.33), seed=123_456
    )
    visit.open(experiment).run()
    assert visit.errors == []
    assert visit.experiment == experiment
    assert visit.value("learning_rate") == 0.0123
    assert visit.value("speed") == 7.5
    assert visit.value("batch_size") == 777


PARTS = {
    "navigation": [],
    "starters": ["starter"],
    "hint": [],
    "undo": ["undo", "redo"],
    "playback": ["epoch", "batch", "reset", "new_seed"],
    "speed": ["speed"],
    "rate": ["learning_rate"],
    "training": ["optimizer", "loss", "batch_size", "seed"],
    "share": ["download_json", "open_file", "download_code"],
    "data": ["dataset"],
    "options": ["train_share", "regenerate", "data_circle_noise"],
    "features": ["features"],
    "preview": [],
    "family": ["family"],
    "depth": ["depth"],
    "layers": ["units_feedforward_0", "activation_0"],
    "network": ["dropout", "initializer"],
    "output": ["show_test"],
    "curves": ["log_scale"],
}


def test_every_group_is_known_here():
    assert list(PARTS) == list(GROUPS)


@pytest.mark.parametrize("group", GROUPS)
def test_a_hidden_group_is_gone_and_everything_else_stays(visit, visitor, group):
    everything = set(visitor().open().widgets())
    visit.open(hide=group)
    gone = everything - set(visit.widgets())
    assert set(PARTS[group]) <= gone
    others = {part for name, parts in PARTS.items() if name != group for part in parts}
    assert gone & others == set()
    assert "play" in visit
    assert visit.errors == []


def test_a_hidden_hint_and_preview_are_gone(visit):
    visit.open()
    hint = STARTERS["circle"].hint
    assert hint in visit.texts
    assert "250 training and" in visit.texts
    visit.open(hide="hint,preview")
    assert hint not in visit.texts
    assert "250 training and" not in visit.texts


def test_what_is_hidden_stays_hidden_on_every_page_of_a_visit(visit):
    visit.open(hide="speed,playback,undo,navigation")
    del visit.app.query_params["hide"]  # As Streamlit's navigation does.
    for page in ("inspect/learning.py", "architectures/build.py", "playground/playground.py"):
        visit.app.switch_page(str(PAGES / page))
        drawn = visit.run().widgets()
        assert drawn.keys().isdisjoint({"speed", "epoch", "reset", "undo", "checkpoint"})
        assert "learning_rate" in drawn
    visit.open(hide="")
    assert {"speed", "undo"} <= visit.widgets().keys()


def test_the_address_keeps_what_is_hidden(visit, monkeypatch):
    written: list[dict[str, str]] = []
    monkeypatch.setattr(
        visibility, "show_in_address", lambda given, _key: written.append(dict(given))
    )
    visit.open(hide="speed,rate")
    visit.app.switch_page(str(PAGES / "catalogue/layers.py"))
    visit.run()
    assert written == [{"hide": "rate,speed"}] * 2
    visit.open(hide="")
    assert len(written) == 2


def test_all_groups_can_be_hidden_at_once(visit):
    visit.open(hide=",".join(GROUPS))
    assert {key for key in visit.widgets() if not key.startswith("network_view")} == {"play"}
    visit.click("play")
    assert visit.errors == []


@pytest.mark.parametrize("names", ["", ",,,", "nonsense", "play", "SPEED", "<b>", "a" * 5000])
def test_names_that_do_not_exist_hide_nothing(visit, visitor, names):
    everything = set(visitor().open().widgets())
    visit.open(hide=names)
    assert set(visit.widgets()) == everything


def test_the_link_to_share_hides_what_was_chosen(visit):
    visit.open().set("hide", ["speed", "rate"])
    assert any(code.value.endswith("&hide=speed,rate") for code in visit.app.code)
    assert "speed" in visit


def test_a_file_brings_its_experiment_with_new_weights(visit):
    visit.open()
    visit.widgets()["open_file"].upload("spiral.json", to_json(SPIRAL).encode())
    visit.run()
    assert visit.experiment == SPIRAL
    assert visit.engine.changed == [(SPIRAL, True)]


BAD_FILES = {
    "empty": b"",
    "binary": bytes(range(256)),
    "not json": b"{",
    "nan": b'{"nnviz": 1, "seed": NaN}',
    "deep": b"[" * 100_000,
    "list": b"[]",
    "no version": json.dumps(fields()).encode(),
    "another version": json.dumps({"nnviz": 3, **fields()}).encode(),
    "unknown dataset": json.dumps({"nnviz": 1, **with_data(name="atlantis")}).encode(),
    "huge": b" " * (MAX_JSON + 1),
}


def test_bad_files_are_said_in_a_sentence_and_keep_the_experiment(visit):
    visit.open()
    for name, content in BAD_FILES.items():
        visit.widgets()["open_file"].set_value(("bad.json", content, "application/json"))
        visit.run()
        assert visit.experiment == CIRCLE, name
        assert len(visit.errors) == 1, name
        assert visit.errors[0].startswith("This file cannot be opened. Expected "), name
    assert visit.engine.changed == []


@pytest.mark.parametrize("starter", STARTERS)
def test_the_script_of_every_starter_is_shown(visit, starter):
    visit.open(STARTERS[starter].experiment)
    [script] = [code.value for code in visit.app.code if "import keras" in code.value]
    compile(script, "train.py", "exec")
