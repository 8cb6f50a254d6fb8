"""Networks that can be compared: starters, presets, and the famous ones of the collection."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nnviz.core.errors import SpecError
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.network import NetworkSpec
from nnviz.data.catalogue import signature
from nnviz.data.networks.architectures import ARCHITECTURES, architecture
from nnviz.data.presets import PRESETS
from nnviz.data.starters import STARTERS

_STARTER, _PRESET, _FAMOUS = "starter:", "preset:", "famous:"


@dataclass(frozen=True, slots=True, eq=False)
class Comparable:
    """A network with the data it reads; equal to another one when both are.

    Attributes:
        label: What it is called.
        network: Its layers.
        signature: What it reads and predicts.
    """

    label: str
    network: NetworkSpec
    signature: DataSignature

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Comparable) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for equal networks on equal data under one name."""
        return (self.label, self.network.fingerprint, self.signature)


LABELS: Mapping[str, str] = MappingProxyType(
    {
        **{_STARTER + item.name: f"Starter: {item.label}" for item in STARTERS.values()},
        **{_PRESET + item.name: f"Preset: {item.label}" for item in PRESETS.values()},
        **{_FAMOUS + item.name: f"{item.label} ({item.year})" for item in ARCHITECTURES.values()},
    }
)
"""What can be compared, by name."""


def comparable(name: str) -> Comparable:
    """Return a starter, a preset or a famous network.

    Raises:
        SpecError: There is none of this name.
    """
    if name not in LABELS:
        raise SpecError("a network that can be compared", f"'{name}'", "Choose one from the list.")
    if name.startswith(_FAMOUS):
        found = architecture(name.removeprefix(_FAMOUS))
        return Comparable(found.entry.label, found.network, found.signature)
    if name.startswith(_PRESET):
        preset = PRESETS[name.removeprefix(_PRESET)]
        return of_experiment(preset.label, preset.experiment)
    starter = STARTERS[name.removeprefix(_STARTER)]
    return of_experiment(starter.label, starter.experiment)


def of_experiment(label: str, experiment: Experiment) -> Comparable:
    """Return the network of an experiment, to be compared."""
    return Comparable(label, experiment.network, signature(experiment.data))
