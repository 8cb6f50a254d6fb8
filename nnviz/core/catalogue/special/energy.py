"""Layers with an energy of their own, from which they learn; they pass no gradient on."""

from typing import Any

from nnviz.core.catalogue.rules.shared_params import units
from nnviz.core.spec.kinds import Inference, LayerKind, Shape, product
from nnviz.core.spec.params import Param

_RANKS = (1, 2, 3)


def _hopfield(shape: Shape, values: dict[str, Any]) -> Inference:
    count, sweeps = product(shape), values["sweeps"]
    return Inference(
        shape,
        count * count,
        sweeps * count * count,
        f"{count} units, fully connected: {count} × {count} weights",
        work=f"{count} units \u00d7 {count} weights \u00d7 {sweeps} sweeps",
    )


def _boltzmann(shape: Shape, values: dict[str, Any]) -> Inference:
    visible, hidden = product(shape), values["units"]
    return Inference(
        shape,
        visible * hidden + hidden + visible,
        2 * visible * hidden,
        f"{visible} visible \u00d7 {hidden} hidden units + {hidden} + {visible} biases",
        work=f"{visible} visible \u00d7 {hidden} hidden units \u00d7 2 ways",
    )


ENERGY = (
    LayerKind(
        name="hopfield",
        label="Hopfield network",
        category="core",
        keras_name="Hopfield",
        params=(
            Param(
                "sweeps", "Sweeps", 4, "How often every unit is updated.",
                low=1, high=20, step=1,
            ),
            Param(
                "decay", "Decay", 0.5,
                "L2 regularization. At 0.5 a weight ends between −1 and 1; at 0 the weights "
                "grow with every pattern shown.",
                low=0.0, high=2.0, step=0.1,
            ),
        ),
        ranks=_RANKS,
        infer=_hopfield,
        sentence="Stores patterns of −1 and +1 and restores damaged ones by lowering the energy.",
        formula=r"s_i \leftarrow \mathrm{sign}\Big(\sum_j W_{ij} s_j\Big),\quad "
        r"E = -\tfrac12 s^\top W s",
        own=True,
    ),
    LayerKind(
        name="boltzmann",
        label="Boltzmann machine",
        category="core",
        keras_name="Boltzmann",
        params=(
            units("Hidden units", 32, "How many hidden units the machine has."),
            Param(
                "steps", "Draws", 1,
                "How many Gibbs steps, which draw hidden and visible units in turn, each update "
                "makes (the k of CD-k).",
                low=1, high=10, step=1,
            ),
        ),
        ranks=_RANKS,
        infer=_boltzmann,
        sentence="Learns which values occur together, until its samples resemble the data.",
        formula=r"p(h_j{=}1 \mid v) = \sigma(c_j + v W_{:j}),\quad "
        r"p(v_i{=}1 \mid h) = \sigma(b_i + W_{i:} h)",
        seeded=True,
        own=True,
    ),
)  # fmt: skip
"""Symmetrically connected layers."""

SELF_TAUGHT = frozenset(kind.name for kind in ENERGY)
"""Kinds that learn from an energy of their own: no gradient of the output reaches them."""
