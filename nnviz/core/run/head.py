"""Head: what the numbers of the output layer mean, and how targets are written for them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.dataset import DataSignature, Task
from nnviz.core.spec.experiment import Encoding, Loss, encoding
from nnviz.core.spec.network import NetworkSpec

_SCALED = ("batch_normalization", "layer_normalization")
TOLD_APART = "separated"
"""Name of the accuracy of a discriminator: at one half it is fooled."""
SHARES = ("accuracy", "overlap", TOLD_APART)
"""Those measures of `Head.score` that are fractions, shown in percent."""
Numbers = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Head:
    """How targets are encoded and outputs read.

    Attributes:
        task: What is predicted.
        outputs: Units of the output layer.
        places: Where there is a prediction each; empty for a single prediction.
        encoding: How targets are presented to the loss.
        from_logits: Whether the loss applies the sigmoid or softmax itself, because the
            output layer has none.
        normalized: Whether the outputs of several classes are probabilities already.
    """

    task: Task
    outputs: int
    encoding: Encoding
    from_logits: bool
    normalized: bool
    places: tuple[int, ...] = ()

    def encode(self, targets: NDArray[np.generic]) -> NDArray[np.generic]:
        """Write targets as the loss reads them.

        Args:
            targets: int `(n, *places)` classes, or float `(n, *places, outputs)` values.

        Returns:
            float32 `(n, *places, 1)` for binary, int32 `(n, *places)` for `index`, float32
            `(n, *places, outputs)` otherwise.
        """
        if self.encoding == "value":
            return targets.astype(np.float32).reshape(len(targets), *self.places, self.outputs)
        classes = targets.astype(np.int32).reshape(len(targets), *self.places)
        if self.encoding == "index":
            return classes
        if self.encoding == "one_hot":
            return np.eye(self.outputs, dtype=np.float32)[classes]
        values = classes.astype(np.float32)[..., None]
        return values if self.encoding == "zero_one" else 2 * values - 1

    def probabilities(self, outputs: Numbers) -> Numbers:
        """Return float32 `(n, *places, classes)`, two columns for binary, from raw outputs.

        Outputs that are not probabilities (tanh, or several classes with squared error) are
        mapped from their target range to 0..1 and clipped.
        """
        values = outputs.astype(np.float32)
        if self.task == "binary":
            second = self._second(values[..., 0])
            return np.stack([1 - second, second], axis=-1)
        if self.from_logits:
            raised = np.exp(values - values.max(axis=-1, keepdims=True))
            return raised / raised.sum(axis=-1, keepdims=True)
        return values if self.normalized else np.clip(values, 0, 1)

    def classes(self, outputs: Numbers) -> NDArray[np.int32]:
        """Return the predicted classes `(n, *places)` of raw outputs."""
        if self.task == "binary":
            return (self._second(outputs[..., 0]) > 0.5).astype(np.int32)
        return outputs.argmax(axis=-1).astype(np.int32)

    def score(self, outputs: NDArray[Any], targets: NDArray[Any]) -> float:
        """Say how good raw outputs are, by plain targets.

        Returns:
            For regression the mean absolute error. For classes the fraction that is right, where
            there are positions that of those that count. For two classes at every position of an
            image the overlap: positions that are of the second class in both, as a fraction of
            those that are in either (intersection over union), since nearly all of an image is
            background.
        """
        if self.task == "regression":
            return float(np.abs(outputs - targets.reshape(outputs.shape)).mean())
        found = self.classes(outputs)
        truth: NDArray[Any] = targets.reshape(found.shape)
        if self.task == "binary" and self.places:
            either = np.count_nonzero((found == 1) | (truth == 1))
            return float(np.count_nonzero((found == 1) & (truth == 1)) / either) if either else 1.0
        counted = truth >= 0
        return float((found == truth)[counted].mean()) if counted.any() else 0.0

    def explained(self, outputs: NDArray[Any], targets: NDArray[Any]) -> float | None:
        """Return which share of the variance of one value raw outputs explain (R squared).

        Returns:
            1 when every one is right, 0 when they are no better than the mean, less when they are
            worse; None where there are classes, several values, or all targets are the same.
        """
        if self.task != "regression" or self.places or self.outputs != 1:
            return None
        truth = np.asarray(targets, np.float64).reshape(-1)
        spread = float(np.square(truth - truth.mean()).sum())
        missed = float(np.square(truth - np.asarray(outputs, np.float64).reshape(-1)).sum())
        return 1 - missed / spread if spread > 0 else None

    def signed(self, outputs: Numbers) -> Numbers:
        """Return float32 `(n,)` in -1..1: the second class, or the regression, is positive."""
        values = outputs[:, 0].astype(np.float32)
        if self.task == "binary":
            return 2 * self._second(values) - 1
        return np.clip(values, -1, 1)

    def _second(self, values: Numbers) -> Numbers:
        """Return the probability of class 1 from raw outputs `(n, *places)`."""
        if self.from_logits:
            return (1 + np.tanh(values / 2)) / 2
        return np.clip((values + 1) / 2 if self.encoding == "sign" else values, 0, 1)


def output_activation(network: NetworkSpec) -> str:
    """Return the activation that the outputs come from; `linear` when it is rescaled after."""
    last = network.layers[-1]
    if last.kind == "mixture":
        # The gate is the first input, the experts follow. Nothing says that they are there yet.
        known = {layer.id: layer for layer in network.layers}
        expert = known.get(network.sources_of(last)[-1])
        return str(layer_values(expert).get("activation", "linear")) if expert else "linear"
    for layer in reversed(network.layers):
        if layer.kind in _SCALED or "pooling" in layer.kind:
            return "linear"
        values = layer_values(layer)
        if "activation" in values:
            return str(values["activation"])
    return "linear"


def head(network: NetworkSpec, signature: DataSignature, loss: Loss) -> Head:
    """Say how this network's outputs are to be read under this loss."""
    activation = output_activation(network)
    crossentropy = loss in ("binary_crossentropy", "categorical_crossentropy")
    return Head(
        signature.task,
        signature.outputs,
        encoding(signature.task, loss, activation),
        crossentropy and activation == "linear",
        activation == "softmax",
        signature.places,
    )


def score_name(signature: DataSignature, unit: str = "") -> str:
    """Return what `Head.score` measures on these data, in a word or two.

    Args:
        signature: Of the data.
        unit: Unit of the target, where it has one.
    """
    if signature.task == "regression":
        return f"abs. error ({unit})" if unit else "abs. error"
    if signature.noise:
        return TOLD_APART
    return "overlap" if signature.places and signature.task == "binary" else "accuracy"
