"""Composition along trees against NumPy, and its derivatives against finite differences."""

from typing import Any

import numpy as np
import pytest

from nnviz.core.spec.trees import row_of
from nnviz.data import default_spec, load
from nnviz.data.presets import PRESETS
from nnviz.model.building.builder import build
from nnviz.model.session import Session

LONGEST, UNITS = 4, 3
NUMBERS = {"a": 1, "b": 2, "c": 3, "d": 4}
TREES: tuple[Any, ...] = (
    "a",
    ("a", "b"),
    (("a", "b"), "c"),
    ("a", ("b", "c")),
    ((("a", "b"), "c"), "d"),
    ("a", ("b", ("c", "d"))),
    (("d", "a"), ("b", "c")),
)
ROWS = np.stack([row_of(tree, NUMBERS, LONGEST) for tree in TREES])


def composed(tree, table, kernel, bias):
    """Return the vector of a tree by the definition, part by part."""
    if isinstance(tree, str):
        return table[NUMBERS[tree]]
    parts = [composed(part, table, kernel, bias) for part in tree]
    return np.tanh(np.concatenate(parts) @ kernel + bias)


def layers() -> tuple[Any, Any, Any]:
    from nnviz.model.building.custom_layers import TreeComposition, TreeMerges, TreeWords

    return TreeWords(), TreeMerges(), TreeComposition()


def drawn():
    rng = np.random.default_rng(1)
    table = rng.normal(size=(5, UNITS)).astype(np.float32)
    kernel = rng.normal(size=(2 * UNITS, UNITS)).astype(np.float32)
    return table, kernel, rng.normal(size=UNITS).astype(np.float32)


def test_a_row_is_cut_into_words_and_merges():
    words, merges, _ = layers()
    assert np.array_equal(words(ROWS), ROWS[:, :LONGEST])
    assert np.array_equal(merges(ROWS), ROWS[:, LONGEST:].reshape(-1, LONGEST - 1, 2))


@pytest.mark.backends
def test_every_tree_is_composed_as_it_is_defined():
    words, merges, composition = layers()
    table, kernel, bias = drawn()
    vectors = table[np.asarray(words(ROWS)).astype(int)]
    composition.build([vectors.shape, (None, LONGEST - 1, 2)])
    composition.set_weights([kernel, bias])
    found = np.asarray(composition([vectors, merges(ROWS)]))
    assert found.shape == (len(TREES), 2 * LONGEST - 1, UNITS)
    for tree, nodes, leaves in zip(TREES, found, vectors, strict=True):
        # Padding hands the root on, so that it is the last node of every row.
        assert np.allclose(nodes[-1], composed(tree, table, kernel, bias), atol=1e-6)
        assert np.array_equal(nodes[:LONGEST], leaves)
    inner = composed(("a", "b"), table, kernel, bias)
    assert np.allclose(found[2, LONGEST], inner, atol=1e-6)


def test_a_number_that_is_no_node_yet_reads_as_zeros():
    _, _, composition = layers()
    table, kernel, bias = drawn()
    composition.build([(None, 2, UNITS), (None, 1, 2)])
    composition.set_weights([kernel, bias])
    merges = np.array([[[0.0, 7.0]]], np.float32)
    found = np.asarray(composition([table[None, 1:3], merges]))
    expected = np.tanh(np.concatenate([table[1], np.zeros(UNITS)]) @ kernel + bias)
    assert np.allclose(found[0, -1], expected, atol=1e-6)


def test_derivatives_are_those_of_finite_differences():
    import tensorflow as tf

    _, merges, composition = layers()
    table, kernel, bias = drawn()
    composition.build([(None, LONGEST, UNITS), (None, LONGEST - 1, 2)])
    composition.set_weights([kernel, bias])
    weighing = np.random.default_rng(2).normal(size=(len(TREES), UNITS)).astype(np.float32)

    def loss(table, kernel, bias):
        roots = [composed(tree, table, kernel, bias) for tree in TREES]
        return float((np.stack(roots) * weighing).sum())

    with tf.GradientTape() as tape:
        vectors = tf.Variable(tf.constant(table))
        nodes = composition([tf.gather(vectors, ROWS[:, :LONGEST]), merges(ROWS)])
        total = tf.reduce_sum(nodes[:, -1] * weighing)
    slopes = tape.gradient(total, [vectors, *composition.trainable_variables])
    given = [array.astype(np.float64) for array in (table, kernel, bias)]
    for number, slope in enumerate(slopes):
        slope = np.asarray(tf.convert_to_tensor(slope))
        for place in np.ndindex(slope.shape):
            sides = []
            for step in (1e-5, -1e-5):
                moved = [array.copy() for array in given]
                moved[number][place] += step
                sides.append(loss(*moved))
            assert slope[place] == pytest.approx((sides[0] - sides[1]) / 2e-5, abs=2e-4)


@pytest.mark.backends
def test_a_recursive_network_learns_in_the_compiled_loop(monkeypatch):
    monkeypatch.setenv("NNVIZ_XLA", "off")
    preset = PRESETS["recursive"].experiment
    data = default_spec("parsed_sentiment")
    experiment = preset.changed(data=data.changed(options={"count": 400}))
    session = Session(experiment, load(experiment.data))
    before = session.evaluate().loss
    while session.step < 40:
        session.train(1.0, 40 - session.step)
    assert session.evaluate().loss < 0.8 * before


def test_a_saved_network_is_loaded_with_the_same_outputs(tmp_path):
    import keras

    preset = PRESETS["recursive"].experiment
    data = load(preset.data)
    made = build(preset.network, data.signature, 1)
    made.save(tmp_path / "made.keras")
    loaded: Any = keras.models.load_model(tmp_path / "made.keras", safe_mode=True)
    assert np.allclose(made(data.x_test[:5]), loaded(data.x_test[:5]), atol=1e-6)
