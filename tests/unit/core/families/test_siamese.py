"""Which networks compare two codes that come from shared layers."""

import pytest

from nnviz.core.families.siamese import siamese_code
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data.presets import PRESETS

COMPARED = LayerSpec(id="apart", kind="pair_distance")


def stack(*layers: LayerSpec) -> NetworkSpec:
    return NetworkSpec(layers=layers)


def dense(name: str, kind: str = "dense") -> LayerSpec:
    return LayerSpec(id=name, kind=kind, params={"units": 3})


@pytest.mark.parametrize("name", PRESETS)
def test_of_the_presets_only_the_siamese_one_has_twins(name):
    assert siamese_code(PRESETS[name].network()) == ("code" if name == "siamese" else None)


@pytest.mark.parametrize("kind", ["dense", "timed_dense"])
def test_the_code_is_what_is_compared_however_it_is_shared(kind):
    dropped = LayerSpec(id="dropped", kind="dropout")
    assert siamese_code(stack(dense("shared", kind), dropped, COMPARED)) == "dropped"


def test_what_learns_nothing_before_the_distance_is_no_twin():
    assert siamese_code(stack(COMPARED)) is None
    still = LayerSpec(id="still", kind="relu")
    assert siamese_code(stack(still, COMPARED)) is None
    assert siamese_code(stack(dense("only"))) is None


def test_layers_that_mix_both_members_of_a_pair_are_not_shared():
    mixing = LayerSpec(id="mixing", kind="conv1d", params={"filters": 3, "padding": "same"})
    assert siamese_code(stack(dense("first"), mixing, COMPARED)) is None
    assert siamese_code(stack(mixing, dense("after"), COMPARED)) == "after"
