"""The pages that look inside a network, without a browser and over an engine that only notes."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import RunError
from nnviz.core.files.places import PAGES
from nnviz.core.run.run import Give, Play, ProbeRequest
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data import load
from nnviz.data.networks.attention_example import attention_example
from nnviz.data.starters import STARTERS

INSPECT = PAGES / "inspect"
OPENED = [
    ("activations", "recall"), ("activations", "iris"), ("convolution", "digits"),
    ("attention", "next_word"),
]  # fmt: skip


@pytest.fixture
def inspect(visit):
    """Return `(page, experiment) -> the visitor on that page`."""

    def open_at(page: str, experiment: Experiment | str = "digits"):
        given = STARTERS[experiment].experiment if isinstance(experiment, str) else experiment
        visit.open(given)
        visit.app.switch_page(str(INSPECT / f"{page}.py"))
        return visit.run()

    return open_at


@pytest.mark.parametrize(("page", "starter"), OPENED)
def test_every_page_opens_on_every_kind_of_data(inspect, page, starter):
    visit = inspect(page, starter)
    assert visit.errors == []
    assert "play" in visit
    assert visit.engine.created == [visit.experiment]


def test_every_view_of_activations_is_drawn(inspect):
    visit = inspect("activations", "shapes")
    for view in ("One layer", "Distribution", "All layers"):
        visit.set("activation_view", view)
        assert visit.errors == []


def test_neighbours_that_the_run_cannot_find_are_said_in_words(inspect):
    visit = inspect("activations").set("activation_view", "Projection")
    visit.set("projection_method", "tsne").click("compute_tsne")
    assert "cannot be read now" in visit.texts


def test_a_projection_is_drawn_without_waiting_for_the_run(inspect, monkeypatch):
    visit = inspect("activations", "iris")
    asked: list[ProbeRequest] = []

    def answer(_token: str, want: ProbeRequest, _timeout: float = 10.0) -> dict[str, Any]:
        asked.append(want)
        return {"x": np.zeros(75), "y": np.zeros(75)}

    monkeypatch.setattr(visit.engine, "probe", answer)
    visit.set("activation_view", "Projection")
    count = len(load(visit.experiment.data).x_test)
    assert f"Each of the {count} points" in visit.texts
    visit.set("projection_method", "tsne").click("compute_tsne")
    assert [want.options["method"] for want in asked] == ["tsne"]


def test_examples_are_filtered_by_class_without_the_run(inspect):
    visit = inspect("activations")
    visit.set("example_label", 3)
    assert "example_page" in visit
    assert visit.errors == []


def test_examples_are_ranked_by_the_run_once_until_asked_again(inspect, monkeypatch):
    visit = inspect("activations")
    asked: list[ProbeRequest] = []

    def answer(_token: str, want: ProbeRequest, _timeout: float = 10.0) -> dict[str, Any]:
        asked.append(want)
        return {"number": np.array([7, 4]), "score": np.ones(2), "total": np.array([2])}

    monkeypatch.setattr(visit.engine, "probe", answer)
    visit.set("example_order", "wrong").run()
    assert len(asked) == 1
    assert asked[0].options["by"] == "wrong"
    visit.click("rank_again")
    assert len(asked) == 2


def test_a_run_that_cannot_rank_says_so(inspect):
    visit = inspect("activations").set("example_order", "uncertain")
    assert "cannot rank" in visit.texts


def test_the_choice_of_an_example_goes_with_the_visitor(inspect):
    visit = inspect("convolution", "iris")
    visit.set("example", 5)
    visit.app.switch_page(str(INSPECT / "activations.py"))
    visit.run()
    assert visit.value("example") == 5


def test_an_example_of_ones_own_is_given_to_the_run(inspect):
    visit = inspect("activations", "circle").set("example_split", "own")
    given = [command for command in visit.engine.sent if isinstance(command, Give)]
    np.testing.assert_array_equal(given[-1].values, [0, 0])
    visit.set("own_X\u2081", 2.5)
    given = [command for command in visit.engine.sent if isinstance(command, Give)]
    assert given[-1].values.tolist() == [2.5, 0]
    visit.run()
    assert len([one for one in visit.engine.sent if isinstance(one, Give)]) == len(given)


def test_of_several_lines_one_is_drawn_and_the_others_stay(inspect, monkeypatch):
    visit = inspect("activations", "recall").set("example_split", "own")
    given = [command for command in visit.engine.sent if isinstance(command, Give)]
    start = given[-1].values
    assert start.shape == (12, 5)
    monkeypatch.setattr("nnviz.ui.inspect.custom_example.series_pad", lambda *_, **__: np.ones(12))
    visit.set("own_line_recall", 3)
    made = [command for command in visit.engine.sent if isinstance(command, Give)][-1].values
    np.testing.assert_array_equal(np.delete(made, 3, axis=1), np.delete(start, 3, axis=1))
    assert np.ptp(made[:, 3]) == 0
    assert visit.errors == []


@pytest.mark.parametrize("starter", ["digits", "wave", "recall", "next_word", "iris"])
def test_every_kind_of_data_has_a_way_to_make_an_example(inspect, starter):
    visit = inspect("activations", starter).set("example_split", "own")
    assert visit.errors == []


def test_a_network_without_convolution_says_what_has_one(inspect):
    assert "no convolution" in inspect("convolution", "circle").texts


def test_what_matters_is_drawn_for_pictures_only(inspect):
    visit = inspect("convolution").set("convolution_view", "Attribution")
    assert "Grad-CAM" in visit.texts
    visit.set("explained_class", 4)
    assert visit.errors == []


def test_filters_of_a_pooling_have_no_kernels(inspect):
    visit = inspect("convolution")
    layers = visit.widgets()["sliding_layer"].options
    visit.widgets()["sliding_layer"].select_index(1)
    visit.run()
    assert "Max pooling" in layers[1]
    assert "Kernels" not in visit.texts


@pytest.mark.parametrize(
    ("kind", "params", "said"),
    [
        ("conv2d_transpose", {"filters": 3, "strides": 2}, "the flipped kernel"),
        ("separable_conv2d", {"filters": 3, "depth_multiplier": 2}, "weights then mix"),
        ("depthwise_conv2d", {"dilation_rate": 2}, "every 2nd value"),
    ],
)
def test_every_kind_of_convolution_is_taken_apart(inspect, kind, params, said):
    digits = STARTERS["digits"].experiment
    stack = (
        LayerSpec(id="first", kind="conv2d", params={"filters": 2}),
        LayerSpec(id="second", kind=kind, params=params),
        LayerSpec(id="flat", kind="flatten"),
        digits.network.layers[-1],
    )
    visit = inspect("convolution", digits.changed(network=NetworkSpec(layers=stack)))
    visit.set("sliding_layer", "second")
    assert said in visit.texts
    assert ("channel_second" in visit) == (kind != "depthwise_conv2d")
    assert visit.errors == []


def test_a_network_with_attention_is_offered_and_drawn(inspect):
    visit = inspect("attention")
    visit.click("open_attention")
    assert visit.experiment == attention_example()
    assert "Head 1" in visit.texts


@pytest.mark.parametrize(
    ("kind", "params", "said"),
    [
        ("group_query_attention", {"num_query_heads": 4, "num_key_value_heads": 2}, "Heads 3 to 4"),
        ("attention", {}, "multiplied with every key;"),
        ("additive_attention", {"use_scale": True}, "goes through tanh, times the learned scale"),
    ],
)
def test_every_kind_of_attention_says_how_it_scores(inspect, kind, params, said):
    example = attention_example()
    stack = tuple(
        LayerSpec(id=one.id, kind=kind, params=params)
        if one.kind == "multi_head_attention" else one
        for one in example.network.layers
    )  # fmt: skip
    visit = inspect("attention", example.changed(network=NetworkSpec(layers=stack)))
    visit.app.session_state["nnviz_choices"]["attention_row"] = (3, 0)
    visit.run()
    assert said in visit.texts
    assert visit.errors == []


def test_a_network_that_does_not_fit_has_nothing_to_look_into(inspect):
    conv = LayerSpec(id="conv", kind="conv2d", params={"filters": 2})
    broken = STARTERS["circle"].experiment
    broken = broken.changed(network=NetworkSpec(layers=(conv, *broken.network.layers)))
    visit = inspect("activations", broken)
    assert "do not fit together" in visit.texts
    assert "example_split" not in visit


def test_the_run_is_steered_from_here_too(inspect):
    visit = inspect("convolution").click("play")
    assert any(isinstance(command, Play) for command in visit.engine.sent)
    visit.engine.refusal = RunError("a run", "none")
    visit.click("epoch")
    assert visit.errors


def volume_network() -> Experiment:
    """Return a network that reads a digit as a volume and slides over its three axes."""
    layers = (
        LayerSpec(id="volume", kind="reshape", params={"target_shape": (4, 4, 4, 1)}),
        LayerSpec(id="conv", kind="conv3d", params={"filters": 3, "kernel_size": 2}),
        LayerSpec(id="grown", kind="conv3d_transpose", params={"filters": 2, "kernel_size": 2}),
        LayerSpec(id="flat", kind="flatten"),
        LayerSpec(id="output", kind="dense", params={"units": 10, "activation": "softmax"}),
    )
    return STARTERS["digits"].experiment.changed(network=NetworkSpec(layers=layers))


def test_a_convolution_over_three_axes_is_shown_slice_by_slice(inspect):
    visit = inspect("convolution", volume_network())
    assert "slice_conv" in visit
    assert "channel of one slice" in visit.texts
    for view in ("Over time", "Attribution", "Filters"):
        visit.set("convolution_view", view)
        assert visit.errors == []
    visit.set("sliding_layer", "grown")
    assert visit.errors == []
    assert "without its arithmetic" in visit.texts
    visit = inspect("activations", volume_network())
    visit.set("activation_view", "One layer").set("layer", "conv")
    assert visit.errors == []
    assert "slice_conv" in visit


def test_an_explanation_without_feature_maps_says_so(inspect):
    visit = inspect("convolution", volume_network()).set("convolution_view", "Attribution")
    assert "No layer of this network has two-dimensional feature maps" in visit.texts
    assert "explained_layer" not in visit
