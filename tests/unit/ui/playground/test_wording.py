"""How controls write numbers and names, and which output views suit which data."""

import pytest

from nnviz.data import DATASETS, default_spec, load
from nnviz.data.presets import PRESETS
from nnviz.ui.playground.output_views import views
from nnviz.ui.state.fields import in_words, number


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.03, "0.03"), (0.00001, "0.00001"), (10.0, "10"), (300, "300"), (7.5, "7.5")],
)
def test_a_number_is_as_short_as_it_can_be(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [("relu", "ReLU"), ("tanh", "tanh"), ("hard_sigmoid", "hard sigmoid"), ("", "")],
)
def test_a_name_is_written_as_words(name, text):
    assert in_words(name) == text


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        ("circle", ("surface", "confusion")),
        ("plane", ("surface",)),
        ("digits", ("samples", "confusion")),
        ("iris", ("confusion",)),
        ("diabetes", ("predictions",)),
        ("wave", ("forecast",)),
        ("next_word", ("next_word",)),
        ("digits_again", ("reconstruction", "latent", "generated")),
        ("find_circles", ("reconstruction",)),
    ],
)
def test_the_output_views_suit_the_data(dataset, expected):
    assert views(load(default_spec(dataset))) == expected


@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        ("autoencoder", ("reconstruction", "latent", "generated")),
        ("variational", ("latent", "generated", "reconstruction")),
        ("anomaly", ("errors",)),
        ("siamese", ("siamese", "samples", "confusion")),
        ("experts", ("experts", "surface", "confusion")),
    ],
)
def test_what_a_network_is_made_for_comes_first(preset, expected):
    experiment = PRESETS[preset].experiment
    assert views(load(experiment.data), experiment.network) == expected


def test_a_layer_that_draws_its_code_is_not_enough_for_a_latent_space():
    network = PRESETS["variational"].experiment.network
    assert views(load(default_spec("digits")), network) == ("samples", "confusion")


def test_pairs_without_twins_are_shown_as_samples_only():
    network = PRESETS["lenet"].experiment.network
    assert views(load(default_spec("digit_pairs")), network) == ("samples", "confusion")


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_dataset_has_an_output_view(dataset):
    assert views(load(default_spec(dataset)))
