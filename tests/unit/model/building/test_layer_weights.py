import numpy as np
import pytest

from nnviz.core.errors import RunError
from nnviz.core.run.run import SetWeight
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.model.building.builder import build
from nnviz.model.building.layer_weights import read_weights, set_weight, take_over

POINTS = DataSignature((2,), "binary", 1, "plane")


def model_of(*units, seed=0):
    layers = [
        LayerSpec(id=f"dense_{index}", kind="dense", params={"units": count})
        for index, count in enumerate(units)
    ]
    output = LayerSpec(id="output", kind="dense", params={"units": 1})
    return build(NetworkSpec(layers=(*layers, output)), POINTS, seed)


def test_weights_are_copies_by_layer_in_the_order_of_keras():
    model = model_of(3)
    weights = read_weights(model)
    assert {name: [a.shape for a in arrays] for name, arrays in weights.items()} == {
        "dense_0": [(2, 3), (3,)],
        "output": [(3, 1), (1,)],
    }
    weights["output"][1][0] = 9
    assert model.get_layer("output").get_weights()[1].tolist() == [0]


def test_layers_without_weights_are_left_out():
    flat = NetworkSpec(
        layers=(
            LayerSpec(id="drop", kind="dropout"),
            LayerSpec(id="output", kind="dense", params={"units": 1}),
        )
    )
    assert list(read_weights(build(flat, POINTS, 0))) == ["output"]


def test_a_layer_whose_shape_changed_keeps_its_own_weights():
    old, new = model_of(4, 3, seed=1), model_of(4, 5, seed=2)
    own = read_weights(new)
    given = read_weights(old)
    assert take_over(new, given) == ("dense_0",)
    now = read_weights(new)
    assert np.array_equal(now["dense_0"][0], given["dense_0"][0])
    assert np.array_equal(now["dense_1"][0], own["dense_1"][0])
    assert np.array_equal(now["output"][0], own["output"][0])


def test_nothing_is_taken_from_nothing_or_from_strangers():
    model = model_of(2)
    assert take_over(model, {}) == ()
    assert take_over(model, {"stranger": (np.zeros((2, 2), np.float32),)}) == ()
    assert take_over(model, {"output": (np.zeros((2, 1), np.float32),)}) == ()


def test_one_number_is_replaced():
    model = model_of(3)
    before = read_weights(model)["dense_0"]
    set_weight(model, SetWeight("dense_0", 0, (1, 2), -4.5))
    set_weight(model, SetWeight("dense_0", 1, (0,), 0.25))
    kernel, bias = read_weights(model)["dense_0"]
    expected = before[0].copy()
    expected[1, 2] = -4.5
    assert np.array_equal(kernel, expected)
    assert bias.tolist() == [0.25, 0, 0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (SetWeight("nobody", 0, (0, 0), 1.0), "dense_0, output"),
        (SetWeight("output", 2, (0, 0), 1.0), "array from 0 to 1"),
        (SetWeight("output", -1, (0,), 1.0), "array from 0 to 1"),
        (SetWeight("output", 0, (3, 0), 1.0), r"inside \(3, 1\)"),
        (SetWeight("output", 0, (0,), 1.0), r"inside \(3, 1\)"),
        (SetWeight("output", 0, (-1, 0), 1.0), r"inside \(3, 1\)"),
        (SetWeight("output", 0, (0, 0), float("nan")), "finite"),
    ],
)
def test_a_weight_that_is_not_there_is_refused(change, message):
    model = model_of(3)
    before = read_weights(model)
    with pytest.raises(RunError, match=message):
        set_weight(model, change)
    after = read_weights(model)
    assert all(
        np.array_equal(a, b) for n in before for a, b in zip(before[n], after[n], strict=True)
    )
