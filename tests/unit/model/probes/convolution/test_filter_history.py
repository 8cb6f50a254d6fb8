"""A filter over time, against the weights of the checkpoints and a loop over their numbers."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.run.run import ProbeRequest
from nnviz.model.inside.checkpoints import Checkpoint
from nnviz.model.probes import ProbeMisfit
from nnviz.model.probes.convolution.filter_history import SLOTS, spaced

EXAMPLE = 4


def read(session, **options) -> dict[str, Any]:
    return session.probe(ProbeRequest("key", "filter_history", {"example": EXAMPLE, **options}))


@pytest.fixture
def digits(make_session, layers):
    layer = layers["layer"]
    return make_session(
        "digits", layer("conv2d", filters=2, kernel_size=3, activation="linear"),
        layer("max_pooling2d"), layer("flatten"), layers["output"](10, "softmax"),
        learning_rate=0.1, batch_size=16,
    )  # fmt: skip


def shown_map(session, kernel, bias):
    """Lay a kernel upon every place of the example's picture."""
    image = session.dataset.x_test[EXAMPLE, ..., 0]
    return np.array([
        [(image[i : i + 3, j : j + 3] * kernel).sum() + bias for j in range(6)] for i in range(6)
    ])  # fmt: skip


@pytest.mark.backends
def test_kernel_and_map_are_those_of_the_kept_weights(digits, train):
    train(digits, 12)
    before = digits.weights()["conv2d"][0]
    found = read(digits, layer="conv2d", unit=1, per_epoch=4)
    np.testing.assert_array_equal(digits.weights()["conv2d"][0], before)
    shown = spaced(digits.checkpoints.all)
    assert len(shown) == SLOTS
    np.testing.assert_array_equal(found["step"], [one.step for one in shown])
    np.testing.assert_array_equal(found["epoch"], [one.step / 4 for one in shown])
    kernels = np.stack([one.values[0][:, :, 0, 1] for one in shown])
    maps = np.stack([shown_map(digits, one.values[0][:, :, 0, 1], one.values[1][1])
                     for one in shown])  # fmt: skip
    assert np.ptp(kernels, axis=0).max() > 0
    largest = np.abs(kernels).max()
    np.testing.assert_allclose(found["kernels"][:, ::-1] * largest, kernels, atol=1e-6)
    np.testing.assert_allclose(
        found["maps"][:, ::-1] * np.abs(maps).max(), maps, atol=1e-4 * np.abs(maps).max()
    )


def test_what_is_known_is_kept_and_what_is_new_is_added(digits, train):
    train(digits, 3)
    first = read(digits, layer="conv2d")
    assert np.isfinite(first["step"]).sum() == len(digits.checkpoints.all)
    assert np.isnan(first["maps"][-1]).all()
    again = read(digits, layer="conv2d")
    for name, array in first.items():
        np.testing.assert_array_equal(again[name], array)
    train(digits, 9)
    later = read(digits, layer="conv2d")
    assert np.isfinite(later["step"]).all()
    other = read(digits, layer="conv2d", unit=1)
    assert np.abs(other["kernels"] - later["kernels"]).max() > 0.01


def test_a_pooling_has_maps_only(digits, train):
    train(digits, 2)
    found = read(digits, layer="max_pooling2d")
    assert "kernels" not in found
    assert found["maps"].shape == (SLOTS, 3, 3)


def test_without_checkpoint_it_says_what_to_do(digits):
    with pytest.raises(ProbeMisfit, match="Train for a moment first"):
        read(digits, layer="conv2d")


@pytest.mark.parametrize(("kept", "steps"), [(1, [0]), (3, [0, 1, 2]), (15, range(0, 15, 2))])
def test_checkpoint_are_spaced_from_the_first_to_the_last(kept, steps):
    checkpoints = tuple(Checkpoint(step, ()) for step in range(kept))
    assert [one.step for one in spaced(checkpoints)] == list(steps)
