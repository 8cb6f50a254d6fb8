"""Every figure function: bound to traces that exist and to arrays that the probes document."""

import inspect
import json
import pkgutil
from functools import cache
from importlib import import_module
from typing import cast

import plotly.graph_objects as go
import pytest

import nnviz.figures
from nnviz.core.families.small_network import small_network
from nnviz.core.families.unit_columns import columns
from nnviz.core.families.unrolling import Unrolling, unrolling
from nnviz.core.shapes.shapes import infer, layer_values
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.core.spec.params import complete
from nnviz.core.windows.receptive_field import receptive_fields
from nnviz.core.windows.sliding import Sliding
from nnviz.core.worked import worked_example
from nnviz.core.worked.curves import curve
from nnviz.data import DATASETS, default_spec, load
from nnviz.data.presets import PRESETS
from nnviz.data.sets.text.parsing import parsed
from nnviz.figures.activations.units import ShownLayer
from nnviz.figures.convolution.convolution import TakenApart
from nnviz.figures.convolution.filter_history import FilterShown
from nnviz.figures.generative.latent_plane import Plane
from nnviz.figures.kit.theme import DARK, LIGHT
from nnviz.graph.architecture import architecture_graph
from nnviz.graph.folding import fold
from nnviz.graph.layers import layer_graph
from nnviz.graph.learning import learning_graph
from nnviz.graph.neurons import neuron_graph
from nnviz.graph.parse_tree import parse_tree_graph
from nnviz.graph.unrolled import unrolled_graph
from nnviz.model.probes import PROBES

OPERATIONS = {
    "set", "atlas", "colours", "segments", "steps", "labels", "when", "where", "touch", "pick",
    "span", "at", "window", "place",
}  # fmt: skip
TAKEN = TakenApart(
    "conv2d", Sliding("convolution", (3, 3), (1, 1), (1, 1), (1, 1), (8, 8), (8, 8)), (8, 8)
)
CONVOLUTION = LayerSpec(id="conv2d", kind="conv2d")
RECURRENT = NetworkSpec(
    layers=(
        LayerSpec(id="lstm", kind="lstm", params={"units": 12, "bidirectional": True}),
        LayerSpec(id="output", kind="dense", params={"units": 1}),
    )
)
PLACED = {
    "neurons": lambda network, data, shapes: (
        neuron_graph(columns(network, data.signature)), network, shapes
    ),
    "layers": lambda network, _, shapes: (layer_graph(network, shapes),),
    "diagram": lambda network, _, shapes: (layer_graph(network, shapes),),
    "architecture": lambda network, _, shapes: (
        architecture_graph(
            network, shapes, receptive_fields(network, shapes), fold(network), frozenset(),
        ),
    ),
    "layer_maps": lambda network, _, shapes: (network, shapes),
    "distributions": lambda network, *_: (network,),
    "gradient_flow": lambda network, _, shapes: (learning_graph(network, shapes),),
    "backprop": lambda network, data, _: (small_network(network, data.signature), network),
    "unrolled": lambda *_: (
        unrolled_graph(cast("Unrolling", unrolling(RECURRENT, data("wave").signature, 5))),
        RECURRENT,
    ),
    "gates": lambda *_: (RECURRENT.layers[0],),
    "unit_step": lambda *_: (RECURRENT.layers[0],),
    "worked_example": lambda *_: (worked_example("conv2d", layer_values(CONVOLUTION)),),
    "mesh": lambda *_: (data("digits_again"), PRESETS["boltzmann"].network()),
    "parse_tree": lambda _, data, __: (parse_tree_graph(parsed("not a very good film")), data),
    "function_curve": lambda *_: (curve("elu", {"alpha": 1.0}),),
}  # fmt: skip
"""Figures that are drawn of a network, with what they are given."""
SETS = {
    "surface": ("circle", "blobs", "plane"),
    "samples": ("digits", "recall", "spam"),
    "adversaries": ("distributions",),
    "bent_noise": ("distributions",),
    "confusion": ("blobs",),
    "forecast": ("wave",),
    "predictions": ("diabetes",),
    "next_word": ("next_word",),
    "unit": ("circle", "digits"),
    "data_preview": tuple(DATASETS),
    "answer": ("circle", "digits", "diabetes", "next_word"),
    "example": tuple(DATASETS),
    "gallery": ("digits", "recall"),
    "top_activations": ("digits", "recall", "spam"),
    "projection": ("blobs", "diabetes", "digits_again", "go_on"),
    "reconstruction": ("digits_again", "find_circles"),
    "errors": ("transactions",),
    "latent_space": ("digits_again",),
    "generated": ("digits_again",),
    "recall": ("patterns", "digits"),
    "couplings": ("patterns",),
    "fantasies": ("digits_again",),
    "hidden_filters": ("digits_again", "patterns"),
    "completion": ("go_on", "spell_numbers"),
    "parse_tree": ("parsed_sentiment",),
    "siamese": ("digit_pairs",),
    "experts": ("sectors", "blobs", "iris", "diabetes"),
}
"""Datasets with which a figure is drawn; figures that need none are not listed."""
OPTIONS = {
    "next_word": {"text": "happy"},
    "completion": {"text": "the"},
    "parse_tree": {"options": {"text": "not a very good film"}},
    "unit": {"layer": "dense", "unit": 0},
    "experts": {"names": ("expert_1", "expert_2", "expert_3")},
    "weights": {"layer": "dense", "unit": 0},
    "units": {"layer": ShownLayer("conv2d", (6, 6, 12)), "marked": 1},
    "top_activations": {"layer": "dense"},
    "kernels": {"layer": "conv2d", "size": (3, 3), "filters": 8, "channels": 2, "marked": (1, 0)},
    "convolution": {"taken": TAKEN},
    "filter_history": {"filter_": FilterShown("conv2d", TAKEN.window, (8, 8, 4), marked=20)},
    "overlay": {"probe": "occlusion", "size": (8, 8), "cells": (2, 2), "options": {}, "asked": {}},
    "attention": {"layer": "a", "words": ("one", "two"), "looked_at": 3, "heads": 2, "options": {}},
    "attention_arcs": {"layer": "a", "words": ("one", "two"), "options": {}},
    "attention_row": {"layer": "a", "name": "no", "words": ("a", "b"), "size": 4, "options": {}},
    "dream": {"layer": "conv2d", "size": (8, 8)},
    "as_read": {"shape": (8, 8, 3)},
    "projection": {"layer": "dense", "numbers": (0, 3, 5), "marked": 3},
    "gates": {"length": 7, "form": "lines"},
    "similar_spans": {"length": 7, "span": (1, 3), "options": {}},
    "through_time": {"length": 7, "outputs": ("a", "b")},
    "backprop": {"stage": 4},
    "weights_over_time": {},
    "latent_space": {"plane": Plane(8, 2, 5, 25, 300)},
    "generated": {"plane": Plane(2, drawn=True)},
    "loss_surface": {"along": "path"},
}


def figure_functions():
    """Every function of the package that has the name of its module."""
    for module in pkgutil.walk_packages(nnviz.figures.__path__, "nnviz.figures."):
        name = module.name.rpartition(".")[2]
        function = getattr(import_module(module.name), name, None)
        if inspect.isfunction(function):
            yield name, function


FUNCTIONS = dict(figure_functions())
CASES = [
    (name, dataset, theme)
    for name in FUNCTIONS
    for dataset in SETS.get(name, ("circle",))
    for theme in (LIGHT, DARK)
]


@cache
def data(name):
    return load(default_spec(name, 0))


def draw(name, dataset, theme):
    found, options = data(dataset), OPTIONS.get(name, {})
    if name in PLACED:
        network = NetworkSpec(layers=(LayerSpec(id="dense", kind="dense", params={"units": 1}),))
        shapes = infer(network, found.signature)
        return FUNCTIONS[name](*PLACED[name](network, found, shapes), theme, **options)
    given = (found,) if name in SETS else ()
    return FUNCTIONS[name](*given, theme, **options)


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}-{case[2].name}")
def figure(request):
    return draw(*request.param)


def test_all_figures_are_known():
    assert set(FUNCTIONS) == {*PLACED, *SETS, *OPTIONS, "curves"}


def test_bindings_name_traces_and_properties_that_exist(figure):
    for binding in figure.layout.meta["bindings"]:
        assert binding["op"] in OPERATIONS
        for number in [binding["trace"]] if "trace" in binding else binding.get("traces", []):
            trace = figure.data[number]
            if "prop" in binding:
                # Raises for a property that this type of trace does not have.
                trace[binding["prop"]]


def test_arrays_are_documented_by_the_probes_that_are_wanted(figure):
    meta = figure.layout.meta
    probes = {want["key"]: PROBES[want["probe"]] for want in meta["wants"]}
    assert len(probes) == len(meta["wants"])
    for want in meta["wants"]:
        complete(PROBES[want["probe"]].options, want["options"], want["probe"])
    for binding in meta["bindings"]:
        for name in filter(None, (binding.get("array"), binding.get("picture"))):
            key, array = name.split("/")
            assert array in probes[key].arrays, name


def test_figures_keep_to_the_house_style(figure):
    layout, meta = figure.layout, figure.layout.meta
    assert meta["alt"].endswith(".")
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert layout.uirevision
    assert not layout.showlegend
    assert 100 <= layout.height <= 420
    assert isinstance(figure, go.Figure)
    assert len(json.dumps(meta)) < 60_000
