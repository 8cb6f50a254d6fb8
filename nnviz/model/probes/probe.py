"""Probe: a named read-out of a live model, and what it may read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import NnvizError
from nnviz.core.run.frames import Payload
from nnviz.core.run.head import Head
from nnviz.core.run.history import History
from nnviz.core.run.run import Weights
from nnviz.core.shapes.shapes import NetworkShapes, infer
from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.network import NetworkSpec
from nnviz.core.spec.params import Param
from nnviz.data import plane_features
from nnviz.model.building.layer_weights import read_weights
from nnviz.model.inside.checkpoints import Checkpoints
from nnviz.model.inside.learning import Learning
from nnviz.model.inside.readout import Readout

Values = dict[str, Any]

RGB = 3
"""Channels of an image in colour."""

SET = Param("split", "Split", "test", "Which examples to use.", choices=("train", "test"))
SPLIT = Param(
    "split", "Split", "test", "Source of the example; `own` is the visitor's.",
    choices=("train", "test", "own"),
)  # fmt: skip
EXAMPLE = Param("example", "Example", 0, "Number of the example.", low=0, high=1_000_000, step=1)


UNFINISHED = {
    "unfinished": "(1,) present only while more is about to follow, although nothing changed"
}
"""An array of read-outs that give a first image early; see `unfinished`."""


class ProbeMisfit(NnvizError):  # noqa: N818 - not an error of the program: a plain answer
    """A probe that does not apply to this network or dataset.

    Args:
        reason: Why, as a sentence for the page.
    """

    def __init__(self, reason: str) -> None:
        super().__init__("a network that this probe fits", "another network", reason)
        self.args = (reason,)
        self.reason = reason


@dataclass(slots=True)
class Live:
    """What a probe may read.

    Attributes:
        network: The layers.
        data: Which dataset, with the input features of a plane.
        dataset: The data.
        head: How outputs are read.
        readout: Values of the live model.
        history: Metrics so far.
        learning: Loss, derivatives and updates of the live model.
        checkpoints: Weights at earlier steps.
        own: `input_shape` the custom example, None before there is one.
        memory: What a read-out keeps for its next time, by a key of its own.
    """

    network: NetworkSpec
    data: DataSpec
    dataset: Dataset
    head: Head
    readout: Readout
    history: History
    learning: Learning
    checkpoints: Checkpoints
    own: NDArray[Any] | None = None
    memory: dict[Any, Any] = field(default_factory=dict)
    _grids: dict[int, NDArray[np.float32]] = field(default_factory=dict)
    _shapes: NetworkShapes | None = None

    @property
    def shapes(self) -> NetworkShapes:
        """Sizes of the network on these data."""
        if self._shapes is None:
            self._shapes = infer(self.network, self.dataset.signature)
        return self._shapes

    def weights(self) -> Weights:
        """Return the weights of every layer that has some."""
        return read_weights(self.readout.model)

    def split(self, name: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return inputs and plain targets of the `train` or the `test` split."""
        data = self.dataset
        return (data.x_train, data.y_train) if name == "train" else (data.x_test, data.y_test)

    def example(self, split: str, number: int) -> NDArray[Any]:
        """Return one example, `(1, *shape)`; the last one when there are not this many.

        Raises:
            ProbeMisfit: The visitor's own example is asked for, and there is none yet.
        """
        if split == "own":
            if self.own is None:
                raise ProbeMisfit("You have not made an example yet: draw or type one.")
            return self.own[None]
        inputs, _ = self.split(split)
        at = min(number, len(inputs) - 1)
        return inputs[at : at + 1]

    def grid(self, side: int) -> NDArray[np.float32]:
        """Return the network's inputs on the plane, `(side * side, features)`.

        Row-major over rows of equal X₂, the lowest first; both axes run from minus to plus
        the plane's extent.
        """
        if side not in self._grids:
            extent = self.dataset.plane_extent
            axis = np.linspace(-extent, extent, side, dtype=np.float32)
            points = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
            self._grids[side] = plane_features(points, self.data.features)
        return self._grids[side]


@dataclass(frozen=True, slots=True)
class Probe:
    """One entry of the registry.

    Attributes:
        name: Name in requests.
        sentence: What it reads, in one plain sentence.
        arrays: Shape and meaning of every array by name.
        read: `(live, checked options) -> arrays`.
        options: Its options.
        fits: Returns why it does not fit, or None when it does.
    """

    name: str
    sentence: str
    arrays: Mapping[str, str]
    read: Callable[[Live, Values], dict[str, Payload]]
    options: tuple[Param, ...] = ()
    fits: Callable[[Live], str | None] = lambda _: None


def unfinished(more: bool) -> dict[str, Payload]:
    """Return what a read-out adds while its next answer will show more than this one."""
    return {"unfinished": np.ones(1, np.float32)} if more else {}


def plane_only(live: Live) -> str | None:
    """Say why a probe of the plane does not fit, if it does not."""
    if live.dataset.signature.view == "plane":
        return None
    return "A surface can be drawn only for two-dimensional points."


def classes_only(live: Live) -> str | None:
    """Say why a probe of classes does not fit, if it does not."""
    if live.head.task == "regression":
        return "The target of this dataset is a number, not a class."
    return None


def one_answer_only(live: Live) -> str | None:
    """Say why a probe of one class or number does not fit, if it does not."""
    if live.dataset.signature.one_answer:
        return None
    return "The output of this network is a whole image, text or vector, not a single prediction."


def shown_channels(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return images as they are drawn.

    Args:
        pictures: `(n, rows, columns, channels)`.

    Returns:
        Unchanged where the channels are red, green and blue; otherwise their mean
        `(n, rows, columns)`.
    """
    return pictures if pictures.shape[-1] == RGB else pictures.mean(axis=-1)


def places_mean(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Average activations `(n, ..., units)` over positions and time to `(n, units)`."""
    return values.reshape(len(values), -1, values.shape[-1]).mean(axis=1)
