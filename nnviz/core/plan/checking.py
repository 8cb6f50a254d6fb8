"""Shapes, with one repair that only the sliders offer: another family of layers."""

from dataclasses import replace

from nnviz.core.plan.plan import network_of
from nnviz.core.plan.plan_reading import read_plan
from nnviz.core.shapes.repair import Repair
from nnviz.core.shapes.shapes import NetworkShapes, ShapeProblem, infer, layer_kind
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import NetworkSpec

_OF_A_FAMILY = ("convolution", "pooling", "recurrent")
"""Categories that make no sense of values in no order."""


def checked_shapes(network: NetworkSpec, signature: DataSignature) -> NetworkShapes:
    """Infer the shapes of a network as `infer` does, offering another family where it helps.

    Where a convolution, pooling or recurrent layer fails on data that are one row of values,
    dense layers are the first repair.

    Raises:
        SpecError: A kind or parameter is not in the catalogue.
    """
    shapes = infer(network, signature)
    if signature.tokens or len(signature.input_shape) > 1:
        return shapes
    problems = tuple(_with_family(problem, network, signature) for problem in shapes.problems)
    return replace(shapes, problems=problems)


def _with_family(
    problem: ShapeProblem, network: NetworkSpec, signature: DataSignature
) -> ShapeProblem:
    if layer_kind(network.layer(problem.layer)).category not in _OF_A_FAMILY:
        return problem
    plan, _ = read_plan(network, signature)
    dense = network_of(plan.of_family("feedforward").changed(reshape=()), signature)
    repair = Repair("Use dense layers instead", network=dense)
    return replace(problem, repairs=(repair, *problem.repairs))
