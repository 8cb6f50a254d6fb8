"""The narrow place of a network: found where there is one, and why not where there is none."""

import pytest

from nnviz.core.families.latent import MOST_POINTS, Latent, latent, spread_over
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.data import signature
from nnviz.data.presets import PRESETS
from nnviz.data.presets.network_writer import NetworkWriter

PICTURES = DataSignature((8, 8, 1), "regression", 1, "image", places=(8, 8))


def found(net, data=PICTURES):
    network = net.network()
    return latent(network, infer(network, data))


def narrow(net, data=PICTURES) -> Latent:
    place = found(net, data)
    assert isinstance(place, Latent)
    return place


def preset(name):
    experiment = PRESETS[name].experiment
    return latent(experiment.network, infer(experiment.network, signature(experiment.data)))


def squeezed(*units):
    net = NetworkWriter()
    net.add("flatten")
    for size in units:
        net.dense(size)
    return net


def drawn(net):
    net.dense(64, "sigmoid", name="pixels")
    net.add("reshape", name="picture", target_shape=(8, 8, 1))
    return net


def test_the_presets_are_walked_in_where_they_are_narrow():
    assert preset("autoencoder") == Latent("code", 8, 25, MOST_POINTS)
    assert preset("variational") == Latent("code", 2, 25, MOST_POINTS, ("mean", "log_variance"))
    assert preset("anomaly") == Latent("code", 3, 25, MOST_POINTS)


@pytest.mark.parametrize("name", ["denoising", "sparse", "unet"])
def test_others_say_what_they_lack(name):
    said = preset(name)
    assert isinstance(said, str)
    assert said.startswith("No layer of this network compresses")


def test_of_equally_narrow_layers_the_last_counts():
    net = squeezed(32, 5)
    net.add("activation", name="bent", activation="tanh")
    net.dense(32)
    assert narrow(drawn(net)).layer == "bent"


def test_one_number_is_enough():
    assert narrow(drawn(squeezed(1))).width == 1


def test_what_a_path_leads_around_is_no_narrow_place():
    net = squeezed(32)
    around = net.last
    net.dense(2, name="code")
    net.dense(32, name="back")
    net.add("add", around, "back")
    assert narrow(drawn(net)).layer == "add_1"


def test_means_alone_are_not_all_that_a_code_is_drawn_from():
    net = squeezed(2)
    means = net.last
    spread = net.add("dense", "flatten_1", name="spread", units=2, activation="linear")
    net.add("sampling", means, spread, name="code")
    assert narrow(drawn(net)).layer == "code"


def test_a_layer_as_wide_as_the_picture_is_not_narrow():
    assert isinstance(found(drawn(squeezed(64))), str)


def test_layers_that_do_not_fit_are_not_looked_at():
    net = squeezed(2)
    net.add("reshape", target_shape=(8, 8, 1))
    assert found(net) == "The layers of this network do not fit together yet."


def test_costly_networks_are_read_at_fewer_places():
    large = DataSignature((64, 64, 1), "regression", 1, "image", places=(64, 64))
    net = NetworkWriter()
    net.add("flatten")
    net.dense(2, name="code")
    net.dense(64 * 64, "sigmoid")
    net.add("reshape", target_shape=(64, 64, 1))
    place = narrow(net, large)
    assert 4 <= place.side < 25
    assert place.side**2 * 64 * 64 <= 65_536


@pytest.mark.parametrize(
    ("count", "most", "expected"),
    [(0, 5, ()), (3, 5, (0, 1, 2)), (10, 5, (0, 2, 4, 6, 8)), (1, 1, (0,))],
)
def test_examples_are_spread_evenly(count, most, expected):
    assert spread_over(count, most) == expected
