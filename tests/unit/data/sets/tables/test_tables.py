"""Tables: real columns, standardized with the training part alone."""

import numpy as np
import pytest
from sklearn import datasets

from nnviz.data import default_spec, load
from nnviz.data.sets.tables.tables import standard

SOURCES = {
    "iris": datasets.load_iris,
    "wine": datasets.load_wine,
    "breast_cancer": datasets.load_breast_cancer,
    "diabetes": lambda: datasets.load_diabetes(scaled=False),
}
ROWS = {"iris": (150, 4), "wine": (178, 13), "breast_cancer": (569, 30), "diabetes": (442, 10)}


@pytest.mark.parametrize("name", SOURCES)
def test_training_columns_have_mean_zero_and_deviation_one(name):
    made = load(default_spec(name))
    np.testing.assert_allclose(made.x_train.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(made.x_train.std(axis=0), 1, atol=1e-5)
    # Held-out rows are measured with the same ruler, so they are only near it.
    assert np.abs(made.x_test.mean(axis=0)).max() > 1e-3


@pytest.mark.parametrize("name", SOURCES)
def test_scaling_back_gives_every_row_of_the_source(name):
    made, source = load(default_spec(name)), SOURCES[name]()
    x = np.concatenate([made.x_train, made.x_test]).astype(np.float64)
    x = x * made.feature_scale + made.feature_mean
    assert x.shape == ROWS[name]
    # Rows are compared by a sum with a weight a column, so that a row mixed up shows.
    weights = np.sqrt(np.arange(2, 2 + x.shape[1])) / source.data.max(axis=0)
    np.testing.assert_allclose(
        np.sort(x @ weights), np.sort(source.data @ weights), rtol=1e-4, atol=1e-4
    )


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer"])
def test_classes_are_those_of_the_source_and_keep_their_proportions(name):
    made, source = load(default_spec(name)), SOURCES[name]()
    total = np.bincount(source.target)
    assert np.bincount(np.concatenate([made.y_train, made.y_test])).tolist() == total.tolist()
    assert np.abs(np.bincount(made.y_train) - total * 0.8).max() <= 1


@pytest.mark.parametrize("name", ["iris", "breast_cancer"])
def test_class_names_stand_in_the_order_of_the_source(name):
    assert load(default_spec(name)).class_names == tuple(SOURCES[name]().target_names)


def test_columns_of_breast_cancer_stand_in_the_order_of_the_source():
    ours = load(default_spec("breast_cancer")).feature_names
    theirs = [
        f"error of {name.removesuffix(' error')}" if name.endswith(" error") else name
        for name in SOURCES["breast_cancer"]().feature_names
    ]
    assert list(ours) == theirs


def test_columns_of_iris_and_diabetes_name_their_units():
    assert load(default_spec("iris")).feature_names == tuple(SOURCES["iris"]().feature_names)
    names = load(default_spec("diabetes")).feature_names
    assert names[0] == "age (years)"
    assert names[2] == "body mass index (kg/m²)"
    made = load(default_spec("diabetes"))
    # The mean age, body mass index and blood pressure in these units.
    assert made.feature_mean[[0, 2, 3]] == pytest.approx([48.5, 26.4, 94.6], abs=1.5)


def test_the_target_of_diabetes_scales_back_to_its_real_values():
    made = load(default_spec("diabetes"))
    assert made.y_train.mean() == pytest.approx(0, abs=1e-6)
    assert made.y_train.std() == pytest.approx(1, abs=1e-6)
    y = np.concatenate([made.y_train, made.y_test])[:, 0].astype(np.float64)
    y = y * made.target_scale + made.target_mean
    np.testing.assert_allclose(np.sort(y), np.sort(SOURCES["diabetes"]().target), rtol=1e-4)


def test_standard_looks_at_training_rows_only():
    values = np.array([[1.0, 5.0], [3.0, 5.0], [100.0, 7.0]])
    mean, scale = standard(values, np.array([0, 1]))
    np.testing.assert_array_equal(mean, [2, 5])
    np.testing.assert_array_equal(scale, [1, 1])


def test_a_column_of_equal_numbers_is_not_divided_by_rounding_error():
    values = np.full((1000, 1), 0.1) * 3
    _, scale = standard(values, np.arange(1000))
    np.testing.assert_array_equal(scale, [1])
