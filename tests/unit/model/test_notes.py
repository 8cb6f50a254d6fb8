"""What notes say of networks is what the trainer does."""

import pytest

from nnviz.core.plan.plan import Block, StackPlan, network_of
from nnviz.core.spec.experiment import Experiment, TrainingSpec
from nnviz.data import default_spec, load, signature
from nnviz.model.session import Session


def recalled(cell: str, epochs: int, **options: object) -> float:
    """Return the test accuracy of 16 units on Recall after some epochs."""
    spec = default_spec("recall")
    data = spec.changed(options={**spec.options, **options})
    block = Block.model_validate({"units": 16, "cell": cell})
    plan = StackPlan(family="recurrent", blocks=(block,), output_activation="softmax")
    training = TrainingSpec(loss="categorical_crossentropy", learning_rate=0.01, batch_size=32)
    network = network_of(plan, signature(data))
    session = Session(Experiment(data=data, network=network, training=training), load(data))
    while session.step < epochs * session.steps_per_epoch:
        session.train(1.0, epochs * session.steps_per_epoch - session.step)
    return session.evaluate().test_accuracy


@pytest.mark.parametrize(("cell", "least", "most"), [("lstm", 0.95, 1.0), ("simple_rnn", 0, 0.4)])
def test_the_marked_symbol_of_28_needs_gates(cell, least, most):
    assert "of 28 steps" in load(default_spec("recall").changed(options={"which": "marked"})).note
    assert least <= recalled(cell, 10, which="marked", length=28) <= most
