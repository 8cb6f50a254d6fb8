"""The files of scikit-learn, read without it, against scikit-learn itself."""

import numpy as np
import pytest
from sklearn import datasets

from nnviz.data.sets import bundled as room
from nnviz.data.sets.bundled import bundled

LOADERS = {
    "digits": (datasets.load_digits, {}),
    "iris": (datasets.load_iris, {}),
    "wine": (datasets.load_wine, {}),
    "breast_cancer": (datasets.load_breast_cancer, {}),
    "diabetes": (datasets.load_diabetes, {"scaled": False}),
}


@pytest.mark.parametrize("name", LOADERS)
def test_numbers_and_types_are_those_of_scikit_learn(name):
    loader, options = LOADERS[name]
    columns, target = loader(return_X_y=True, **options)
    found, wanted = bundled(name)
    assert (found.dtype, wanted.dtype) == (columns.dtype, target.dtype)
    np.testing.assert_array_equal(found, columns)
    np.testing.assert_array_equal(wanted, target)


def test_without_scikit_learn_it_is_said(monkeypatch):
    monkeypatch.setattr(room, "find_spec", lambda _: None)
    with pytest.raises(FileNotFoundError, match="scikit-learn"):
        bundled("iris")
