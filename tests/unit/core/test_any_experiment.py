"""Whatever the codec accepts is measured, laid out, drawn and written as code, or refused in words.

`tests/app/test_any_experiment.py` draws all pages of such experiments.
"""

import contextlib

from hypothesis import HealthCheck, given, settings

from nnviz.core.code.keras_code import keras_script
from nnviz.core.comparing.alignment import align
from nnviz.core.comparing.comparison import sizes
from nnviz.core.comparing.difference_words import differences
from nnviz.core.editing.block_edits import blocks_of
from nnviz.core.editing.trying import code_lines
from nnviz.core.errors import NnvizError
from nnviz.core.families.experts import experts as expert_layers
from nnviz.core.families.latent import latent
from nnviz.core.families.mesh import mesh_layer
from nnviz.core.families.small_network import small_network
from nnviz.core.families.unit_columns import columns, has_columns
from nnviz.core.families.unrolling import unrolling
from nnviz.core.files.codec import from_link, to_link
from nnviz.core.run.head import head
from nnviz.core.shapes.shapes import NetworkShapes, infer
from nnviz.core.spec.experiment import Experiment
from nnviz.core.windows.input_field import input_field
from nnviz.core.windows.receptive_field import receptive_fields
from nnviz.data.catalogue import signature
from nnviz.data.experiments import checked, plan_of, with_data, with_plan
from nnviz.data.starters import STARTERS
from nnviz.figures.kit.theme import LIGHT
from nnviz.figures.network.architecture import architecture
from nnviz.figures.network.diagram import diagram
from nnviz.figures.network.layers import layers
from nnviz.figures.network.neurons import neurons
from nnviz.graph.architecture import architecture_graph
from nnviz.graph.folding import fold
from nnviz.graph.layers import layer_graph
from nnviz.graph.neurons import neuron_graph
from tests.experiments import experiments

SPIRAL, DIGITS = (STARTERS[name].experiment for name in ("spiral", "digits"))
SLOW = (
    HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much,
    HealthCheck.function_scoped_fixture,
)  # fmt: skip
EXAMPLES = 60


@settings(max_examples=EXAMPLES, suppress_health_check=SLOW)
@given(experiments())
def test_whatever_a_link_brings_can_be_measured_drawn_and_written(experiment: Experiment):
    assert from_link(to_link(experiment)) == experiment
    try:
        found = checked(experiment)
    except NnvizError:
        return
    shapes = infer(found.network, signature(found.data))
    measured(found, shapes)
    drawn(found, shapes)
    edited(found, shapes)
    if not shapes.problems:
        written(found)


def measured(experiment: Experiment, shapes: NetworkShapes) -> None:
    network, data = experiment.network, signature(experiment.data)
    assert set(receptive_fields(network, shapes)) == {
        entry.id for entry in shapes.layers if entry.shape is not None
    }
    assert sizes(network, data).layers == len(network.layers)
    for first, second in ((network, SPIRAL.network), (SPIRAL.network, network)):
        differences(first, second, align(first, second))
    latent(network, shapes)
    expert_layers(network)
    small_network(network, data)
    head(network, data, experiment.training.loss)
    if not shapes.problems:
        unrolling(network, data)
        for layer in network.layers:
            input_field(network, shapes, layer.id)


def drawn(experiment: Experiment, shapes: NetworkShapes) -> None:
    network, data = experiment.network, signature(experiment.data)
    layers(layer_graph(network, shapes), LIGHT)
    diagram(layer_graph(network, shapes, blocks_of(network)), LIGHT)
    fields = receptive_fields(network, shapes)
    architecture(architecture_graph(network, shapes, fields, fold(network), frozenset()), LIGHT)
    mesh_layer(network, data)
    if has_columns(network):
        neurons(neuron_graph(columns(network, data)), network, shapes, LIGHT)


def edited(experiment: Experiment, shapes: NetworkShapes) -> None:
    plan, _ = plan_of(experiment)
    checked(with_plan(experiment, plan))
    for other in (SPIRAL, DIGITS):
        checked(with_data(experiment, other.data))
    for problem in shapes.problems:
        assert str(problem)
        assert problem.repairs
        for repair in problem.repairs:
            checked(experiment.changed(network=repair.network))


def written(experiment: Experiment) -> None:
    code_lines(experiment.network)
    with contextlib.suppress(NnvizError):
        compile(keras_script(experiment, signature(experiment.data), 3), "script.py", "exec")
