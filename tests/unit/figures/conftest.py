"""Small data sets and networks to draw."""

import numpy as np
import pytest

from nnviz.core.families.unit_columns import columns
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.figures.network.neurons import neurons
from nnviz.graph.neurons import neuron_graph


@pytest.fixture(scope="session")
def points() -> Dataset:
    """Four points, two of them for training, of two classes."""
    plane = np.array([[1, 2], [-3, -4]], np.float32)
    targets = np.array([1, 0], np.int32)
    return Dataset(
        "points",
        DataSignature((2,), "binary", 1, "plane"),
        plane,
        targets,
        -plane,
        targets,
        class_names=("out", "in"),
        plane_train=plane,
        plane_test=-plane,
    )


@pytest.fixture
def draw(points):
    """Draws a stack of layers on the plane, given as (kind, parameters)."""

    def make(theme, *layers, names=((), ()), limit=8):
        network = NetworkSpec(
            layers=tuple(
                LayerSpec(id=f"layer_{number}", kind=kind, params=params)
                for number, (kind, params) in enumerate(layers)
            )
        )
        shapes = infer(network, points.signature)
        graph = neuron_graph(columns(network, points.signature, limit))
        return neurons(graph, network, shapes, theme, names=names, options={"limit": limit})

    return make


@pytest.fixture
def bound():
    """Reads which array drives what: `{(trace, property): array}`, or `("layout", name)`."""

    def read(figure):
        return {
            (entry["trace"], entry["prop"]) if "trace" in entry else ("layout", entry["layout"]):
            entry["array"]
            for entry in figure.layout.meta["bindings"]
            if entry["op"] == "set"
        }  # fmt: skip

    return read


@pytest.fixture
def binding():
    """Finds the bindings of a figure by operation and array."""

    def find(figure, op, array=None):
        return [
            entry
            for entry in figure.layout.meta["bindings"]
            if entry["op"] == op and array in (None, entry.get("array"))
        ]

    return find
