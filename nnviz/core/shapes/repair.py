"""A change that would help, ready to be applied by one click."""

from dataclasses import dataclass

from nnviz.core.spec.experiment import DataSpec, Experiment, TrainingSpec
from nnviz.core.spec.network import NetworkSpec


@dataclass(frozen=True, slots=True)
class Repair:
    """What the button says, and the parts of the experiment that it replaces."""

    label: str
    network: NetworkSpec | None = None
    training: TrainingSpec | None = None
    data: DataSpec | None = None

    def apply(self, experiment: Experiment) -> Experiment:
        """Return the experiment with this repair made."""
        parts = {"network": self.network, "training": self.training, "data": self.data}
        return experiment.changed(**{k: v for k, v in parts.items() if v is not None})
