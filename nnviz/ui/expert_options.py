"""What the view of a mixture of experts is drawn with."""

from typing import Any

from nnviz.core.experts import experts
from nnviz.ui.session import experiment


def experts_options() -> dict[str, Any]:
    """Return the names of the layers that are mixed."""
    found = experts(experiment().network)
    return {"names": found.experts if found else ()}
