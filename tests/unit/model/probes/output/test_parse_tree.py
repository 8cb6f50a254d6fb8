"""Read-outs of parsed sentences against what the model gives."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.errors import SpecError
from nnviz.core.run.run import ProbeRequest
from nnviz.core.shapes.network_repairs import single_layer
from nnviz.core.spec.trees import nodes, tree_of
from nnviz.data import default_spec, load
from nnviz.data.experiments import with_data
from nnviz.data.presets import PRESETS
from nnviz.data.sets.text.parsed_sentiment import sentiment_of, tree_row
from nnviz.data.sets.text.parsing import parsed
from nnviz.model.probes import ProbeMisfit
from nnviz.model.session import Session


@pytest.fixture(scope="module")
def session():
    experiment = PRESETS["recursive"].experiment
    spec = experiment.data.changed(options={"count": 300})
    made = Session(experiment.changed(data=spec), load(spec))
    yield made
    made.close()


def read(session: Session, probe: str, **options: Any) -> dict[str, Any]:
    return session.probe(ProbeRequest("key", probe, options))


@pytest.mark.parametrize("text", ["good", "not a very good film", "((film is) (not (too the)))"])
def test_a_typed_sentence_is_read_node_by_node(session, text):
    tree = parsed(text)
    found = read(session, "tree", text=text)
    places = [node.number for node in nodes(tree, 12)]
    outputs = np.asarray(session.model(tree_row(tree)[None]))[0, places]
    assert np.array_equal(found["predicted"], outputs.argmax(axis=-1))
    assert np.allclose(found["probability"], outputs.max(axis=-1), atol=1e-5)
    truth = [sentiment_of(node.tree) for node in nodes(tree, 12)]
    assert np.array_equal(found["correct"], found["predicted"] == truth)
    assert found["states"].values.shape == (len(places), 1, 16)


def test_the_states_are_those_of_the_composition(session):
    row = session.dataset.x_test[3]
    found = read(session, "tree", split="test", example=3)["states"].values
    tree = tree_of(row, session.dataset.vocabulary)
    table = session.model.get_layer("vectors").get_weights()[0]
    kernel, bias = session.model.get_layer("composition").get_weights()
    expected: dict[int, np.ndarray] = {}
    for node in nodes(tree, 12):
        if node.parts is None:
            expected[node.number] = table[row[node.number]]
        else:
            both = np.concatenate([expected[part] for part in node.parts])
            expected[node.number] = np.tanh(both @ kernel + bias)
    assert np.allclose(found[:, 0], np.stack(list(expected.values()))[:, :16], atol=1e-5)


def test_whole_sentences_are_counted_at_their_roots(session):
    data = session.dataset
    outputs = np.asarray(session.model(data.x_test)).argmax(axis=-1)
    right = [
        answers[targets >= 0][-1] == targets[targets >= 0][-1]
        for answers, targets in zip(outputs, data.y_test, strict=True)
    ]
    share = read(session, "whole_sentences")["share"]
    assert share == pytest.approx([np.mean(right)])


def test_a_network_without_composition_has_no_states(session):
    signature = session.dataset.signature
    plain = single_layer(signature).network
    other = Session(session.experiment.changed(network=plain), session.dataset)
    assert set(read(other, "tree")) == {"predicted", "probability", "correct"}
    other.close()


def test_other_data_have_no_trees():
    spam = default_spec("spam")
    other = Session(with_data(PRESETS["recursive"].experiment, spam), load(spam))
    for probe in ("tree", "whole_sentences"):
        with pytest.raises(ProbeMisfit, match="no sentences with parse trees"):
            read(other, probe)
    other.close()


def test_what_is_no_sentence_is_refused(session):
    with pytest.raises(SpecError, match="received nice"):
        read(session, "tree", text="a nice film")
