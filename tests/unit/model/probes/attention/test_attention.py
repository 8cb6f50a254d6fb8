"""Attention taken apart against loops over numbers and against the layer itself."""

from math import exp, sqrt, tanh
from typing import Any

import numpy as np
import pytest

from nnviz.core.run.run import ProbeRequest
from nnviz.model.probes import ProbeMisfit
from nnviz.model.probes.attention.attention import heads_of
from nnviz.model.probes.responses import responses


def read(session, **options) -> dict[str, Any]:
    return session.probe(ProbeRequest("key", "attention", options))


@pytest.fixture
def reader(make_session, layers):
    """Return `(kind, **params of the attention) -> session` on sentences."""

    def make(kind="multi_head_attention", **params):
        layer = layers["layer"]
        if kind == "multi_head_attention":
            params = {"num_heads": 2, "key_dim": 3, **params}
        return make_session(
            "sentiment", layer("embedding", input_dim=300, output_dim=6),
            layer(kind, "look", **params),
            layer("global_average_pooling1d"), layers["output"](1),
        )  # fmt: skip

    return make


KINDS = [
    ("multi_head_attention", {}),
    ("multi_head_attention", {"use_causal_mask": True}),
    ("multi_head_attention", {"use_bias": False}),
    ("multi_head_attention", {"dropout": 0.5}),
    ("group_query_attention", {"num_query_heads": 4, "num_key_value_heads": 2, "head_dim": 3}),
    ("group_query_attention", {"use_causal_mask": True, "use_bias": False}),
    ("attention", {}),
    ("attention", {"use_scale": True, "use_causal_mask": True}),
    ("additive_attention", {"use_causal_mask": True}),
    ("additive_attention", {"use_scale": True}),
]


@pytest.mark.backends
@pytest.mark.parametrize(("kind", "params"), KINDS)
def test_what_is_recomputed_is_what_the_layer_gives(reader, kind, params):
    session = reader(kind, **params)
    # Scales begin at one, which would hide them, and embeddings so small that nothing matters.
    for variable in session.model.get_layer("look").weights:
        variable.assign(1.5 * variable.numpy() + 0.1)
    session.model.get_layer("embedding").embeddings.assign(
        10 * session.model.get_layer("embedding").embeddings.numpy()
    )
    x = session.dataset.x_test[3:4]
    found, causal = heads_of(session._live, "look", x)
    np.testing.assert_allclose(found.output, responses(session._live, "look", x)[0], atol=1e-4)
    np.testing.assert_allclose(found.weights.sum(axis=-1), 1, atol=1e-6)
    assert causal == params.get("use_causal_mask", False)


def test_an_additive_score_is_a_sum_of_tanh(reader):
    session = reader("additive_attention")
    given = responses(session._live, "embedding", session.dataset.x_test[3:4])[0]
    found = read(session, layer="look", token=4, example=3)
    scores = [sum(tanh(given[4, f] + key[f]) for f in range(6)) for key in given]
    np.testing.assert_allclose(found["scores"], scores, atol=1e-5)
    np.testing.assert_array_equal(found["values"], given)


def test_heads_of_grouped_queries_share_keys_and_values(reader):
    session = reader("group_query_attention", num_query_heads=4, num_key_value_heads=2, head_dim=3)
    heads = [read(session, layer="look", head=head) for head in range(4)]
    np.testing.assert_array_equal(heads[0]["keys"], heads[1]["keys"])
    np.testing.assert_array_equal(heads[2]["values"], heads[3]["values"])
    assert np.abs(heads[1]["keys"] - heads[2]["keys"]).max() > 1e-4
    assert np.abs(heads[0]["query"] - heads[1]["query"]).max() > 1e-4


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
    with pytest.raises(ProbeMisfit, match="not an attention layer"):
        read(reader(), layer="embedding")
