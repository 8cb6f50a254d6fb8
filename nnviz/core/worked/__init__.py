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
        return f"No numbers for these settings: this needs {error.expected}."


_PAGES = {
    "recurrent": "No numbers here: the page Recurrence shows all gates of one, step by step.",
    "attention": "No numbers here: the page Attention shows all scores of one, head by head.",
    "augmentation": "No numbers here: what it does to a picture is drawn at random while training.",
}
"""Where to find what is too much for this place, by category."""


def _why_not(name: str) -> str:
    kind = CATALOGUE[name]
    inner = name.partition("_")[2]
    if kind.wrapper:
        how = "once for every step" if kind.wrapper == EVERY_STEP else "with a smaller kernel"
        return f"No numbers here: it does what {CATALOGUE[inner].label.lower()} does, {how}."
    if name.endswith("3d") or "conv_lstm" in name:
        return "No numbers here: values along three axes and more do not fit on paper."
    usual = "No numbers here: it takes more of them than can be read at a glance."
    return _PAGES.get(kind.category, usual)
