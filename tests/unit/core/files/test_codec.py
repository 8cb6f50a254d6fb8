"""Links and files: round trips, and a readable sentence for everything that is wrong."""

import base64
import json
import random
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.errors import LinkError
from nnviz.core.files.codec import MAX_JSON, MAX_LINK, from_json, from_link, to_json, to_link
from nnviz.core.plan.plan import StackPlan, network_of
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.experiment import DataSpec, Experiment, StopSpec, TrainingSpec
from nnviz.core.spec.network import LayerSpec, NetworkSpec

ONE = NetworkSpec(layers=(LayerSpec(id="output", kind="dense", params={"units": 1}),))
SMALLEST = Experiment(data=DataSpec(), network=ONE)
FULL = Experiment(
    data=DataSpec(
        name="spiral",
        options={"noise": 0.1, "turns": 2, "mirror": True, "word": "größe ☃", "sizes": (1, 2)},
        features=("x1", "sin_x1"),
        train_share=0.7,
        seed=2**31 - 1,
    ),
    network=ONE,
    training=TrainingSpec(
        optimizer="sgd", speed=1.5, regularization="l2", stop=StopSpec(loss=0.0, epochs=3)
    ),
    seed=7,
)


def packed(data: bytes) -> str:
    return "2." + base64.urlsafe_b64encode(zlib.compress(data, 9)).decode().rstrip("=")


def fields(**changes: object) -> dict:
    """A small experiment as JSON, with some of its fields replaced or added."""
    layer = {"id": "output", "kind": "dense", "params": {"units": 1}}
    return {"nnviz": 2, "data": {}, "network": {"layers": [layer]}, **changes}


def layered(**layer: object) -> dict:
    """The same with other fields in its only layer."""
    return fields(network={"layers": [{"id": "output", "kind": "dense", **layer}]})


def refusal(text: str | bytes) -> LinkError:
    """The error for a file, once it is known to be a sentence that can be shown."""
    with pytest.raises(LinkError) as caught:
        from_json(text)
    return checked(caught.value)


def checked(error: LinkError) -> LinkError:
    sentence = str(error)
    assert sentence.startswith("Expected ")
    assert sentence.endswith("Nothing was changed.")
    assert len(sentence) < 500
    assert sentence.isprintable()
    sentence.encode()
    return error


@pytest.mark.parametrize("experiment", [SMALLEST, FULL])
def test_the_smallest_and_the_fullest_come_back_as_they_were(experiment):
    assert from_json(to_json(experiment)) == experiment
    assert from_json(to_json(experiment).encode()) == experiment
    assert from_link(to_link(experiment)) == experiment
    assert from_link(f" {to_link(experiment)}\n").fingerprint == experiment.fingerprint


def test_types_survive():
    options = from_link(to_link(FULL)).data.options
    assert [type(value) for value in options.values()] == [float, int, bool, str, tuple]


@given(...)
def test_every_plan_goes_through_a_link_and_a_file(plan: StackPlan, signature: DataSignature):
    experiment = Experiment(data=DataSpec(), network=network_of(plan, signature))
    link = to_link(experiment)
    assert len(link) < 2000
    assert set(link) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
    assert from_link(link) == experiment
    assert from_json(to_json(experiment)) == experiment


@pytest.mark.parametrize(
    ("text", "received"),
    [
        ("", "a link without a version"),
        ("hello", "a link without a version"),
        (".", "version ''"),
        ("3.eJyrVgoAAREAtQ", "version '3'"),
        ("ひ" * 30 + ".x", r"version '\u3072"),
        ("\ud800.x", r"version '\ud800'"),
        ("2.", "one that is cut off or far too large"),
        ("2.A", "a damaged one"),
        ("2.%%%%", "a damaged one"),
        ("2.é", "a damaged one"),
        ("2.\ud800", "a damaged one"),
        ("2." + "A" * MAX_LINK, f"{MAX_LINK + 2:,}"),
        (packed(b""), "text that is not JSON"),
        (packed(b"[]"), "JSON of another type"),
        (packed(b"{}"), "nothing"),
        (packed(b"x" * MAX_JSON), "text that is not JSON"),
        (packed(b" " * (MAX_JSON + 1)), "one that is cut off or far too large"),
        (packed(b" " * 10_000_000), "one that is cut off or far too large"),
        (to_link(SMALLEST)[:-4], "one that is cut off or far too large"),
        (to_link(SMALLEST) + "AAAA", "one that is cut off or far too large"),
    ],
)
def test_a_link_that_is_none_is_refused(text, received):
    with pytest.raises(LinkError) as caught:
        from_link(text)
    assert checked(caught.value).received.startswith(received)


def test_every_cut_off_link_is_refused():
    link = to_link(FULL)
    for end in range(len(link)):
        with pytest.raises(LinkError) as caught:
            from_link(link[:end])
        checked(caught.value)


def test_a_link_with_one_wrong_letter_is_never_another_experiment():
    link, draw = to_link(FULL), random.Random(0)
    for place in range(2, len(link)):
        wrong = draw.choice([c for c in "AQgwz09-_" if c != link[place]])
        try:
            read = from_link(link[:place] + wrong + link[place + 1 :])
        except LinkError as error:
            checked(error)
        else:  # the last letter has bits that stand for nothing
            assert read == FULL


@given(st.binary(max_size=300))
def test_any_bytes_are_an_experiment_or_refused(data):
    for read, text in ((from_json, data), (from_link, packed(data))):
        with pytest.raises(LinkError) as caught:
            read(text)
        checked(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=5,
)
PLACES = ("data", "network", "training", "seed", "name", "nnviz", "extra")


@given(st.sampled_from(PLACES), JSON)
def test_any_value_in_any_place_is_an_experiment_or_refused(place, value):
    try:
        from_json(json.dumps(fields(**{place: value})))
    except LinkError as error:
        checked(error)


@given(st.sampled_from(["params", "inputs", "id", "kind"]), JSON)
def test_any_value_in_a_layer_is_an_experiment_or_refused(place, value):
    try:
        from_json(json.dumps(layered(**{place: value})))
    except LinkError as error:
        checked(error)


@pytest.mark.parametrize(
    ("text", "expected", "received"),
    [
        ("", "an experiment as JSON", "text that is not JSON"),
        (b"\xff\xfe", "an experiment as JSON", "text that is not JSON"),
        (b"\x80", "an experiment as JSON", "text that is not JSON"),
        ("null", "an experiment as a JSON object", "JSON of another type"),
        ("3", "an experiment as a JSON object", "JSON of another type"),
        ("NaN", "finite numbers", "NaN"),
        ('{"seed": -Infinity}', "finite numbers", "-Infinity"),
        ('{"seed": 1e999}', "finite numbers", "1e999"),
        (f'{{"seed": 1{"0" * 200}.5e300}}', "finite numbers", "10000"),
        (
            f'{{"seed": {"9" * 9000}}}',
            "whole numbers of at most 20 digits",
            "a number of 9,000 digits",
        ),
        ("[" * 100_000, "an experiment as JSON", "text that is not JSON"),
        ('{"a":' * 40_000, "an experiment as JSON", "text that is not JSON"),
        ('{"a": 1, "a": 1}', "every key once", "a key that occurs twice"),
        ('{"a": {"b": 1, "b": 2}}', "every key once", "a key that occurs twice"),
        ("{}", 'an experiment of version "nnviz": 2 or earlier', "none"),
        ('{"nnviz": true}', 'an experiment of version "nnviz": 2 or earlier', "True"),
        ('{"nnviz": 1.0}', 'an experiment of version "nnviz": 2 or earlier', "1.0"),
        ('{"nnviz": 3}', 'an experiment of version "nnviz": 2 or earlier', "3"),
        ('{"nnviz": 2}', "at data: a value", "nothing"),
        (" " * (MAX_JSON + 1), "an experiment of at most 262,144 bytes", "262,145"),
    ],
)
def test_text_that_is_no_experiment_is_refused(text, expected, received):
    error = refusal(text)
    assert error.expected == expected
    assert error.received.startswith(received)


NO_VALUE = "a number, true or false, text of at most 64 characters, or a list of numbers"


@pytest.mark.parametrize(
    ("given_fields", "expected"),
    [
        (fields(colour="red"), "at colour: nothing, because there is no such field"),
        (fields(seed=True), "at seed: a valid integer"),
        (fields(seed="3"), "at seed: a valid integer"),
        (fields(seed=1.5), "at seed: a valid integer"),
        (fields(seed=-1), "at seed: greater than or equal to 0"),
        (fields(seed=10**19), "at seed: less than or equal to 2147483647"),
        (fields(data={"name": "Circle!"}), "at data > name: a name of lowercase letters,"),
        (fields(data={"name": "x" * 200_000}), "at data > name: a name of lowercase letters,"),
        (fields(data={"options": {"noise": None}}), f"at data > options > noise: {NO_VALUE}"),
        (fields(training={"optimizer": 1}), "at training > optimizer: 'sgd', 'momentum'"),
        (fields(training={"learning_rate": 0}), "at training > learning_rate: greater than 0"),
        (fields(network={"layers": []}), "at network > layers: "),
        (fields(network={"layers": [{}] * 50_000}), "at network > layers > 0 > id: a value"),
        (layered(params={"units": None}), f"at network > layers > 0 > params > units: {NO_VALUE}"),
        (
            layered(params={"units": "x" * 65}),
            f"at network > layers > 0 > params > units: {NO_VALUE}",
        ),
        (layered(params={"units": 10**18}), "units of layer 'output' (Dense) from 1 to 8192"),
        (layered(params={"units": [0.5]}), "units of layer 'output' (Dense) to be a number"),
        (
            layered(params={"": 1}),
            "at network > layers > 0 > params >  > [key]: a name of lowercase",
        ),
        (layered(params={"units": True}), "units of layer 'output' (Dense) to be a number"),
        (layered(params={"units": 10**9}), "units of layer 'output' (Dense) from 1 to 8192"),
        (layered(params={"units": 2.5}), "units of layer 'output' (Dense) to be a whole number"),
        (layered(params={"unit": 2}), "options of layer 'output' (Dense) from units, activation"),
        (
            layered(kind="dence"),
            "a kind of layer from the catalogue for 'output', such as dense",
        ),
        (layered(inputs=["nobody"]), "at network: 'output' to read earlier layers, received"),
    ],
)
def test_an_experiment_with_a_wrong_field_says_where(given_fields, expected):
    assert refusal(json.dumps(given_fields)).expected.startswith(expected)


@pytest.mark.parametrize("key", ["x" * 5000, "\ud800", "ключ", "a\nb", "<script>"])
def test_hostile_names_do_not_reach_the_sentence_as_they_are(key):
    assert len(refusal(json.dumps(fields(**{key: 1}))).expected) < 120
    assert len(refusal(json.dumps(layered(params={key: 1}))).expected) < 250


@pytest.mark.parametrize("depth", [1, 150, 300, *range(800, 1000, 10)])
def test_lists_within_lists_are_refused(depth):
    nested = "[" * depth + "]" * depth
    refusal(json.dumps(layered()).replace('"dense"', nested))


def test_the_largest_hostile_inputs_are_refused_quickly():
    many = json.dumps(fields(data={"options": {f"o{i}": None for i in range(15_000)}}))
    deep = json.dumps(layered()).replace('"dense"', "[" * 100_000)
    start = time.process_time()
    for text in (many, deep, "[" + "1," * 130_000 + "1]", '{"a":"' + "\\u0000" * 40_000 + '"}'):
        refusal(text)
    assert time.process_time() - start < 2


def test_links_and_files_of_version_1_open_with_their_settings():
    training = {"penalty": "l1", "penalty_rate": 0.03}
    data = {"name": "own_table", "options": {"standardise": False}}
    before = fields(nnviz=1, data=data, training=training)
    opened = from_json(json.dumps(before))
    assert (opened.training.regularization, opened.training.regularization_rate) == ("l1", 0.03)
    assert opened.data.options["standardize"] is False
    del before["nnviz"]
    body = packed(json.dumps(before).encode()).removeprefix("2.")
    assert from_link("1." + body) == opened
    with pytest.raises(LinkError, match="penalty"):
        from_link("2." + body)
