"""Every page draws every experiment that a link can bring."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from nnviz.core.files.places import PAGES
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data.starters import STARTERS
from tests.experiments import experiments

SHAPES = STARTERS["shapes"].experiment
EVERY_PAGE = sorted(
    str(path) for path in PAGES.glob("*/*.py") if path.stem not in ("playground", "__init__")
)
SLOW = (
    HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much,
    HealthCheck.function_scoped_fixture,
)  # fmt: skip
EXAMPLES = 6


def draw_all(visit, experiment: Experiment) -> None:
    """Open all pages; on Build, choose every layer in turn."""
    visit.open(experiment)
    for page in EVERY_PAGE:
        visit.app.switch_page(page)
        visit.run()
        if page.endswith("build.py"):
            for layer in visit.experiment.network.layers:
                visit.app.session_state["nnviz_choices"]["build_chosen"] = layer.id
                visit.run()


@settings(max_examples=EXAMPLES, suppress_health_check=SLOW, phases=[Phase.generate])
@given(experiments())
def test_every_page_draws_whatever_the_codec_accepts(visitor, experiment):
    draw_all(visitor(), experiment)


ODD = {
    "one source three times": LayerSpec(id="l0", kind="add", inputs=("input", "input", "input")),
    "one source and another twice": LayerSpec(
        id="l0", kind="concatenate", inputs=("input", "before", "input", "before")
    ),
    "a stride of 0": LayerSpec(
        id="l0", kind="average_pooling2d", params={"strides": (0, 0, 11)}
    ),
    "a stride for one axis too few": LayerSpec(
        id="l0", kind="conv2d", params={"strides": (2,), "kernel_size": (3, 3, 3, 3)}
    ),
    "no stride at all": LayerSpec(id="l0", kind="max_pooling2d", params={"strides": ()}),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_layers_that_no_network_needs_are_drawn_on_every_page(visit, name):
    before = LayerSpec(id="before", kind="conv2d", params={"filters": 3, "padding": "same"})
    network = NetworkSpec(layers=(before, ODD[name]))
    draw_all(visit, SHAPES.changed(network=network))


def test_a_layer_that_reads_one_source_three_times_can_let_go_of_it(visit):
    layers = (
        LayerSpec(id="before", kind="conv2d", params={"padding": "same"}),
        LayerSpec(id="l0", kind="add", inputs=("before", "before", "input")),
    )
    visit.open(SHAPES.changed(network=NetworkSpec(layers=layers)))
    visit.app.switch_page(str(PAGES / "architectures" / "build.py"))
    visit.run()
    visit.app.session_state["nnviz_choices"]["build_chosen"] = "l0"
    visit.run()
    assert visit.widgets()["unread_before"].label == "before \u00d7 2"
    visit.click("unread_before")
    assert visit.experiment.network.layer("l0").inputs == ("input",)
    assert visit.widgets()["unread_input"].disabled
