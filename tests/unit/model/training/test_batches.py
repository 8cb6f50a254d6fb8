import json

import numpy as np
import pytest

from nnviz.model.training.batches import Batches


def test_an_epoch_is_a_permutation_cut_into_equal_batches():
    batches = Batches(rows=10, size=3, seed=5)
    expected = np.random.default_rng(5)
    first, second = expected.permutation(10)[:9], expected.permutation(10)[:9]
    assert batches.per_epoch == 3
    assert batches.take(2).tolist() == first[:6].reshape(2, 3).tolist()
    assert batches.take(4).tolist() == np.concatenate([first[6:], second]).reshape(4, 3).tolist()


def test_a_batch_larger_than_the_data_is_all_of_them():
    batches = Batches(rows=4, size=32, seed=0)
    assert (batches.size, batches.per_epoch) == (4, 1)
    assert sorted(batches.take(1)[0].tolist()) == [0, 1, 2, 3]


def test_a_single_row_is_every_batch():
    assert Batches(rows=1, size=1, seed=0).take(3).tolist() == [[0], [0], [0]]


def test_batches_come_out_the_same_however_they_are_asked_for():
    ones, many = Batches(23, 4, 9), Batches(23, 4, 9)
    single = np.concatenate([ones.take(1) for _ in range(17)])
    assert np.array_equal(single, many.take(17))


def test_other_seeds_give_other_batches_and_start_begins_again():
    batches = Batches(50, 5, 1)
    first = batches.take(10)
    assert not np.array_equal(first, Batches(50, 5, 2).take(10))
    batches.start(1)
    assert np.array_equal(batches.take(10), first)


@pytest.mark.parametrize("taken", [0, 1, 7, 12])
def test_a_state_that_went_through_json_goes_on_exactly(taken):
    batches = Batches(13, 4, 3)
    batches.take(taken)
    copy = Batches(13, 4, 0)
    copy.restore(json.loads(json.dumps(batches.state())))
    assert np.array_equal(batches.take(20), copy.take(20))
