"""Attention taken apart against loops over numbers and against the layer itself."""

from math import exp, sqrt
from typing import Any

import numpy as np
import pytest

from nnviz.core.run import ProbeRequest
from nnviz.model.probes import ProbeMisfit
from nnviz.model.probes.attention import heads_of
from nnviz.model.probes.responses import responses


def read(session, **options) -> dict[str, Any]:
    return session.probe(ProbeRequest("key", "attention", options))


@pytest.fixture
def reader(make_session, layers):
    """Return `(**params of the attention) -> session` on sentences."""

    def make(**params):
        layer = layers["layer"]
        return make_session(
            "sentiment", layer("embedding", input_dim=300, output_dim=6),
            layer("multi_head_attention", "look", num_heads=2, key_dim=3, **params),
            layer("global_average_pooling1d"), layers["output"](1),
        )  # fmt: skip

    return make


@pytest.mark.parametrize(
    "params", [{}, {"use_causal_mask": True}, {"use_bias": False}, {"dropout": 0.5}]
)
def test_what_is_recomputed_is_what_the_layer_gives(reader, params):
    session = reader(**params)
    x = session.dataset.x_test[3:4]
    found, causal = heads_of(session._live, "look", x)
    np.testing.assert_allclose(found.output, responses(session._live, "look", x)[0], atol=1e-5)
    np.testing.assert_allclose(found.weights.sum(axis=-1), 1, atol=1e-6)
    assert causal == params.get("use_causal_mask", False)


def test_one_token_in_one_head_number_by_number(reader):
    session = reader(use_causal_mask=True)
    given = responses(session._live, "embedding", session.dataset.x_test[3:4])[0]
    kernel_q, bias_q, kernel_k, bias_k, kernel_v, bias_v, *_ = session.weights()["look"]
    head, token = 1, 9
    query = [sum(given[token, f] * kernel_q[f, head, d] for f in range(6)) + bias_q[head, d]
             for d in range(3)]  # fmt: skip
    keys = given @ kernel_k[:, head] + bias_k[head]
    scores = [sum(query[d] * key[d] for d in range(3)) / sqrt(3) for key in keys]
    raised = [exp(score) if place <= token else 0 for place, score in enumerate(scores)]
    weights = np.array(raised) / sum(raised)
    found = read(session, layer="look", head=head, token=token, example=3)
    np.testing.assert_allclose(found["query"][0], query, atol=1e-5)
    np.testing.assert_allclose(found["keys"], keys, atol=1e-5)
    np.testing.assert_allclose(found["scores"], scores, atol=1e-5)
    np.testing.assert_allclose(found["masked"][:10], scores[:10], atol=1e-5)
    assert np.isneginf(found["masked"][10:]).all()
    np.testing.assert_allclose(found["softmax"], weights, atol=1e-5)
    values = given @ kernel_v[:, head] + bias_v[head]
    np.testing.assert_allclose(found["values"], values, atol=1e-5)
    np.testing.assert_allclose(found["context"][0], weights @ values, atol=1e-5)
    # The matrices have the last asking place first, the arcs the first one.
    np.testing.assert_allclose(found["weights"][head, -1 - token], weights, atol=1e-5)
    np.testing.assert_allclose(found["arcs"].reshape(12, 12)[token], weights, atol=1e-5)


def test_a_head_or_token_beyond_the_last_is_the_last(reader):
    session = reader()
    last = read(session, layer="look", head=1, token=11)
    beyond = read(session, layer="look", head=40, token=20)
    np.testing.assert_array_equal(last["softmax"], beyond["softmax"])


def test_other_layers_have_no_heads(reader):
    with pytest.raises(ProbeMisfit, match="no heads to look at"):
        read(reader(), layer="embedding")
