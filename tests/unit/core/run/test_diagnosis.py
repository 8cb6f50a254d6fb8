"""Why a loss broke down, and repairs that change something."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.plan.plan import Block, StackPlan, network_of
from nnviz.core.plan.plan_reading import read_plan
from nnviz.core.run.diagnosis import diagnose, exploded
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.experiment import OPTIMIZERS, DataSpec, Experiment, TrainingSpec

PLANE = DataSignature((2,), "binary", 1, "plane")


def experiment(*activations: str, **training: object) -> Experiment:
    plan = StackPlan(blocks=tuple(Block(activation=name) for name in activations))
    return Experiment(
        data=DataSpec(),
        network=network_of(plan, PLANE),
        training=TrainingSpec.model_validate(training),
    )


def labels(made: Experiment) -> list[str]:
    return [repair.label for repair in diagnose(made, PLANE, math.nan).repairs]


@pytest.mark.parametrize(
    ("loss", "first", "broken"),
    [
        (math.nan, 1, True),
        (math.inf, 1, True),
        (-math.inf, 1, True),
        (1e4, 0.5, False),
        (1.1e4, 0.5, True),
        (1.1e4, 2, False),
        (1.1e4, math.nan, True),
        (0, 0, False),
    ],
)
def test_when_a_loss_has_exploded(loss, first, broken):
    assert exploded(loss, first) is broken


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (math.nan, "The loss became NaN: most likely "),
        (math.inf, "The loss became infinite: most likely "),
        (123456.0, "The loss exploded to 1.23e+05: most likely "),
    ],
)
def test_the_reason_begins_with_what_was_seen(loss, words):
    assert diagnose(experiment(), PLANE, loss).reason.startswith(words)


def test_a_fast_learning_rate():
    made = experiment("tanh", learning_rate=3.0)
    diagnosis = diagnose(made, PLANE, math.nan)
    assert "a learning rate of 3 overshoots the minimum" in diagnosis.reason
    assert labels(made) == ["Lower the learning rate to 0.003"]
    assert diagnosis.repairs[0].apply(made).training.learning_rate == 0.003


@pytest.mark.parametrize(
    ("optimizer", "fast"), [("sgd", False), ("adagrad", False), ("momentum", True), ("adam", True)]
)
def test_what_is_fast_depends_on_the_optimizer(optimizer, fast):
    made = experiment("relu", "relu", optimizer=optimizer, learning_rate=0.1)
    assert ("learning rate" in diagnose(made, PLANE, math.nan).reason) is fast


def test_a_strong_regularization_is_blamed_first_under_plain_descent():
    made = experiment(
        optimizer="sgd", learning_rate=0.3, regularization="l2", regularization_rate=3.0
    )
    diagnosis = diagnose(made, PLANE, math.nan)
    assert "regularization of 3 pushes the weights" in diagnosis.reason
    assert labels(made) == ["Reduce the regularization to 0.01", "Lower the learning rate to 0.03"]
    assert diagnosis.repairs[0].apply(made).training.regularization_rate == 0.01


@pytest.mark.parametrize(
    "training",
    [
        {"optimizer": "adam", "regularization": "l2", "regularization_rate": 100.0},
        {"optimizer": "sgd", "regularization": "none", "regularization_rate": 100.0},
        {"optimizer": "sgd", "regularization": "l1", "regularization_rate": 0.5},
    ],
)
def test_a_regularization_that_cannot_swing_is_not_blamed(training):
    made = experiment(learning_rate=1.0, **training)
    assert "learning rate" in diagnose(made, PLANE, math.nan).reason


def test_the_exponential_activation():
    made = experiment("exponential", "tanh")
    diagnosis = diagnose(made, PLANE, math.nan)
    assert "the exponential activation" in diagnosis.reason
    assert labels(made) == ["Use ReLU instead", "Lower the learning rate to 0.001"]
    plan, _ = read_plan(diagnosis.repairs[0].apply(made).network, PLANE)
    assert [block.activation for block in plan.blocks] == ["relu", "tanh"]


def test_layers_that_grow():
    made = experiment("relu", "linear")
    diagnosis = diagnose(made, PLANE, math.nan)
    assert "through 2 layers without normalization" in diagnosis.reason
    assert labels(made) == ["Normalize every layer", "Lower the learning rate to 0.001"]
    assert read_plan(diagnosis.repairs[0].apply(made).network, PLANE)[0].normalization == "batch"


def test_nothing_but_the_learning_rate_is_left():
    assert labels(experiment("tanh")) == ["Lower the learning rate to 0.001"]
    assert labels(experiment("tanh", learning_rate=0.0005)) == ["Lower the learning rate to 1e-05"]
    assert labels(experiment("tanh", learning_rate=0.00001)) == []


TRAININGS = st.builds(
    TrainingSpec,
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    learning_rate=st.floats(1e-7, 100),
    regularization=st.sampled_from(("none", "l1", "l2")),
    regularization_rate=st.floats(0, 100),
)


@settings(max_examples=60)
@given(
    st.from_type(StackPlan),
    st.from_type(DataSignature),
    TRAININGS,
    st.sampled_from([math.nan, 1e9]),
)
def test_every_repair_changes_the_experiment_into_one_that_works(plan, signature, training, loss):
    network = network_of(plan, signature)
    made = Experiment(data=DataSpec(), network=network, training=training)
    diagnosis = diagnose(made, signature, loss)
    assert diagnosis.reason.endswith(".")
    found = [repair.label for repair in diagnosis.repairs]
    assert len(set(found)) == len(found)
    for repair in diagnosis.repairs:
        changed = repair.apply(made)
        assert changed != made
        before, after = infer(network, signature), infer(changed.network, signature)
        assert len(after.problems) <= len(before.problems)
