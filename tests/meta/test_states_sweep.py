"""Every layer kind used, saved by Keras and opened here gives the same answers.

All that a layer keeps beside its kernels counts: statistics, moving averages, counts.
"""

import numpy as np
import pytest

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.spec.kinds import Inference
from nnviz.model.building.builder import build
from nnviz.model.building.layer_weights import take_over
from nnviz.model.opening.reading import read
from tests.meta.test_layer_sweep import cases, model_around

UNREAD = ("tree_merges",)
"""Carries nothing, and only the layers of a recursive network read what it gives."""
ROWS = 4


def kept(name, drawn):
    """Return a Keras model that ends in a layer of this kind, with states as after long use."""
    import keras

    kind = CATALOGUE[name]
    fitting = (case for case in cases(name) if isinstance(case[2], Inference))
    learning = (case for case in fitting if case[1].params.get("trainable") is not False)
    shapes, spec, _ = next(learning)
    start, layer, output = model_around(kind, spec, shapes)
    if kind.gives_tokens:
        output = keras.layers.Embedding(9, 2)(output)
    model = keras.Model(start, output)
    for variable in model.weights:
        if "seed" not in variable.path and "count" not in variable.path:
            variable.assign(drawn.uniform(0.5, 1.5, variable.shape))
    size = (ROWS, *start.shape[1:])
    if hasattr(layer, "adapt"):
        layer.adapt(drawn.normal(3.0, 2.0, (64, *size[1:])).astype("float32"))
    tokens = kind.takes_tokens
    values = drawn.integers(0, 3, size) if tokens else drawn.uniform(0.1, 0.9, size)
    return model, values.astype(start.dtype)


@pytest.mark.parametrize("ending", [".keras", ".h5"])
@pytest.mark.parametrize("name", [name for name in CATALOGUE if name not in UNREAD])
def test_a_layer_answers_as_it_did_where_it_was_saved(name, ending, tmp_path):
    model, values = kept(name, np.random.default_rng(7))
    expected = model.predict_on_batch(values)
    file = tmp_path / f"model{ending}"
    try:
        model.save(file)
    except TypeError:
        # Keras itself cannot write some of its layers in the old form.
        pytest.skip("Keras cannot save it")
    found = read(file.read_bytes())
    assert not found.opened.unknown, found.opened.untrained
    assert not [note for note in found.opened.notes if "weights" in note], found.opened.notes
    again = build(found.opened.network, found.opened.signature, seed=3)
    learned = {layer.name for layer in again.layers
               if any("seed" not in each.path for each in layer.weights)}  # fmt: skip
    assert learned == set(take_over(again, found.weights))
    assert np.allclose(again.predict_on_batch(values), expected, rtol=1e-5, atol=1e-5)
