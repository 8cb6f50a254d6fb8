"""Every number of one training step: forward pass, loss, backpropagation, update."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.families.small_network import SmallNetwork, small_network
from nnviz.core.run.frames import Payload
from nnviz.core.shapes.frozen import is_frozen
from nnviz.core.spec.params import Param
from nnviz.core.worked.activation_values import activate, back_through, slope
from nnviz.model.probes.probe import EXAMPLE, Live, Probe, ProbeMisfit, Values

Numbers = NDArray[np.floating[Any]]

_SPLIT = Param(
    "split", "Split", "train", "Source of the example; the visitor's own has no target.",
    choices=("train", "test", "own"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pass:
    """Forward and backward pass of one example, a list entry a column, the input's first.

    Attributes:
        kernels: `(sources, units)` of each column but the input.
        biases: `(units,)` likewise.
        sums: `(units,)` weighted sums, likewise.
        values: `(units,)` activations, the input's own values first.
        by_value: `(units,)` derivative of the loss with respect to each activation, without
            the input.
        by_sum: `(units,)` by each weighted sum, likewise.
        loss: Of this example.
    """

    kernels: list[Numbers]
    biases: list[Numbers]
    sums: list[Numbers]
    values: list[Numbers]
    by_value: list[Numbers]
    by_sum: list[Numbers]
    loss: float

    def by_kernel(self, column: int) -> Numbers:
        """Return the derivative by the weights into a column (0 is the first dense one)."""
        return np.outer(self.values[column], self.by_sum[column])


def _small_only(live: Live) -> str | None:
    found = small_network(live.network, live.dataset.signature)
    return found if isinstance(found, str) else None


def run_pass(live: Live, small: SmallNetwork, x: Numbers, target: NDArray[np.generic]) -> Pass:
    """Carry one example `(features,)` forward and its loss back, in float64."""
    arrays, columns = live.weights(), small.columns[1:]
    kernels: list[Numbers] = [arrays[c.layer][0].astype(np.float64) for c in columns]
    biases: list[Numbers] = [arrays[c.layer][1].astype(np.float64) for c in columns]
    sums: list[Numbers] = []
    values: list[Numbers] = [x.astype(np.float64)]
    for column, kernel, bias in zip(columns, kernels, biases, strict=True):
        sums.append(values[-1] @ kernel + bias)
        values.append(activate(column.activation, sums[-1]))
    loss, gradient = live.learning.by_outputs(values[-1][None].astype(np.float32), target)
    by_value: list[Numbers] = [gradient[0].astype(np.float64)]
    by_sum: list[Numbers] = []
    for at in reversed(range(len(columns))):
        by_sum.insert(0, back_through(columns[at].activation, sums[at], by_value[0]))
        if at:
            by_value.insert(0, kernels[at] @ by_sum[0])
    return Pass(kernels, biases, sums, values, by_value, by_sum, loss)


def _backprop(live: Live, values: Values) -> dict[str, Payload]:
    small = small_network(live.network, live.dataset.signature)
    if isinstance(small, str):
        raise ProbeMisfit(small)
    if values["split"] == "own":
        raise ProbeMisfit("Your own example has no target, so there is nothing to learn from.")
    inputs, targets = live.split(values["split"])
    at = min(values["example"], len(inputs) - 1)
    found = run_pass(live, small, inputs[at], targets[at : at + 1])
    count = len(found.kernels)
    kernels, biases = _moves(live, small, found)
    result = {
        "value": np.concatenate(found.values),
        "sum": np.concatenate(found.sums),
        "slope": _slopes(small, found),
        "by_value": np.concatenate(found.by_value),
        "by_sum": np.concatenate(found.by_sum),
        "weight": _links(found.kernels),
        "by_weight": _links([found.by_kernel(c) for c in range(count)]),
        "weight_update": _links(kernels),
        "weight_after": _links([w + m for w, m in zip(found.kernels, kernels, strict=True)]),
        "bias": np.concatenate(found.biases),
        "bias_update": np.concatenate(biases),
        "bias_after": np.concatenate([b + m for b, m in zip(found.biases, biases, strict=True)]),
        "loss": np.array([found.loss]),
        "target": np.asarray(_target(live, targets[at : at + 1])),
        "rate": np.array([live.learning.learning_rate]),
    }
    return {name: array.astype(np.float32) for name, array in result.items()}


def _moves(live: Live, small: SmallNetwork, found: Pass) -> tuple[list[Numbers], list[Numbers]]:
    """Return what the optimizer adds to the kernels and biases; nothing where a layer is frozen."""
    learning = [
        number
        for number, column in enumerate(small.columns[1:])
        if not is_frozen(live.network.layer(column.layer))
    ]
    gradients = [g for c in learning for g in (found.by_kernel(c), found.by_sum[c])]
    pressed = live.learning.regularization_gradient()
    moves = live.learning.update([g + p for g, p in zip(gradients, pressed, strict=True)])
    kernels: list[Numbers] = [np.zeros_like(kernel) for kernel in found.kernels]
    biases: list[Numbers] = [np.zeros_like(bias) for bias in found.biases]
    for place, number in enumerate(learning):
        kernels[number], biases[number] = moves[2 * place], moves[2 * place + 1]
    return kernels, biases


def _slopes(small: SmallNetwork, found: Pass) -> Numbers:
    parts = [
        np.ones_like(sums) if column.activation == "softmax" else slope(column.activation, sums)
        for column, sums in zip(small.columns[1:], found.sums, strict=True)
    ]
    return np.concatenate(parts)


def _links(matrices: list[Numbers]) -> Numbers:
    """Write matrices `(sources, units)` as links: target by target, source by source."""
    return np.concatenate([matrix.T.reshape(-1) for matrix in matrices])


def _target(live: Live, targets: NDArray[np.generic]) -> NDArray[np.generic]:
    """Return what each output should be, as the loss sees it."""
    encoded = live.head.encode(targets)
    if live.head.encoding == "index":
        return np.eye(live.head.outputs)[encoded[0]]
    return encoded.reshape(-1)


BACKPROP = Probe(
    name="backprop",
    sentence="All numbers of one training step on one example: forward, backward, update.",
    arrays={
        "value": "(units,) activations in the order of core.small_network, the input's first",
        "sum": "(units - inputs,) weighted sums",
        "slope": "(units - inputs,) slope of the activation function there; 1 for a softmax, whose "
        "outputs depend on all sums",
        "by_value": "(units - inputs,) derivative of the loss with respect to each activation",
        "by_sum": "(units - inputs,) with respect to each weighted sum, and so to each bias",
        "weight": "(links,) weights",
        "by_weight": "(links,) derivative of the loss with respect to each weight",
        "weight_update": "(links,) what the optimizer adds, if this example alone is the batch",
        "weight_after": "(links,) weights after that",
        "bias": "(units - inputs,) biases",
        "bias_update": "(units - inputs,) what the optimizer adds",
        "bias_after": "(units - inputs,) biases after that",
        "loss": "(1,) loss of the example, without regularization",
        "target": "(outputs,) what the outputs should be",
        "rate": "(1,) learning rate",
    },
    read=_backprop,
    options=(EXAMPLE, _SPLIT),
    fits=_small_only,
)
