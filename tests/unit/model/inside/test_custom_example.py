"""An example of a visitor's own is one of these data, or refused in words."""

import numpy as np
import pytest

from nnviz.core.errors import RunError
from nnviz.core.spec.dataset import DataSignature
from nnviz.model.inside.custom_example import custom_example

PLANE = DataSignature((2,), "binary", 1, "plane")
WORDS = DataSignature((3,), "multiclass", 5, "tokens", tokens=5)


def test_numbers_become_single_precision_and_tokens_whole_numbers():
    numbers = custom_example(np.array([1.5, -2.0]), PLANE)
    assert (numbers.dtype, numbers.tolist()) == (np.float32, [1.5, -2.0])
    tokens = custom_example(np.array([0.0, 4.0, 1.0]), WORDS)
    assert (tokens.dtype, tokens.tolist()) == (np.int32, [0, 4, 1])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_are_refused(bad):
    with pytest.raises(RunError, match="not finite"):
        custom_example(np.array([1.0, bad]), PLANE)


@pytest.mark.parametrize("values", [[0, 5, 1], [0, -1, 1]])
def test_tokens_that_do_not_exist_are_refused(values):
    with pytest.raises(RunError, match="token numbers below 5"):
        custom_example(np.array(values), WORDS)


def test_another_shape_is_refused():
    with pytest.raises(RunError, match="an example of 2 values, received 3"):
        custom_example(np.zeros(3), PLANE)
