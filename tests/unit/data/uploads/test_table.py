"""Tables of visitors as datasets: exact arrays, no leaks, and words for what cannot be."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import SpecError
from nnviz.core.spec.dataset import DataSignature
from nnviz.data import load, signature
from nnviz.data.uploads.kinds import opened
from nnviz.data.uploads.table import guessed_targets, look_at


def table(text, **options):
    """The spec of a file with this text."""
    spec = opened("table.csv", text.encode())
    return spec.changed(options={**spec.options, **options})


def rows(dataset, name):
    """Both parts of an array, in the order of the first input."""
    x = np.concatenate([dataset.x_train, dataset.x_test])[:, 0]
    values = np.concatenate([getattr(dataset, f"{name}_train"), getattr(dataset, f"{name}_test")])
    return values[np.argsort(x, kind="stable")]


ANIMALS = "size,colour,tail,kind\n" + "".join(
    f"{size},{colour},{tail},{kind}\n"
    for size, colour, tail, kind in [
        (1, "red", "yes", "cat"),
        (2, "blue", "no", "dog"),
        (3, "green", "yes", "cat"),
        (4, "red", "no", "dog"),
        (5, "blue", "yes", "cat"),
        (6, "green", "no", "dog"),
    ]
)


def test_categories_become_inputs_of_zero_and_one():
    made: Any = load(table(ANIMALS, standardize=False))
    assert made.signature == DataSignature((5,), "binary", 1, "table")
    assert made.feature_names == (
        "size", "colour = blue", "colour = green", "colour = red", "tail = yes",
    )  # fmt: skip
    assert made.class_names == ("cat", "dog")
    np.testing.assert_array_equal(
        rows(made, "x"),
        [
            [1, 0, 0, 1, 1],
            [2, 1, 0, 0, 0],
            [3, 0, 1, 0, 1],
            [4, 0, 0, 1, 0],
            [5, 1, 0, 0, 1],
            [6, 0, 1, 0, 0],
        ],
    )
    np.testing.assert_array_equal(rows(made, "y"), [0, 1, 0, 1, 0, 1])
    assert (made.x_train.dtype, made.y_train.dtype) == (np.float32, np.int32)
    assert made.note == (
        "Predicts kind from 3 columns. Always predicting the most frequent class gives 50.0% "
        "accuracy."
    )


def test_only_training_rows_set_mean_scale_and_what_gaps_are_filled_with():
    text = "a,b,y\n" + "".join(f"{n},{'' if n % 5 == 0 else n * n},{n * 2}.5\n" for n in range(20))
    made: Any = load(table(text, task="value", missing="fill"))
    train = made.x_train * made.feature_scale + made.feature_mean
    np.testing.assert_allclose(made.x_train.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(made.x_train.std(axis=0), 1, atol=1e-6)
    numbers = np.round(train[:, 0]).astype(int)
    known = [n * n for n in numbers if n % 5]
    test = made.x_test * made.feature_scale + made.feature_mean
    for number, value in zip(
        [*numbers, *np.round(test[:, 0]).astype(int)], [*train[:, 1], *test[:, 1]], strict=True
    ):
        expected = number**2 if number % 5 else np.median(known)
        assert value == pytest.approx(expected, rel=1e-5, abs=1e-4)
    targets = made.y_train[:, 0] * made.target_scale + made.target_mean
    np.testing.assert_allclose(targets, numbers * 2 + 0.5, rtol=1e-5)
    assert made.target_name == "y"
    assert made.note == "Predicts y from 2 columns; 4 gaps filled."


def test_a_gap_in_a_category_is_filled_with_the_most_frequent_or_the_row_is_left_out():
    text = "n,c,y\n" + "".join(f"{n}.5,{'' if n == 3 else 'a' if n % 4 else 'b'},{n % 2}\n"
                               for n in range(12))  # fmt: skip
    filled = load(table(text, standardize=False, missing="fill"))
    assert filled.feature_names == ("n", "c = b")
    np.testing.assert_array_equal(rows(filled, "x")[:, 1], [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0])
    dropped = load(table(text, standardize=False, missing="drop"))
    assert 3.5 not in rows(dropped, "x")[:, 0]
    assert len(dropped.x_train) + len(dropped.x_test) == 11
    assert dropped.note.startswith("Predicts y from 2 columns; 1 row with gaps left out.")


def test_a_row_without_a_target_teaches_nothing():
    made: Any = load(table(ANIMALS + "7,red,yes,\n8,red,yes,?\n"))
    assert len(made.x_train) + len(made.x_test) == 6
    assert made.class_names == ("cat", "dog")


def test_a_class_that_only_left_out_rows_have_is_none():
    made: Any = load(table(ANIMALS + ",red,yes,bird\n", missing="drop"))
    assert made.class_names == ("cat", "dog")
    assert made.signature.outputs == 1


def test_the_parts_are_disjoint_stratified_and_another_seed_draws_others():
    text = "x,y\n" + "".join(f"{n}.25,{'ab'[n % 2]}\n" for n in range(40))
    spec = table(text)
    made, other = load(spec), load(spec.changed(seed=1))
    assert (len(made.x_train), len(made.x_test)) == (32, 8)
    assert np.bincount(made.y_train).tolist() == [16, 16]
    assert np.bincount(made.y_test).tolist() == [4, 4]
    values = np.concatenate([made.x_train, made.x_test])
    assert len(np.unique(values)) == 40
    assert not np.array_equal(made.x_train, other.x_train)
    assert load(spec) is made
    with pytest.raises(ValueError, match="read-only"):
        made.x_train[0, 0] = 1


@pytest.mark.parametrize(
    ("names", "target"),
    [
        ("a,b,c", 2), ("target,b,c", 0), ("a,Species,c", 1), ("id,a,b", 2), ("a,class_label,c", 1),
        ("x,y,z", 2), ("x1,y,x2", 1),
    ],
)  # fmt: skip
def test_the_target_is_guessed_by_its_name_or_its_place(names, target):
    text = names + "\n" + "".join(f"{n},{n % 3},{n * 1.5}\n" for n in range(12))
    assert guessed_targets(table(text))[0] == target


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        (["a", "b"] * 6, True),
        (["0", "1"] * 6, True),
        ([str(n / 2) for n in range(12)], False),
        ([str(n) for n in range(12)], False),
        (["1", "2", "3"] * 4, True),
    ],
)
def test_texts_and_few_whole_numbers_are_classes(values, classes):
    text = "x,y\n" + "".join(f"{n}.5,{value}\n" for n, value in enumerate(values))
    assert look_at(table(text)).classes is classes


def test_the_visitor_may_say_otherwise():
    text = "x,y\n" + "".join(f"{n}.5,{n % 3}\n" for n in range(12))
    assert signature(table(text)) == DataSignature((1,), "multiclass", 3, "table")
    assert signature(table(text, task="value")) == DataSignature((1,), "regression", 1, "table")
    assert signature(table(text, target=0)).task == "regression"
    assert signature(table(text, columns="c", target=1)).input_shape == (12,)
    assert (
        signature(table(text, first_row="data", columns="c", target=1, task="classes")).outputs == 4
    )


def test_a_date_becomes_days():
    text = "day,y\n" + "".join(f"{n + 1:02}.01.1970,{n}.5\n" for n in range(8))
    made: Any = load(table(text, standardize=False))
    assert made.feature_names == ("day (days since 1970)",)
    np.testing.assert_array_equal(np.sort(rows(made, "x")[:, 0]), range(8))


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        (ANIMALS, {"target": 9}, "one of the 4 columns to predict, received 10"),
        (ANIMALS, {"columns": "xxx"}, "at least one input column"),
        (ANIMALS, {"task": "value"}, "numbers in the column kind, received cells such as 'cat'"),
        (ANIMALS, {"columns": "ad"}, "dates in the column colour"),
        ("a,y\n1,a\n2,a\n3,a\n4,a\n", {"target": 1}, "at least 2 different values in the target y"),
        ("a,y\n1,a\n2,b\n3,\n", {}, "at least 4 rows with a value in y, received 2"),
        ("a,y\n1,a\n,b\n,a\n4,b\n", {"missing": "drop"}, "at least 4 rows without gaps"),
        (
            "a,y\n" + "".join(f"{n}.5,{n}\n" for n in range(41)),
            {"task": "classes"},
            "at most 40 classes to predict, received 41 different values in y",
        ),
        (
            ",".join(f"c{n}" for n in range(7)) + ",y\n"
            + "".join(",".join([str(n)] * 7) + f",{n % 2}\n" for n in range(40)),
            {"columns": "ccccccc"},
            "at most 256 inputs, received 280",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_learned_is_refused_in_a_sentence(text, options, sentence):
    with pytest.raises(SpecError, match=sentence):
        load(table(text, **options))


def test_hostile_names_are_shown_as_plain_words():
    text = "<img src=x onerror=alert(1)>,[a](http://b)\n" + "".join(
        f"{n}.5,{'=cmd()' if n % 2 else '<b>'}\n" for n in range(8)
    )
    made: Any = load(table(text))
    assert made.feature_names == ("\u2039img src=x onerror=alert(1)\u203a",)
    assert made.class_names == ("\u2039b\u203a", "=cmd()")


def test_infinite_and_huge_numbers_are_gaps():
    text = "a,y\n1.5,a\n2.5,b\ninf,a\n1e999,b\n1e300,a\n-1e31,b\n2,a\n3,b\n"
    made: Any = load(table(text, columns="n", target=1, standardize=False, missing="fill"))
    assert np.isfinite(made.x_train).all()
    assert np.isfinite(made.x_test).all()
    assert made.note.startswith("Predicts y from 1 column; 4 gaps filled.")
