"""What the next process of a run takes over from those before it."""

from dataclasses import dataclass, replace
from pathlib import Path

from nnviz.core.editing.keeping import carried_over
from nnviz.core.run.run import Weights
from nnviz.core.spec.network import NetworkSpec


@dataclass(frozen=True, slots=True)
class Heritage:
    """Weights to begin with; every change of it is a new record.

    Attributes:
        weights: Weights that a process takes over when there is no snapshot.
        initial: Weights that a reset goes back to, such as those of an opened file.
        snapshot: Snapshot of another experiment whose weights are taken over, without `weights`.
        step: Steps made before, by the run that the first weights are of.
        fresh: Whether the experiment was to start from new weights.
    """

    weights: Weights | None = None
    initial: Weights | None = None
    snapshot: Path | None = None
    step: int = 0
    fresh: bool = False

    def reset(self, *, redrawn: bool) -> "Heritage":
        """Return what is left after a reset; with another seed other weights are the initial ones.

        Args:
            redrawn: Whether there is another seed.
        """
        return replace(self, weights=None, initial=None if redrawn else self.initial)

    def turned(self, before: NetworkSpec, now: NetworkSpec, snapshot: Path | None) -> "Heritage":
        """Return what another network takes over of this.

        Args:
            before: The network until now.
            now: The network from now on.
            snapshot: The snapshot of the network until now, when that is all there is of it.
        """
        initial = None if self.initial is None else carried_over(self.initial, before, now)
        return Heritage(self.weights, initial, snapshot or self.snapshot)

    def carrying(self, weights: Weights | None) -> "Heritage":
        """Return it with the weights of another run."""
        return replace(self, weights=weights)

    def taking(self, weights: Weights, before: NetworkSpec, now: NetworkSpec) -> "Heritage":
        """Return it with the weights of the process before, by the ids that layers have now.

        Args:
            weights: What the process had learned.
            before: Its network.
            now: The network that takes them over.
        """
        return replace(self, weights=carried_over(weights, before, now, self.weights))

    def inheriting(self, snapshot: Path | None) -> "Heritage":
        """Return it with a snapshot to take weights from; with None that was done."""
        return replace(self, snapshot=snapshot)


NOTHING = Heritage()
FRESH = Heritage(fresh=True)
"""What an experiment begins with that was to start from new weights."""
