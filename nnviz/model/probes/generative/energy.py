"""Energy-based networks: recall of a pattern, the weights, and samples of a Boltzmann machine."""

import itertools

import numpy as np
from numpy.typing import NDArray

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.families import energy
from nnviz.core.families.energy import CHAINS, SHOWN, STAGES, Numbers
from nnviz.core.run.frames import Payload, Quantized
from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.kinds import product
from nnviz.core.spec.network import INPUT, LayerSpec
from nnviz.core.spec.params import Param
from nnviz.model.probes.probe import EXAMPLE, SPLIT, Live, Probe, ProbeMisfit, Values
from nnviz.model.probes.tiles import only_finite
from nnviz.model.training.evaluator import MOST_ROWS

MOST_UNITS = 144
"""Most units whose weights to each other are drawn."""
MOST_HIDDEN = 64
_MEASURED = 200


def _layer_of(live: Live, kind: str) -> LayerSpec:
    """Return the first layer of a kind.

    Raises:
        ProbeMisfit: There is none.
    """
    for layer in live.network.layers:
        if layer.kind == kind:
            return layer
    raise ProbeMisfit(f"This network has no {CATALOGUE[kind].label}.")


def _side(live: Live, layer: LayerSpec) -> tuple[int, int] | None:
    """Return rows and columns of the image that a layer's units are; None when they are none."""
    signature = live.dataset.signature
    if signature.view != "image" or signature.input_shape[-1] != 1:
        return None
    shape = live.shapes.of(layer.id).input_shape or ()
    rows, columns, _ = signature.input_shape
    return (rows, columns) if product(shape) == rows * columns else None


def _found(live: Live, kind: str) -> tuple[LayerSpec, tuple[int, int]]:
    """Return the first layer of a kind, and rows and columns of the images that it reads.

    Raises:
        ProbeMisfit: There is none, or it reads no images.
    """
    layer = _layer_of(live, kind)
    side = _side(live, layer)
    if side is None:
        raise ProbeMisfit(
            f"The {CATALOGUE[kind].label} does not read a grey image here, so its state cannot be "
            "drawn as one."
        )
    return layer, side


def _read(live: Live, layer: LayerSpec, x: NDArray[np.generic]) -> Numbers:
    """Return what a layer receives for inputs `(n, *shape)`, flat `(n, units)`."""
    index = live.network.layers.index(layer)
    (source,) = live.network.sources(index)
    given = x if source == INPUT else live.readout.some((source,), x)[source]
    return np.asarray(given, np.float64).reshape(len(x), -1)


def _weights(live: Live, layer: LayerSpec) -> Numbers:
    return energy.mutual(live.weights()[layer.id][0].astype(np.float64))


def _upright(states: NDArray[np.floating], side: tuple[int, int]) -> NDArray[np.float32]:
    """Return states `(n, units)` as images `(n, rows, columns)`, the last row first."""
    return states.reshape(-1, *side)[:, ::-1].astype(np.float32)


def _recall(live: Live, values: Values) -> dict[str, Payload]:
    layer, side = _found(live, "hopfield")
    start = energy.signs(_read(live, layer, live.example(values["split"], values["example"])))[0]
    weights = _weights(live, layer)
    sweeps = int(layer_values(layer)["sweeps"])  # pyright: ignore[reportArgumentType]
    found = energy.recall(start, weights, sweeps)
    stops = np.rint(np.linspace(0, len(found.changed), SHOWN)).astype(int)
    updates = np.concatenate([[0], found.changed])
    nearest, number, agreement = _nearest(live, layer, found.states[-1])
    shown = np.concatenate([found.states[stops], nearest[None]])
    return {
        "pictures": Quantized(_upright((shown + 1) / 2, side), 0.0, 1.0),
        "update": np.concatenate([updates, [found.updates]]).astype(np.float32),
        "energy": np.concatenate([found.energies, found.energies[-1:]]).astype(np.float32),
        "at": updates[stops].astype(np.float32),
        "height": found.energies[stops].astype(np.float32),
        "changes": np.array([len(found.changed)], np.float32),
        "nearest": np.array([number], np.int32),
        "agreement": np.array([agreement], np.float32),
    }


def _nearest(live: Live, layer: LayerSpec, state: Numbers) -> tuple[Numbers, int, float]:
    """Return the training pattern nearest to a state, its group, and the fraction that agrees.

    The group is -1 where examples have none.
    """
    data = live.dataset
    key = ("stored", layer.id)
    if key not in live.memory:
        inputs = energy.signs(_read(live, layer, data.x_train[:MOST_ROWS]))
        live.memory[key] = np.unique(inputs, axis=0, return_index=True)
    patterns, rows = live.memory[key]
    agreements = (patterns == state).mean(axis=1)
    best = int(agreements.argmax())
    group = int(data.group_train[rows[best]]) if len(data.group_train) else -1
    return patterns[best], group, float(agreements[best])


def _couplings(live: Live, values: Values) -> dict[str, Payload]:
    del values
    weights = _weights(live, _layer_of(live, "hopfield"))
    if len(weights) > MOST_UNITS:
        raise ProbeMisfit(
            f"The weights between {len(weights)} units are too many to draw: at most "
            f"{MOST_UNITS} units."
        )
    largest = float(np.abs(weights).max(initial=0.0))
    scaled = weights / (largest or 1.0)
    return {
        "values": Quantized(scaled[::-1].astype(np.float32), -1.0, 1.0),
        "largest": np.array([largest], np.float32),
    }


def machine_of(live: Live, layer: LayerSpec) -> energy.Machine:
    """Return the weights of a Boltzmann layer."""
    couplings, hidden, visible = (one.astype(np.float64) for one in live.weights()[layer.id])
    return energy.Machine(couplings, hidden, visible)


def _hidden_filters(live: Live, values: Values) -> dict[str, Payload]:
    del values
    layer, side = _found(live, "boltzmann")
    kernels = machine_of(live, layer).couplings[:, :MOST_HIDDEN].T
    largest = np.abs(kernels).max(axis=1, keepdims=True)
    scaled = kernels / np.where(largest > 0, largest, 1.0)
    return {"values": Quantized(_upright(scaled, side), -1.0, 1.0)}


def _fantasies(live: Live, values: Values) -> dict[str, Payload]:
    layer, side = _found(live, "boltzmann")
    machine = machine_of(live, layer)
    rng = np.random.default_rng(values["seed"])
    state: Numbers = rng.random((CHAINS, side[0] * side[1]))
    stages: list[Numbers] = [state]
    for before, after in itertools.pairwise(STAGES):
        # Between two images the units are binary, not probabilities.
        begin = (rng.random(state.shape) < state).astype(np.float64)
        state = machine.gibbs(begin, after - before, rng)
        stages.append(state)
    shown = np.stack(stages, axis=1).reshape(-1, side[0] * side[1])
    data = live.dataset
    rows = [data.x_train[:_MEASURED], data.x_test[:_MEASURED]]
    known = [np.clip(_read(live, layer, x), 0, 1) for x in rows]
    energies = [float(machine.free_energy(seen).mean()) for seen in (*known, stages[0], state)]
    return {
        "values": Quantized(_upright(shown, side), 0.0, 1.0),
        "energy": only_finite(np.array(energies)),
    }


RECALL = Probe(
    name="recall",
    sentence="How a Hopfield network updates an example, unit by unit, while its energy falls.",
    arrays={
        "pictures": f"({SHOWN} + 1, rows, columns) 0..1, last row first: the start, states after "
        "equal numbers of changes, the end, and the stored pattern nearest to it",
        "update": "(points,) updates made: at the start, at every change, and at the end",
        "energy": "(points,) the energy then",
        "at": f"({SHOWN},) updates made before each image",
        "height": f"({SHOWN},) energy of each image",
        "changes": "(1,) units that changed",
        "nearest": "(1,) group of the nearest stored pattern, -1 where there are no groups",
        "agreement": "(1,) fraction of the final units that agree with it",
    },
    read=_recall,
    options=(EXAMPLE, SPLIT),
)

COUPLINGS = Probe(
    name="couplings",
    sentence="The weights between all pairs of units of a Hopfield network.",
    arrays={
        "values": "(units, units) -1..1, as fractions of the largest, the last unit's row first",
        "largest": "(1,) size of the largest weight",
    },
    read=_couplings,
)

HIDDEN_FILTERS = Probe(
    name="hidden_filters",
    sentence="The weights of each hidden unit of a Boltzmann machine, as an image.",
    arrays={
        "values": f"(hidden, rows, columns) -1..1, each divided by its largest, last row first; "
        f"at most {MOST_HIDDEN}"
    },
    read=_hidden_filters,
)

FANTASIES = Probe(
    name="fantasies",
    sentence="Samples that a Boltzmann machine draws starting from noise, and how likely they are.",
    arrays={
        "values": f"({CHAINS} * {len(STAGES)}, rows, columns) 0..1, last row first: each chain "
        f"after {', '.join(map(str, STAGES))} draws of all units",
        "energy": "(4,) mean free energy of training examples, test examples, noise and samples",
    },
    read=_fantasies,
    options=(
        Param("seed", "Seed", 0, "Seed for the noise and all units.", low=0, high=10_000, step=1),
    ),
)
