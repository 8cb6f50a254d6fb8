"""Layers that join networks: two branches that are compared, experts that are mixed."""

from collections.abc import Sequence
from typing import Any

from nnviz.core.catalogue.merging import MOST_INPUTS
from nnviz.core.spec.kinds import Fix, Inference, LayerKind, Misfit, Shape, shape_text
from nnviz.core.spec.params import Param

_REMOVE = (Fix("Remove this layer", remove=True),)
MEASURES = ("distance", "differences")
"""What `pair_distance` gives: one number, or one for each value."""


def _pair_distance(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    rows, size = shape
    if rows != 2:
        return Misfit("a pair: 2 rows of values", f"{rows} rows", _REMOVE)
    if values["measure"] == "differences":
        return Inference((size,), 0, 0, f"{size} differences, nothing to learn")
    return Inference((1,), 0, 0, f"one distance over {size} values, nothing to learn")


def _mixture(shapes: Sequence[Shape], values: dict[str, Any]) -> Inference | Misfit:
    del values
    (shares,), *answers = shapes
    if len(set(answers)) > 1:
        said = " and ".join(shape_text(answer) for answer in answers)
        return Misfit("experts with outputs of the same size", said, _REMOVE)
    if shares != len(answers):
        experts = f"{len(answers)} expert{'' if len(answers) == 1 else 's'}"
        return Misfit(
            f"one weight for each of {experts}, from the first input", f"{shares}", _REMOVE
        )
    (size,) = answers[0]
    text = (
        f"{shares} experts \u00d7 {size} values, weighted by {shares} gate values, nothing to learn"
    )
    work = f"{shares} experts \u00d7 {size} values"
    return Inference((size,), 0, shares * size, text, work=work)


JOINT = (
    LayerKind(
        name="pair_distance",
        label="Pair distance",
        category="merge",
        keras_name="PairDistance",
        params=(
            Param(
                "measure", "Measure", "distance",
                "Whether to output one distance or the absolute difference of every value.",
                choices=MEASURES,
            ),
        ),
        ranks=(2,),
        infer=_pair_distance,
        sentence="Measures the distance between the two members of a pair, its two rows.",
        formula=r"y = \sqrt{\textstyle\sum_k (a_k - b_k)^2} \quad\text{or}\quad y_k = |a_k - b_k|",
        own=True,
    ),
    LayerKind(
        name="mixture",
        label="Mixture of experts",
        category="merge",
        keras_name="Mixture",
        params=(),
        ranks=(1,),
        infer=_mixture,
        sentence="Adds up the experts' outputs, each weighted by the gate, which is the first "
        "input.",
        formula=r"y = \sum_i g_i\, e_i",
        inputs=(2, MOST_INPUTS),
        calling="list",
        own=True,
    ),
)  # fmt: skip
"""Layers of Siamese networks and of mixtures of experts."""
