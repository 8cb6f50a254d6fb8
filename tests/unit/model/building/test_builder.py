import numpy as np
import pytest

from nnviz.core.catalogue.rules.shared_params import INITIALIZERS
from nnviz.core.code.keras_calls import KerasCall
from nnviz.core.errors import SpecError
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.model.building.builder import build, realize

POINTS = DataSignature((2,), "binary", 1, "plane")
SEQUENCE = DataSignature((5, 3), "regression", 1, "series")


def dense(layer_id="output", units=1, **params):
    return LayerSpec(id=layer_id, kind="dense", params={"units": units, **params})


def network(*layers):
    return NetworkSpec(layers=layers)


def kernels(spec, seed, signature=POINTS):
    return {
        layer.name: layer.get_weights()[0]
        for layer in build(spec, signature, seed).layers
        if layer.weights
    }


def test_layers_are_named_by_their_ids_in_order():
    model = build(network(dense("first", 3), dense()), POINTS, 0)
    assert [layer.name for layer in model.layers] == ["input", "first", "output"]
    assert model.output_shape == (None, 1)


def test_equal_seeds_give_equal_weights_and_others_others():
    spec = network(dense("first", 3), dense("second", 3), dense())
    one, same, other = kernels(spec, 1), kernels(spec, 1), kernels(spec, 2)
    for name in one:
        assert np.array_equal(one[name], same[name])
        assert not np.array_equal(one[name], other[name])


def test_equal_layers_of_one_network_have_different_weights():
    spec = network(dense("first", 4), dense("second", 4), dense("third", 4), dense())
    found = kernels(spec, 0)
    assert not np.array_equal(found["second"], found["third"])


def test_a_layer_keeps_its_weights_when_a_later_one_changes():
    small = kernels(network(dense("first", 4), dense("second", 2), dense()), 5)
    large = kernels(network(dense("first", 4), dense("second", 7), dense()), 5)
    assert np.array_equal(small["first"], large["first"])


def test_the_two_directions_begin_differently():
    spec = network(
        LayerSpec(id="rnn", kind="gru", params={"units": 4, "bidirectional": True}), dense()
    )
    model = build(spec, SEQUENCE, 0)
    forward, forward_state, _, backward, backward_state, _ = model.get_layer("rnn").get_weights()
    assert forward.shape == backward.shape == (3, 12)
    assert not np.array_equal(forward, backward)
    assert not np.array_equal(forward_state, backward_state)


def test_recurrent_kernels_are_orthogonal():
    spec = network(LayerSpec(id="rnn", kind="simple_rnn", params={"units": 4}), dense())
    state = build(spec, SEQUENCE, 0).get_layer("rnn").get_weights()[1]
    np.testing.assert_allclose(state.T @ state, np.eye(4), atol=1e-6)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_every_initializer_draws_its_distribution(name):
    spec = network(dense("wide", 50, kernel_initializer=name), dense())
    signature = DataSignature((40,), "binary", 1, "table")
    kernel = kernels(spec, 3, signature)["wide"]
    expected_spread = {
        "glorot_uniform": np.sqrt(2 / 90),
        "glorot_normal": np.sqrt(2 / 90),
        "he_uniform": np.sqrt(2 / 40),
        "he_normal": np.sqrt(2 / 40),
        "lecun_uniform": np.sqrt(1 / 40),
        "lecun_normal": np.sqrt(1 / 40),
        "random_uniform": np.sqrt(1 / 12),
        "random_normal": 0.05,
        "zeros": 0.0,
        "ones": 0.0,
    }
    if name == "orthogonal":
        np.testing.assert_allclose(kernel @ kernel.T, np.eye(40), atol=1e-5)
    else:
        assert kernel.std() == pytest.approx(expected_spread[name], rel=0.06)
        assert kernel.mean() == pytest.approx(float(name == "ones"), abs=0.03)
    if name == "random_uniform":
        assert np.abs(kernel).max() <= 0.5


def test_biases_begin_at_zero():
    model = build(network(dense("first", 3), dense()), POINTS, 0)
    assert model.get_layer("first").get_weights()[1].tolist() == [0, 0, 0]


def test_tokens_are_read_as_whole_numbers():
    signature = DataSignature((4,), "multiclass", 9, "tokens", tokens=9)
    spec = network(
        LayerSpec(id="embedding", kind="embedding", params={"input_dim": 9, "output_dim": 2}),
        LayerSpec(id="flatten", kind="flatten"),
        dense(units=9, activation="softmax"),
    )
    model = build(spec, signature, 0)
    assert model.inputs[0].dtype == "int32"
    embedded = model.get_layer("embedding").get_weights()[0]
    assert 0 < np.abs(embedded).max() <= 0.05


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (network(dense(units=3)), "1 output for this data"),
        (network(LayerSpec(id="c", kind="conv2d"), dense()), "at layer 'c'"),
        (network(dense("wide", 4096), dense("wider", 4096), dense("w3", 4096), dense()), "at most"),
        (network(dense("lonely", 3), LayerSpec(id="o", kind="dense", params={"units": 1},
                 inputs=("input",))), "'lonely', which feeds none"),
        (network(LayerSpec(id="what", kind="attentive"), dense()), "'attentive'"),
    ],
)  # fmt: skip
def test_what_cannot_be_built_is_refused_in_words(spec, message):
    with pytest.raises(SpecError, match=message):
        build(spec, POINTS, 0)


def test_a_call_with_calls_inside_becomes_objects():
    call = KerasCall(
        "layers.Dense",
        {"units": 2, "kernel_initializer": KerasCall("initializers.Constant", {"value": 0.5})},
    )
    layer = realize(call)
    layer.build((None, 3))
    assert layer.get_weights()[0].tolist() == [[0.5, 0.5]] * 3


SEQUENCES = DataSignature((6, 4), "multiclass", 3, "series")


def transformer_block():
    """Return a transformer encoder over six places, as layers with branches."""
    attend = LayerSpec(
        id="attend", kind="multi_head_attention", params={"num_heads": 2, "key_dim": 3}
    )
    return network(
        LayerSpec(id="places", kind="position_embedding"),
        attend,
        LayerSpec(id="around", kind="add", inputs=("places", "attend")),
        LayerSpec(id="calm", kind="layer_normalization"),
        dense("wide", 8, activation="relu"),
        dense("narrow", 4),
        LayerSpec(id="across", kind="add", inputs=("calm", "narrow")),
        LayerSpec(id="mean", kind="global_average_pooling1d"),
        dense("output", 3, activation="softmax"),
    )


def test_a_transformer_block_computes_what_its_formulas_say():
    model = build(transformer_block(), SEQUENCES, 1)
    x = np.random.default_rng(0).normal(size=(5, 6, 4)).astype(np.float32)
    weights = {layer.name: [np.asarray(w) for w in layer.get_weights()] for layer in model.layers}
    h = x + weights["places"][0]
    wq, bq, wk, bk, wv, bv, wo, bo = weights["attend"]
    q, k, v = (np.einsum("btd,dhk->bthk", h, w) + b for w, b in ((wq, bq), (wk, bk), (wv, bv)))
    scores = np.exp(np.einsum("bthk,bshk->bhts", q, k) / np.sqrt(3))
    mixed = np.einsum("bhts,bshk->bthk", scores / scores.sum(-1, keepdims=True), v)
    h = h + np.einsum("bthk,hkd->btd", mixed, wo) + bo
    gamma, beta = weights["calm"]
    spread = np.sqrt(h.var(-1, keepdims=True) + 1e-3)
    h = gamma * (h - h.mean(-1, keepdims=True)) / spread + beta
    wide = np.maximum(0, h @ weights["wide"][0] + weights["wide"][1])
    h = h + wide @ weights["narrow"][0] + weights["narrow"][1]
    logits = np.exp(h.mean(1) @ weights["output"][0] + weights["output"][1])
    expected = logits / logits.sum(-1, keepdims=True)
    np.testing.assert_allclose(model.predict_on_batch(x), expected, rtol=2e-5, atol=2e-6)


def test_only_the_past_is_seen_where_that_is_asked_for():
    causal = LayerSpec(id="attend", kind="multi_head_attention", params={"use_causal_mask": True})
    flat = LayerSpec(id="flat", kind="flatten")
    model = build(network(causal, flat, dense(units=3)), SEQUENCES, 0)
    import keras

    seen = keras.Model(model.inputs, model.get_layer("attend").output)
    x = np.random.default_rng(0).normal(size=(1, 6, 4)).astype(np.float32)
    other = x.copy()
    other[:, 4:] += 1
    before, after = (np.asarray(seen(values))[0] for values in (x, other))
    np.testing.assert_allclose(before[:4], after[:4], atol=1e-6)
    assert np.abs(before[4:] - after[4:]).max() > 1e-3


def test_layers_of_our_own_begin_with_their_seed():
    one, same, other = (
        build(transformer_block(), SEQUENCES, seed).get_layer("places").get_weights()[0]
        for seed in (1, 1, 2)
    )
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
