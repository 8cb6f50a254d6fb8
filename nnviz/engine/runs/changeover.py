"""What passes from one process of a run to the next."""

from dataclasses import dataclass

from nnviz.engine.client import Client


@dataclass(frozen=True, slots=True)
class Change:
    """A changed experiment that is to be started.

    Attributes:
        generation: What the process is wanted for; see `Run.want_process`.
        previous: The process of the experiment before, when there is one.
    """

    generation: int
    previous: Client | None


@dataclass(frozen=True, slots=True)
class Loss:
    """How a run lost its process.

    Attributes:
        generation: What the next one is wanted for.
        agreed: Whether it went as it was told to.
        hung: Whether it was killed because it no longer answered.
    """

    generation: int
    agreed: bool
    hung: bool
