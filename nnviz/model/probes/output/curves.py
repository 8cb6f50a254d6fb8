"""Learning curves."""

from nnviz.core.run.frames import Payload
from nnviz.core.run.history import COLUMNS
from nnviz.model.probes.probe import Live, Probe, Values


def _curves(live: Live, values: Values) -> dict[str, Payload]:
    del values
    table = live.history.table()
    return {name: table[:, index].copy() for index, name in enumerate(COLUMNS)}


CURVES = Probe(
    name="curves",
    sentence="Loss and accuracy over the epochs, on the training and test sets.",
    arrays={
        "epoch": "(points,) epochs trained",
        "loss": "(points,) training loss without regularization",
        "test_loss": "(points,) the same on the test set",
        "accuracy": "(points,) accuracy, or mean absolute error",
        "test_accuracy": "(points,) the same on the test set",
    },
    read=_curves,
)
