"""A small training run ahead of time, so that a visitor's first one starts quickly.

The first function that TensorFlow compiles in a process loads modules, starts threads and fills
tables, which takes longer than compiling a small network does. A process that waits for a run
can do that meanwhile. Nothing of it stays except what is loaded: the run's weights and batches
come from its own seed.
"""

from collections.abc import Iterator

from nnviz.core.spec.experiment import DataSpec, Experiment, TrainingSpec
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data import load
from nnviz.model.session import Session

_EXPERIMENT = Experiment(
    data=DataSpec(features=("x1", "x2")),
    network=NetworkSpec(
        layers=(
            LayerSpec(id="dense", kind="dense", params={"units": 2, "activation": "tanh"}),
            LayerSpec(id="output", kind="dense", params={"units": 1, "activation": "sigmoid"}),
        )
    ),
    training=TrainingSpec(),
)


def rehearsal() -> Iterator[str]:
    """Go through a training run in parts; stop iterating to abort.

    Yields:
        What was done last: `built`, `trained`, `measured`.
    """
    session = Session(_EXPERIMENT, load(_EXPERIMENT.data))
    yield "built"
    session.train(0.0, 1)
    yield "trained"
    session.evaluate()
    yield "measured"
