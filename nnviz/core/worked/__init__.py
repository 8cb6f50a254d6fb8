"""Worked examples: what layers make of a few numbers, by their own arithmetic in plain NumPy.

Not every kind has one: some need more numbers than can be read, and say so.
"""

from collections.abc import Mapping

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.catalogue.wrapped import EVERY_STEP
from nnviz.core.errors import SpecError
from nnviz.core.spec.params import ParamValue
from nnviz.core.worked.adversarial import ADVERSARIAL
from nnviz.core.worked.energy import ENERGY
from nnviz.core.worked.example import Example
from nnviz.core.worked.joint import JOINT
from nnviz.core.worked.places import PLACES
from nnviz.core.worked.trees import TREES
from nnviz.core.worked.values import VALUES

WORKED = {**VALUES, **PLACES, **TREES, **ENERGY, **ADVERSARIAL, **JOINT}
"""What makes the example of each kind that has one."""


def worked_example(name: str, values: Mapping[str, ParamValue]) -> Example | str:
    """Return the example of a kind with these complete parameters, or why there is none."""
    if name not in WORKED:
        return _why_not(name)
    try:
        return WORKED[name](dict(values))
    except SpecError as error:
        return f"No worked example for these settings: it needs {error.expected}."


_PAGES = {
    "recurrent": "No worked example here: the page Recurrence shows every gate, step by step.",
    "attention": "No worked example here: the page Attention shows all scores, head by head.",
    "augmentation": "No worked example here: it changes images at random during training.",
}
"""Where to find what is too large for a worked example, by category."""


def _why_not(name: str) -> str:
    kind = CATALOGUE[name]
    inner = name.partition("_")[2]
    if kind.wrapper:
        how = (
            "once for every time step"
            if kind.wrapper == EVERY_STEP
            else "with its kernel scaled to a spectral norm of 1"
        )
        return f"No worked example here: it does what {CATALOGUE[inner].label.lower()} does, {how}."
    if name.endswith("3d") or "conv_lstm" in name:
        return "No worked example here: values along three or more axes do not fit on paper."
    usual = "No worked example here: it would take more numbers than fit at a glance."
    return _PAGES.get(kind.category, usual)
