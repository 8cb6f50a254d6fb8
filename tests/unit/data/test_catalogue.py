"""Every dataset over its options: what `load` makes is what `signature` promises."""

import subprocess
import sys
import time
from dataclasses import fields

import numpy as np
import pytest

from nnviz.core.errors import SpecError
from nnviz.core.spec.experiment import DataSpec
from nnviz.data import DATASETS, PLANE_FEATURES, check, default_spec, load, signature

CUT = ("wave", "next_word", "patterns", "digit_pairs")
"""Sets whose test examples are not of the same kind: later, other sentences, damaged, new pairs."""
PLANES = [name for name, kind in DATASETS.items() if kind.features]


def specs(name):
    """The default, all options at their lowest, all at their highest, and extreme shares."""
    kind, base = DATASETS[name], default_spec(name)
    yield base
    sizes = [p for p in kind.params if not isinstance(p.default, str)]
    yield check(base.changed(options={p.name: p.low for p in sizes}, train_share=0.1))
    yield check(base.changed(options={p.name: p.high for p in sizes}, train_share=0.9))
    if kind.features:
        yield base.changed(features=tuple(feature.name for feature in kind.features))


ALL_SPECS = [
    pytest.param(spec, id=f"{name}-{index}")
    for name in DATASETS
    for index, spec in enumerate(specs(name))
]


def arrays(dataset):
    values = {field.name: getattr(dataset, field.name) for field in fields(dataset)}
    return {name: value for name, value in values.items() if isinstance(value, np.ndarray)}


def test_the_catalogue_holds_every_set_under_its_own_name():
    expected = (
        "circle xor gauss spiral plane gauss_regression moons blobs sectors distributions digits "
        "shapes some_digits some_shapes digit_pairs digits_again "
        "find_circles patterns iris wine breast_cancer diabetes "
        "transactions wave recall parity next_word spam sentiment go_on fill_gaps "
        "spell_numbers parsed_sentiment"
    )
    assert list(DATASETS) == expected.split()
    assert all(kind.name == name for name, kind in DATASETS.items())


@pytest.mark.parametrize("kind", DATASETS.values(), ids=list(DATASETS))
def test_every_entry_is_described_in_plain_sentences(kind):
    assert kind.label[0].isupper()
    assert kind.sentence.endswith((".", "?"))
    assert 0.5 <= kind.default_train_share <= 0.9
    names = [param.name for param in kind.params]
    assert len(set(names)) == len(names)
    for param in kind.params:
        assert param.help.endswith(".")
        if isinstance(param.default, str):
            assert not param.default or param.default in param.choices
            continue
        assert param.low is not None
        assert param.high is not None
        assert param.step is not None
        assert param.low <= param.default <= param.high
        assert (param.default - param.low) % param.step == 0
        assert (param.high - param.low) % param.step == 0


@pytest.mark.parametrize("spec", ALL_SPECS)
def test_the_arrays_are_what_the_signature_says(spec):
    promised, made = signature(spec), load(spec)
    assert made.signature == promised
    for x, y in ((made.x_train, made.y_train), (made.x_test, made.y_test)):
        assert len(x) == len(y) >= 1
        assert x.shape[1:] == promised.input_shape
        assert x.dtype == (np.int32 if promised.view == "tokens" else np.float32)
        assert np.isfinite(x).all()
        if promised.task == "regression":
            assert (y.dtype, y.shape[1:]) == (np.float32, promised.output_shape)
            assert np.isfinite(y).all()
        else:
            assert (y.dtype, y.shape[1:]) == (np.int32, promised.places)
            # Only where there are places may some of them not count.
            least = -1 if promised.places and promised.task == "multiclass" else 0
            assert least <= y.min() <= y.max() < len(made.class_names)


@pytest.mark.parametrize("spec", ALL_SPECS)
def test_everything_has_a_name(spec):
    made = load(spec)
    promised = made.signature
    classes = {"regression": 0, "binary": 2}.get(promised.task, promised.outputs)
    assert len(made.class_names) == classes
    assert len(set(made.class_names)) == classes
    assert made.name == spec.name
    assert made.note.endswith(".")
    assert bool(made.target_name) == (promised.task == "regression")
    if promised.view in ("plane", "table", "series"):
        assert len(set(made.feature_names)) == promised.input_shape[-1]
    else:
        assert made.feature_names == ()
    assert len(made.vocabulary) == promised.tokens


@pytest.mark.parametrize("spec", ALL_SPECS)
def test_values_stay_in_the_range_of_their_view(spec):
    made = load(spec)
    x = np.concatenate([made.x_train, made.x_test])
    view = made.signature.view
    if view == "image":
        assert (x.min(), x.max()) == (0, 1)
    if view == "tokens":
        assert 0 <= x.min() <= x.max() < made.signature.tokens
    if view == "plane":
        assert made.plane_extent == 6
        assert made.plane_train.shape == (len(made.x_train), 2)
        assert made.plane_test.shape == (len(made.x_test), 2)


@pytest.mark.parametrize("spec", ALL_SPECS)
def test_the_share_decides_how_many_are_trained_on(spec):
    made = load(spec)
    if spec.options.get("labelled"):
        assert np.bincount(made.y_train).tolist() == [spec.options["labelled"]] * len(
            made.class_names
        )
        return
    total = len(made.x_train) + len(made.x_test)
    wanted = max(1, int(total * spec.train_share + 1e-9))
    # Whole sentences are held out of the next-word corpus, and they differ in length.
    # The whole set is cut before some of its classes are taken.
    tolerance = 30 if spec.name == "next_word" else 2 if spec.name.startswith("some_") else 0
    assert abs(len(made.x_train) - wanted) <= tolerance


@pytest.mark.parametrize("name", [n for n in DATASETS if n not in CUT])
def test_another_share_moves_the_cut_and_keeps_the_examples(name):
    """The same rows in total, so no row is in both parts and none is lost."""
    totals = []
    for share in (0.2, 0.7):
        made = load(default_spec(name).changed(train_share=share))
        x = np.concatenate([made.x_train, made.x_test]).astype(np.float64)
        x = x.reshape(len(x), -1)
        raw = x * made.feature_scale + made.feature_mean if len(made.feature_mean) else x
        totals.append(np.sort(raw.sum(axis=1)))
    np.testing.assert_allclose(totals[0], totals[1], rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", DATASETS)
def test_the_same_spec_gives_the_same_arrays_and_another_seed_others(name):
    kind, spec = DATASETS[name], default_spec(name, seed=7)
    first, again = (kind.make(spec, np.random.default_rng(spec.seed)) for _ in range(2))
    for key, value in arrays(first).items():
        np.testing.assert_array_equal(value, arrays(again)[key])
    other = load(default_spec(name, seed=8))
    assert not (
        np.array_equal(first.x_train, other.x_train)
        and np.array_equal(first.y_train, other.y_train)
    )


@pytest.mark.parametrize("name", DATASETS)
def test_a_loaded_dataset_is_kept_and_cannot_be_written_to(name):
    made = load(default_spec(name))
    assert load(default_spec(name)) is made
    assert load(DataSpec(**{**dict(default_spec(name)), "options": {}})) is made
    for value in arrays(made).values():
        assert not value.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        made.x_train[0] = 0


@pytest.mark.parametrize("name", DATASETS)
def test_a_signature_takes_less_than_a_millisecond(name):
    spec, times = default_spec(name), []
    for _ in range(20):
        start = time.perf_counter()
        signature(spec)
        times.append(time.perf_counter() - start)
    assert min(times) < 1e-3


def test_neither_signatures_nor_data_need_slow_imports():
    code = (
        "import sys; from nnviz.data import DATASETS, default_spec, load, signature; "
        "[signature(default_spec(name)) for name in DATASETS]; "
        "print(sorted({'sklearn', 'scipy', 'keras', 'tensorflow'} & set(sys.modules))); "
        "[load(default_spec(name)) for name in DATASETS]; "
        "print(sorted({'sklearn', 'pandas', 'keras'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines() == ["[]", "[]"]


def test_check_fills_in_what_was_not_said():
    spec = check(DataSpec(name="blobs", features=("x1",), options={"classes": 4}))
    assert spec.options == {"points": 500, "classes": 4, "noise": 20}
    assert check(spec) == spec
    assert check(DataSpec(name="blobs", features=("x1",), options={"classes": 4.0})) == spec


def test_the_default_of_a_plane_is_its_two_coordinates():
    assert default_spec("circle") == DataSpec(
        name="circle", options={"noise": 0}, features=("x1", "x2"), train_share=0.5, seed=0
    )


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        (DataSpec(name="cirlce"), "Expected one of the datasets circle, xor, .* received 'cirlce'"),
        (
            DataSpec(name="circle", features=("x1",), options={"noise": 51}),
            "Expected noise of circle from 0 to 50, received 51",
        ),
        (
            DataSpec(name="circle", features=("x1",), options={"noise": 2.5}),
            "Expected noise of circle to be a whole number, received 2.5",
        ),
        (
            DataSpec(name="circle", features=("x1",), options={"noise": "much"}),
            "Expected noise of circle to be a number, received 'much'",
        ),
        (
            DataSpec(name="circle", features=("x1",), options={"noise": 2**53}),
            "Expected noise of circle from 0 to 50, received 9007199254740992",
        ),
        (
            DataSpec(name="circle", features=("x1",), options={"nois": 5}),
            "Expected options of circle from noise, received nois",
        ),
        (DataSpec(name="iris", options={"noise": 5}), "options of iris from none, received noise"),
        (
            DataSpec(name="circle"),
            "Expected at least one input feature of circle, received none. Start with X₁ and X₂",
        ),
        (
            DataSpec(name="spiral", features=("x1", "x3")),
            "Expected input features of spiral from x1, x2, .*, sin_x2, received 'x3'",
        ),
        (
            DataSpec(name="xor", features=("x1", "x2", "x1")),
            "Expected every input feature of xor at most once, received 'x1' twice. Remove one",
        ),
        (
            DataSpec(name="digits", features=("x1",)),
            "Expected no input features for digits, received x1. Input features can be chosen only",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(spec, sentence):
    for function in (check, signature, load):
        with pytest.raises(SpecError, match=sentence):
            function(spec)


def test_an_unknown_dataset_has_no_default():
    with pytest.raises(SpecError, match=r"received 'mnist'\. Choose one from the list"):
        default_spec("mnist")


@pytest.mark.parametrize("name", PLANES)
def test_columns_follow_the_chosen_features(name):
    base = default_spec(name)
    chosen = load(base.changed(features=("sin_x2", "x1")))
    assert chosen.feature_names == ("sin(X₂)", "X₁")
    np.testing.assert_array_equal(chosen.x_train[:, 1], chosen.plane_train[:, 0])
    np.testing.assert_allclose(
        chosen.x_train[:, 0].astype(np.float64), np.sin(chosen.plane_train[:, 1]), rtol=0, atol=1e-6
    )
    # The same points whatever is seen of them.
    np.testing.assert_array_equal(chosen.plane_train, load(base).plane_train)
    np.testing.assert_array_equal(chosen.y_test, load(base).y_test)


def test_all_seven_features_are_offered_for_every_plane():
    assert PLANES == [
        "circle",
        "xor",
        "gauss",
        "spiral",
        "plane",
        "gauss_regression",
        "moons",
        "blobs",
        "sectors",
    ]
    for name in PLANES:
        assert DATASETS[name].features == PLANE_FEATURES
        assert DATASETS[name].default_features == ("x1", "x2")


def test_a_spec_that_lacks_nothing_is_checked_to_itself():
    spec = default_spec("circle")
    assert check(spec) is spec
    short = DataSpec(name="circle", features=spec.features)
    assert check(short) == check(short) != short
    assert check(check(short)) is check(short)


def test_a_number_of_another_type_is_still_turned_into_the_right_one():
    spec = default_spec("circle")
    assert type(spec.options["noise"]) is int
    found = check(spec.changed(options={**spec.options, "noise": 10.0}))
    assert type(found.options["noise"]) is int
