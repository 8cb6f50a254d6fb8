"""Whether a network can be built at all: the last check before Keras is asked."""

from nnviz.core.dataset import DataSignature
from nnviz.core.errors import SpecError
from nnviz.core.network import NetworkSpec
from nnviz.core.shapes import infer


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
