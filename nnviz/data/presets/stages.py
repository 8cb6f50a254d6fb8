"""Stages: presets that continue with other data or layers and the weights learned before."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from nnviz.core.shapes.frozen import frozen_layers, with_trainable
from nnviz.core.spec.experiment import DataSpec, Experiment, TrainingSpec
from nnviz.core.spec.network import NetworkSpec
from nnviz.data.presets.preset import Goal, Preset


@dataclass(frozen=True)
class Stage:
    """A further stage of a preset; layers keep the weights of the stage before, by id.

    Attributes:
        label: What it does, in a few words.
        sentence: What it does, in one plain sentence.
        wait: What to wait for before it, in one plain sentence.
        data: Its dataset.
        network: Makes its layers.
        training: How it is trained.
        goal: What it reaches after the stage before.
    """

    label: str
    sentence: str
    wait: str
    data: DataSpec
    network: Callable[[], NetworkSpec]
    training: TrainingSpec
    goal: Goal

    @cached_property
    def experiment(self) -> Experiment:
        """The whole experiment, made once."""
        return Experiment(data=self.data, network=self.network(), training=self.training)

    @cached_property
    def fresh(self) -> Experiment:
        """The same data and layers without the stage before: nothing is frozen."""
        made = self.experiment
        free = with_trainable(made.network, frozen_layers(made.network), value=True)
        return made.changed(network=free)


@dataclass(frozen=True, slots=True)
class StagedPreset:
    """A preset with further stages.

    Attributes:
        preset: The preset, which is the first stage.
        label: What its first stage does, in a few words.
        stages: What comes after it.
    """

    preset: Preset
    label: str
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Which stage of a staged preset a visitor has reached.

    Attributes:
        staged: The staged preset.
        number: The stage, 1 for the first.
        fresh: Whether it is tried without the stages before it.
    """

    staged: StagedPreset
    number: int
    fresh: bool = False

    @property
    def name(self) -> str:
        """The name that the visitor's experiment goes by; the preset's own in its first stage."""
        first = self.staged.preset.name
        ending = "-fresh" if self.fresh else ""
        return first if self.number == 1 else f"{first}-{self.number}{ending}"

    @property
    def count(self) -> int:
        """How many stages there are."""
        return 1 + len(self.staged.stages)

    @property
    def stage(self) -> Stage | None:
        """The stage; None for the first, which is the preset."""
        return self.staged.stages[self.number - 2] if self.number > 1 else None

    @property
    def label(self) -> str:
        """What the stage does, in a few words."""
        return self.staged.label if self.stage is None else self.stage.label

    @property
    def sentence(self) -> str:
        """What the stage does, in one sentence."""
        return self.staged.preset.watch if self.stage is None else self.stage.sentence

    @property
    def experiment(self) -> Experiment:
        """The experiment of the stage."""
        if self.stage is None:
            return self.staged.preset.experiment
        return self.stage.fresh if self.fresh else self.stage.experiment

    def at(self, number: int, *, fresh: bool = False) -> "Place":
        """Return another stage of the same staged preset."""
        return replace(self, number=number, fresh=fresh)
