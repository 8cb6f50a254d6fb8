"""Every figure with bindings, filled in Python from the arrays that its probes really return."""

from functools import cache

import pytest

from nnviz.figures.applying.operations import changes_of
from nnviz.figures.kit.bindings import meta_of
from nnviz.library.drawing.drawings import DRAWINGS
from nnviz.library.experiments import build, preset, starter
from nnviz.library.model import Model
from tests.meta.test_figure_sweep import CASES, FUNCTIONS, draw

EXPERIMENTS = {
    "circle": lambda: starter("circle"),
    "digits": lambda: starter("digits"),
    "blobs": lambda: build("blobs", [4]),
    "wave": lambda: starter("wave"),
    "next_word": lambda: starter("next_word"),
    "diabetes": lambda: build("diabetes", [4]),
    "go_on": lambda: build("go_on", [("embedding", {"output_dim": 4})]),
}
"""Small networks, beside the presets."""
OF = {
    "predictions": ("diabetes",),
    "forecast": ("wave",),
    "next_word": ("next_word",),
    "completion": ("go_on",),
    "surface": ("circle", "blobs"),
    "samples": ("digits",),
    "answer": ("circle", "digits", "diabetes"),
    "unit": ("circle", "digits", "wave"),
    "units": ("circle", "digits", "wave"),
    "top_activations": ("digits", "wave"),
    "curves": ("circle", "diabetes"),
    "experts": ("experts",),
    "parse_tree": ("recursive",),
    "reconstruction": ("denoising",),
    "errors": ("anomaly",),
    "siamese": ("siamese",),
    "mesh": ("hopfield", "boltzmann"),
    "recall": ("hopfield",),
    "couplings": ("hopfield",),
    "fantasies": ("boltzmann",),
    "hidden_filters": ("boltzmann",),
    "latent_space": ("variational",),
    "generated": ("variational",),
    "adversaries": ("gan",),
    "bent_noise": ("gan",),
    "gallery": ("digits",),
    **dict.fromkeys(("unrolled", "gates", "unit_step", "through_time", "similar_spans"), ("wave",)),
    **dict.fromkeys(("attention", "attention_arcs", "attention_row"), ("text_transformer",)),
    **dict.fromkeys(
        ("kernels", "convolution", "filter_history", "saliency", "occlusion", "grad_cam", "dream"),
        ("digits",),
    ),
}
"""Networks of which a figure is drawn; `circle` for the others."""
OPTIONS = {
    "gates": ({}, {"form": "lines"}),
    "adversaries": ({"arrows": True},),
    "similar_spans": ({"threshold": 0.0},),
}
"""Options with which a figure has other bindings, or is of use to a network that knows little."""
OTHERWISE = {"overlay": ("saliency", "occlusion", "grad_cam")}
"""Figure functions that are drawn under other names."""
IN_COLOUR = "as_read"
"""Needs pictures in colour, which only visitors bring; its binding has cases of its own."""


@cache
def model(name: str) -> Model:
    """Return a model that has made a few steps."""
    found = Model(EXPERIMENTS[name]() if name in EXPERIMENTS else preset(name))
    found._session.train(0.01, 3)
    if name == "circle":
        found.train(2, progress=False)
    found._session.evaluate()
    return found


def bound_functions() -> set[str]:
    """Return the names of the figure functions that have bindings which draw something."""
    return {
        name
        for name, dataset, theme in CASES
        if theme.name == "light"
        and any(one["op"] != "touch" for one in draw(name, dataset, theme).layout.meta["bindings"])
    }


def test_every_figure_with_bindings_can_be_asked_for():
    bound = bound_functions()
    assert {"confusion", "surface", "convolution"} <= bound < set(FUNCTIONS)
    named = {one for name in bound for one in OTHERWISE.get(name, (name,))}
    assert named <= set(DRAWINGS)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "network", "options"),
    [
        (name, network, options)
        for name in DRAWINGS
        if name != IN_COLOUR
        for network in OF.get(name, ("circle",))
        for options in OPTIONS.get(name, ({},))
    ],
)
def test_every_binding_changes_something(name, network, options, monkeypatch):
    monkeypatch.setenv("NNVIZ_XLA", "off")
    found = model(network)
    drawn = found._drawn(DRAWINGS[name], "light", options)
    arrays = {
        f"{want['key']}/{key}": value
        for want in meta_of(drawn)["wants"]
        for key, value in found.probe(want["probe"], **want["options"]).items()
    }
    for binding in meta_of(drawn)["bindings"]:
        if binding["op"] != "touch":
            assert binding["array"] in arrays
            changes = changes_of([binding], arrays.get)
            assert changes.traces or changes.layout, binding
    figure = found.figure(name, **options)
    figure.layout.paper_bgcolor = drawn.layout.paper_bgcolor
    assert not arrays or figure.to_json() != drawn.to_json()
