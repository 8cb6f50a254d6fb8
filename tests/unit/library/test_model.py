"""A model in this process: trained, read, drawn, saved and opened again."""

import ast
import json
import logging
import zipfile

import numpy as np
import pytest

import nnviz
from nnviz.core.errors import NnvizError
from nnviz.model.probes import ProbeMisfit


@pytest.fixture(scope="module", autouse=True)
def plain_graphs():
    """Keep XLA away: it takes longer than these trainings."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NNVIZ_XLA", "off")
        yield


@pytest.fixture(scope="module")
def model():
    return nnviz.train("iris", epochs=20, progress=False)


def test_training_lowers_the_loss_and_leaves_curves(model):
    history = model.history
    assert model.epoch == 20
    assert history["loss"][-1] < history["loss"][0]
    assert history["epoch"].tolist() == sorted(history["epoch"])
    assert (history["epoch"][0], history["epoch"][-1]) == (0, 20)
    assert model.metrics.loss == pytest.approx(history["loss"][-1], rel=1e-6)


def test_the_confusion_matrix_counts_what_the_network_says(model):
    said = model.predict(model.dataset.x_test).argmax(axis=1)
    counts = np.zeros((3, 3), int)
    np.add.at(counts, (model.dataset.y_test.ravel(), said), 1)
    assert np.array_equal(model.probe("confusion")["counts"], counts)
    assert np.array_equal(model.figure("confusion").data[0].z, counts)
    assert counts.sum() == len(model.dataset.x_test)
    assert np.trace(counts) / counts.sum() == pytest.approx(model.metrics.test_accuracy)


def test_keras_gives_the_same_predictions(model):
    x = model.dataset.x_test[:7]
    assert np.allclose(model.keras.predict(x, verbose=0), model.predict(x), atol=1e-6)


def test_themes_differ_and_options_arrive(model):
    light, dark = (model.figure("confusion", theme=name, height=200) for name in ("light", "dark"))
    assert light.layout.paper_bgcolor != dark.layout.paper_bgcolor
    assert light.layout.height == dark.layout.height == 200


def test_listed_figures_can_be_drawn(model):
    names = model.figures()
    assert {"confusion", "curves", "neurons", "projection", "data_preview"} <= set(names)
    assert not {"surface", "kernels", "gates", "attention", "recall", "forecast"} & set(names)
    for name in names:
        assert model.figure(name).data, name


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("confusoin", {}, "a figure among confusion"),
        ("confusion", {"part": "test"}, "among split, height, received part"),
        ("confusion", {"split": "mine"}, "one of train, test"),
        ("confusion", {"theme": "pink"}, "a theme among light, dark"),
        ("surface", {}, "only for two-dimensional points"),
        ("kernels", {}, "a network with a layer with a sliding window"),
        ("gates", {}, "a network with a recurrent layer"),
        ("weights", {"layer": "dense_9"}, "a layer among dense_1, output"),
        ("saliency", {}, "a network that reads pictures"),
        ("completion", {}, "does not write text token by token"),
    ],
)
def test_what_cannot_be_drawn_gets_a_sentence(model, name, options, sentence):
    with pytest.raises(NnvizError, match=sentence):
        model.figure(name, **options)


@pytest.mark.parametrize(
    ("name", "options"), [("confusoin", {}), ("confusion", {"part": 1}), ("surface", {})]
)
def test_what_cannot_be_read_gets_a_sentence(model, name, options):
    assert "confusion" in model.probes()
    assert "surface" not in model.probes()
    with pytest.raises((NnvizError, ProbeMisfit)):
        model.probe(name, **options)


@pytest.mark.parametrize("inputs", [[1.0, 2.0], [[1.0, 2.0]], 3.0])
def test_examples_of_another_shape_get_a_sentence(model, inputs):
    with pytest.raises(NnvizError, match=r"examples of shape n × 4, received"):
        model.predict(inputs)


def test_no_examples_have_no_predictions(model):
    assert model.predict(np.zeros((0, 4))).shape == (0, 3)


@pytest.mark.parametrize("epochs", [0, -1, 1.5, True, "3"])
def test_epochs_are_whole_numbers_from_1(model, epochs):
    with pytest.raises(NnvizError, match="epochs as a whole number from 1"):
        model.train(epochs)


def test_a_callback_is_told_and_ends_the_training():
    told = []

    def enough(status):
        told.append(status.epoch)
        return status.epoch >= 2

    found = nnviz.Model(nnviz.starter("iris")).train(50, callback=enough, progress=False)
    assert found.epoch == 2
    assert told == sorted(told)
    assert found.train(1, progress=False).epoch == 3


def test_interrupting_keeps_what_was_learned():
    def interrupt(status):
        if status.epoch >= 1:
            raise KeyboardInterrupt

    found = nnviz.Model(nnviz.starter("iris")).train(50, callback=interrupt, progress=False)
    assert found.epoch == 1
    assert found.history["epoch"][-1] == 1


def test_stop_conditions_hold_and_epochs_of_the_experiment_are_the_default():
    experiment = nnviz.build("iris", [4], stop={"epochs": 3})
    assert nnviz.train(experiment, progress=False).epoch == 3
    assert nnviz.train(experiment, 5, progress=False).epoch == 5
    easy = nnviz.build("iris", [4], stop={"loss": 100.0})
    assert nnviz.train(easy, 50, progress=False).epoch < 3


def test_a_training_that_breaks_down_says_what_would_help():
    wild = nnviz.build("diabetes", [8], optimizer="sgd", learning_rate=100.0, loss="mse")
    with pytest.raises(NnvizError, match=r"Expected training that goes on, received .+ [A-Z].+\."):
        nnviz.train(wild, 50, progress=False)


@pytest.mark.parametrize("given", ["moon", 3, None])
def test_only_experiments_and_their_names_are_trained(given):
    with pytest.raises(NnvizError, match="Expected "):
        nnviz.train(given)


def test_a_keras_file_comes_back_with_weights_and_experiment(model, tmp_path):
    again = nnviz.open(model.export(tmp_path / "iris.keras"))
    assert again.experiment == model.experiment
    x = model.dataset.x_test
    assert np.allclose(again.predict(x), model.predict(x), atol=1e-6)


def test_a_keras_file_without_experiment_finds_data_that_fit(model, tmp_path):
    file = tmp_path / "plain.keras"
    model.keras.save(file)
    again = nnviz.open(file)
    assert again.dataset.signature.input_shape == (4,)
    chosen = nnviz.open(file, experiment=model.experiment)
    assert chosen.dataset.name == "iris"
    assert np.allclose(chosen.predict(model.dataset.x_test), model.predict(model.dataset.x_test))


def test_code_comes_as_a_script_or_a_notebook_with_its_data(model, tmp_path):
    ast.parse(model.export(tmp_path / "iris.py", data=True).read_text("utf-8"))
    with np.load(tmp_path / "iris.npz") as arrays:
        assert set(arrays.files) == {"x_train", "y_train", "x_test", "y_test"}
    notebook = json.loads(nnviz.export(model, tmp_path / "iris.ipynb").read_text("utf-8"))
    assert notebook["cells"]
    assert nnviz.load(nnviz.export(model, tmp_path / "iris.json")) == model.experiment


def test_an_experiment_is_written_with_its_first_weights(tmp_path):
    file = nnviz.export(nnviz.starter("iris"), tmp_path / "first.keras")
    assert zipfile.is_zipfile(file)
    assert nnviz.open(file).epoch == 0
    opened = nnviz.open(nnviz.export(nnviz.starter("iris"), tmp_path / "iris.json"))
    assert opened.experiment == nnviz.starter("iris")


@pytest.mark.parametrize("name", ["iris.txt", "iris", "iris.h5"])
def test_other_endings_get_a_sentence(model, tmp_path, name):
    with pytest.raises(NnvizError, match=r"ends in \.keras, \.onnx"):
        model.export(tmp_path / name)
    with pytest.raises(NnvizError, match="an experiment or a model"):
        nnviz.export("iris", tmp_path / name)  # pyright: ignore[reportArgumentType]


def test_files_that_are_no_models_get_a_sentence(tmp_path):
    broken = tmp_path / "broken.keras"
    broken.write_bytes(b"nothing")
    with pytest.raises(NnvizError):
        nnviz.open(broken)
    with pytest.raises(NnvizError, match="a file that ends in"):
        nnviz.open(tmp_path / "table.csv")
    with pytest.raises(OSError, match="missing"):
        nnviz.open(tmp_path / "missing.keras")


def test_only_the_warnings_about_compiling_again_are_kept_back(model, caplog):
    assert model.epoch
    logger = logging.getLogger("tensorflow")
    with caplog.at_level(logging.WARNING, "tensorflow"):
        logger.warning("5 out of the last 8 calls to %s triggered tf.function retracing.", "f")
        logger.warning("something else")
    assert "something else" in [record.message for record in caplog.records] or not logger.propagate
    assert not any("retracing" in record.message for record in caplog.records)
