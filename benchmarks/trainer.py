"""The compiled training loop against `model.fit`, on the Playground's default network.

Run as `python benchmarks/trainer.py`; prints JSON. Epochs per second of both are measured one
after the other in one process, so that their ratio holds on a busy machine too.
"""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
os.environ.setdefault("TF_NUM_INTEROP_THREADS", "1")

from nnviz.core.experiment import DataSpec, Experiment, TrainingSpec
from nnviz.core.network import LayerSpec, NetworkSpec
from nnviz.data import load
from nnviz.data.experiments import training_arrays
from nnviz.model.current_backend import get_backend
from nnviz.model.session import Session

HIDDEN = {"2-4-2-1": (4, 2), "2-(8x6)-1": (8,) * 6}
SLICE, MEASURE, RACE = 0.03, 2.0, 12.0
FIT_EPOCHS = 20


def experiment_of(hidden: tuple[int, ...]) -> Experiment:
    """Return dense tanh layers on the circle, trained by plain SGD on squared error."""
    layers = [
        LayerSpec(id=f"dense_{index}", kind="dense", params={"units": units, "activation": "tanh"})
        for index, units in enumerate(hidden)
    ]
    output = LayerSpec(id="output", kind="dense", params={"units": 1, "activation": "tanh"})
    return Experiment(
        data=DataSpec(features=("x1", "x2")),
        network=NetworkSpec(layers=(*layers, output)),
        training=TrainingSpec(optimizer="sgd", loss="mse", learning_rate=0.03),
    )


def train_for(session: Session, seconds: float) -> float:
    """Train in slices; return epochs per second."""
    start, steps = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        steps += session.train(SLICE).steps
    return steps / session.steps_per_epoch / (time.perf_counter() - start)


def fit_rate(session: Session) -> float:
    """Return epochs per second of `model.fit` on the same model and data."""
    arrays = training_arrays(session.experiment)
    x, y, batch = arrays["x_train"], arrays["y_train"], session.experiment.training.batch_size
    session.model.compile(optimizer="sgd", loss="mse")
    session.model.fit(x, y, batch_size=batch, epochs=2, verbose=0)
    start = time.perf_counter()
    session.model.fit(x, y, batch_size=batch, epochs=FIT_EPOCHS, verbose=0)
    return FIT_EPOCHS / (time.perf_counter() - start)


def measure(hidden: tuple[int, ...]) -> dict[str, float | str]:
    """Return all rates of one network, and the time to its first trained epoch."""
    experiment = experiment_of(hidden)
    dataset = load(experiment.data)
    get_backend()  # Loads Keras, which a run process finds loaded.
    start = time.perf_counter()
    session = Session(experiment, dataset)
    while session.epoch < 1:
        session.train(SLICE, session.steps_per_epoch - session.step)
    first = time.perf_counter() - start
    os.environ["NNVIZ_XLA"] = "off"
    graph_session = Session(experiment, dataset)
    del os.environ["NNVIZ_XLA"]
    train_for(graph_session, MEASURE / 2)
    graph = train_for(graph_session, MEASURE)
    train_for(session, RACE)
    raced = train_for(session, MEASURE)
    session.close()
    fit = fit_rate(graph_session)
    return {
        "first epoch, s": round(first, 3),
        "fit, epochs/s": round(fit, 1),
        "graph, epochs/s": round(graph),
        "after the race, epochs/s": round(raced),
        "winner": session.loop_name,
        "graph / fit": round(graph / fit, 1),
        "after the race / fit": round(raced / fit, 1),
    }


if __name__ == "__main__":
    print(json.dumps({name: measure(hidden) for name, hidden in HIDDEN.items()}, indent=2))
    sys.stdout.flush()
