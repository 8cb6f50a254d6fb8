"""Whether a network can be built at all: the last check before Keras is asked."""

from nnviz.core.errors import SpecError
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import NetworkSpec


def require_buildable(network: NetworkSpec, signature: DataSignature) -> None:
    """Raise the first thing that keeps the network from being built.

    Raises:
        SpecError: A shape does not fit, a limit is exceeded, or a layer is read by none.
    """
    problems = infer(network, signature).problems
    if problems:
        first = problems[0]
        advice = f"Try: {first.repairs[0].label}." if first.repairs else ""
        raise SpecError(f"{first.expected} at layer '{first.layer}'", first.received, advice)
