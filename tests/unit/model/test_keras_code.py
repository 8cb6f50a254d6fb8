"""The generated script, run by itself, against a session of the same experiment."""

import ast
import json
import subprocess
import sys

import numpy as np
import pytest

from nnviz.core.code.keras_code import keras_script
from nnviz.core.errors import SpecError
from nnviz.core.run.head import head
from nnviz.model.session import Session

EPOCHS = 3


def run_script(folder, script, experiment, dataset):
    """Run the script beside its data; return what its last line says."""
    meaning = head(experiment.network, dataset.signature, experiment.training.loss)
    np.savez(
        folder / "data.npz",
        x_train=dataset.x_train,
        y_train=meaning.encode(dataset.y_train),
        x_test=dataset.x_test,
        y_test=meaning.encode(dataset.y_test),
    )
    path = folder / "train.py"
    path.write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


@pytest.mark.parametrize(
    ("name", "measure", "training"),
    [
        (
            "dense",
            "accuracy",
            {"optimizer": "momentum", "regularization": "l1", "regularization_rate": 0.003},
        ),
        (
            "cnn",
            "accuracy",
            {"optimizer": "adam", "regularization": "l2", "regularization_rate": 0.01},
        ),
        (
            "lstm",
            "error",
            {"optimizer": "rmsprop", "regularization": "l2", "regularization_rate": 0.001},
        ),
    ],
)
def test_the_script_trains_as_the_session_does(family, train, tmp_path, name, measure, training):
    experiment, dataset = family(name, 70, batch_size=16, **training)
    script = keras_script(experiment, dataset.signature, EPOCHS)
    said = run_script(tmp_path, script, experiment, dataset)
    session, expected = Session(experiment, dataset), []
    for _ in range(EPOCHS):
        train(session, session.steps_per_epoch)
        metrics = session.evaluate()
        expected.append([metrics.loss, metrics.test_loss, metrics.accuracy, metrics.test_accuracy])
    found = [said[key] for key in ("loss", "test_loss", measure, f"test_{measure}")]
    np.testing.assert_allclose(np.transpose(found), expected, rtol=2e-4, atol=2e-5)


def test_the_script_imports_nothing_but_keras_numpy_and_the_standard_library(family):
    experiment, dataset = family("lstm")
    tree = ast.parse(keras_script(experiment, dataset.signature, 1))
    imported = {
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert imported == {"json", "Path", "keras", "numpy"}


def test_lines_are_not_longer_than_a_page(make_session, layers):
    layer, output = layers["layer"], layers["output"]
    session = make_session(
        "recall",
        layer("lstm", units=4, bidirectional=True, return_sequences=True),
        layer("gru", units=3),
        output(4, "softmax"),
        loss="categorical_crossentropy",
        regularization="l2",
        regularization_rate=0.1,
    )
    script = keras_script(session.experiment, session.dataset.signature, 5)
    assert max(len(line) for line in script.splitlines()) <= 100
    assert "keras.layers.Bidirectional(" in script
    assert script.count("recurrent_regularizer=keras.regularizers.L2(l2=0.1)") == 3


def test_the_measure_reads_outputs_as_the_head_does(make_session, layers):
    tanh = make_session("circle", layers["output"](1, "tanh"), loss="mse")
    logits = make_session("circle", layers["output"](1, "linear"), loss="binary_crossentropy")
    classes = make_session("iris", layers["output"](3, "softmax"), loss="mse")
    scripts = [
        keras_script(each.experiment, each.dataset.signature, 1) for each in (tanh, logits, classes)
    ]
    assert "(outputs > 0) == (y > 0)" in scripts[0]
    assert "BinaryCrossentropy(from_logits=True)" in scripts[1]
    assert "(outputs > 0) == (y > 0.5)" in scripts[1]
    assert "outputs.argmax(axis=1) == y.argmax(axis=1)" in scripts[2]


def test_a_network_that_cannot_be_built_has_no_script(family):
    experiment, dataset = family("dense")
    other = family("cnn")[1].signature
    with pytest.raises(SpecError):
        keras_script(experiment, other, 1)
    assert keras_script(experiment, dataset.signature, 1)


def test_text_values_become_literals(family):
    experiment, dataset = family("dense")
    calls = [
        node
        for node in ast.walk(ast.parse(keras_script(experiment, dataset.signature, 2)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    dense = next(call for call in calls if ast.unparse(call.func) == "keras.layers.Dense")
    values = {word.arg: word.value for word in dense.keywords}
    assert ast.literal_eval(values["name"]) == "dense"
    assert ast.literal_eval(values["units"]) == 5
    assert ast.literal_eval(values["activation"]) == "tanh"


def test_the_script_of_a_network_with_branches_trains_as_the_session_does(
    make_session, layers, train, tmp_path
):
    layer, output = layers["layer"], layers["output"]
    session = make_session(
        "recall",
        layer("position_embedding"),
        layer("multi_head_attention", use_causal_mask=True),
        layer("add").changed(inputs=("position_embedding", "multi_head_attention")),
        layer("flatten"),
        output(4, "softmax"),
        loss="categorical_crossentropy",
    )
    script = keras_script(session.experiment, session.dataset.signature, 1)
    said = run_script(tmp_path, script, session.experiment, session.dataset)
    train(session, session.steps_per_epoch)
    metrics = session.evaluate()
    np.testing.assert_allclose(
        [said["loss"][-1], said["test_loss"][-1]], [metrics.loss, metrics.test_loss], rtol=2e-4
    )
