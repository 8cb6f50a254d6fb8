"""Which networks are drawn as units that are all linked, and where these stand."""

import numpy as np
import pytest

from nnviz.core.families.mesh import hidden_units, mesh_layer, places
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec

PICTURE = DataSignature((8, 8, 1), "regression", 1, "image", places=(8, 8))
SAME = LayerSpec(id="same", kind="identity")
MEMORY = LayerSpec(id="memory", kind="hopfield")
MACHINE = LayerSpec(id="machine", kind="boltzmann", params={"units": 20})


def network(*layers):
    return NetworkSpec(layers=layers)


def test_a_layer_with_an_energy_among_layers_without_units_is_drawn():
    assert mesh_layer(network(SAME, MEMORY), PICTURE) == MEMORY
    assert mesh_layer(network(MACHINE), PICTURE) == MACHINE
    assert (hidden_units(MEMORY), hidden_units(MACHINE)) == (0, 20)


@pytest.mark.parametrize(
    ("layers", "signature"),
    [
        ((SAME,), PICTURE),
        ((MEMORY, MACHINE), PICTURE),
        ((LayerSpec(id="dense", kind="dense", params={"units": 1}), MEMORY), PICTURE),
        ((MEMORY.changed(inputs=("input",)), SAME.changed(inputs=("input",))), PICTURE),
        ((MACHINE.changed(params={"units": 500}),), PICTURE),
        ((MEMORY,), DataSignature((28, 28, 1), "regression", 1, "image", places=(28, 28))),
        ((MEMORY,), DataSignature((8, 8, 3), "regression", 3, "image", places=(8, 8))),
        ((MEMORY,), DataSignature((8,), "regression", 8, "table")),
        ((MEMORY, LayerSpec(id="flat", kind="flatten")), PICTURE),
    ],
)
def test_other_networks_are_not(layers, signature):
    assert mesh_layer(network(*layers), signature) is None


def test_units_of_a_memory_stand_on_a_ring_clockwise_from_the_top():
    at = places(4, 0)
    expected = [[0.5, 0.97], [0.97, 0.5], [0.5, 0.03], [0.03, 0.5]]
    assert at == pytest.approx(np.array(expected))


def test_units_of_a_machine_face_each_other_from_top_to_bottom():
    at = places(2, 4)
    assert at[:2] == pytest.approx(np.array([[0.08, 0.75], [0.08, 0.25]]))
    assert at[2:, 0] == pytest.approx(np.full(4, 0.92))
    assert (np.diff(at[2:, 1]) < 0).all()
